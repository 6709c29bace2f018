"""Who watches the health of a server is told of every change, whoever else watches."""

import asyncio

import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from dateline_server.errors import Draining, StreamTooOld
from dateline_server.services.streaming import StreamEnds
from dateline_server.serving.health import HealthService

SERVING, NOT_SERVING = HealthCheckResponse.SERVING, HealthCheckResponse.NOT_SERVING
LASTING = StreamEnds(asyncio.Event())


async def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    health = HealthService(["news"], LASTING)
    first, second = (health.watch(HealthCheckRequest(service="news")) for _ in range(2))
    assert [(await anext(each)).status for each in (first, second)] == [NOT_SERVING, NOT_SERVING]
    await first.aclose()
    health.tell({"news": True})
    assert (await asyncio.wait_for(anext(second), 5)).status == SERVING


async def test_the_end_is_told_and_ends_the_watch() -> None:
    health = HealthService(["news"], LASTING)
    health.tell({"": True, "news": True})
    watching = health.watch(HealthCheckRequest())
    assert (await anext(watching)).status == SERVING
    health.end()
    health.tell({"": True})
    assert (await anext(watching)).status == NOT_SERVING
    with pytest.raises(Draining):
        await anext(watching)


async def test_a_service_that_is_not_there_may_come() -> None:
    watching = HealthService([], LASTING).watch(HealthCheckRequest(service="news"))
    assert (await anext(watching)).status == HealthCheckResponse.SERVICE_UNKNOWN


async def test_a_watch_ends_when_it_is_as_old_as_a_stream_may_be() -> None:
    health = HealthService(["news"], StreamEnds(asyncio.Event(), age=0.5))
    watching = health.watch(HealthCheckRequest(service="news"))
    assert (await anext(watching)).status == NOT_SERVING
    health.tell({"news": True})
    assert (await anext(watching)).status == SERVING
    with pytest.raises(StreamTooOld):
        await asyncio.wait_for(anext(watching), 30)
