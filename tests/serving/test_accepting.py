"""Calls are taken in many at a time, by a real gRPC server in this process."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
from grpc._cython import cygrpc  # type: ignore[attr-defined]

from dateline_server.services.access.pressure import NOT_NOTED, arrived
from dateline_server.serving.accepting import Arrivals, accept_several

AT_ONCE = 100


class Unknown(grpc.GenericRpcHandler):
    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        async def refuse(request: bytes, context: object) -> bytes:
            return b"unknown"

        return grpc.unary_unary_rpc_method_handler(refuse)


class Hall:
    """Lets nobody out before all have come in."""

    def __init__(self) -> None:
        self.all_here = asyncio.Barrier(AT_ONCE)
        self.arrivals: list[float] = []

    async def meet(self, request: bytes, context: object) -> bytes:
        self.arrivals.append(arrived.get())
        await self.all_here.wait()
        return request


@pytest.fixture
async def hall() -> Hall:
    return Hall()


@pytest.fixture
async def channel(hall: Hall) -> AsyncIterator[grpc.aio.Channel]:
    known = grpc.method_handlers_generic_handler("Hall", {"Meet": grpc.unary_unary_rpc_method_handler(hall.meet)})
    arrivals = Arrivals([known], Unknown())
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([arrivals])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    with accept_several(server, arrivals):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
        await server.stop(None)


async def test_each_call_is_answered_and_has_the_time_of_its_arrival(channel: grpc.aio.Channel, hall: Hall) -> None:
    meet: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/Hall/Meet")
    async with asyncio.timeout(20):
        answers = await asyncio.gather(*(meet(str(number).encode()) for number in range(AT_ONCE)))
    assert answers == [str(number).encode() for number in range(AT_ONCE)]
    assert len(set(hall.arrivals)) == AT_ONCE
    assert NOT_NOTED not in hall.arrivals


async def test_unknown_methods_are_not_remembered(channel: grpc.aio.Channel) -> None:
    for name in ("A", "B"):
        other: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(f"/Hall/{name}")
        assert await other(b"") == b"unknown"


async def test_a_release_of_grpcio_with_other_parts_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def handle(
        method_name: str, handlers: object, interceptors: object, state: object, loop: object, exceeded: bool
    ) -> None:
        """As of a release in which calls that Dateline takes in would never be answered."""

    monkeypatch.setattr(cygrpc, "_handle_rpc", handle)
    with (
        pytest.raises(RuntimeError, match="Install the release that Dateline asks for"),
        accept_several(grpc.aio.server(), Arrivals([], Unknown())),
    ):
        pass
