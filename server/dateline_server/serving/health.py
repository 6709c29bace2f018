"""Health after grpc.health.v1: of the whole server under the empty name, and of each service under its own."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

import grpc
from grpc_health.v1 import health, health_pb2_grpc
from grpc_health.v1.health_pb2 import HealthCheckResponse

from dateline.v1 import parser_service_pb2
from dateline_server.errors import StoreUnavailable
from dateline_server.services.storing import StoreAccess

_SECONDS_BETWEEN_CHECKS = 2.0
_NEEDS_NO_STORE = parser_service_pb2.DESCRIPTOR.services_by_name["ParserService"].full_name


class Workers(Protocol):
    """Whoever reads documents for the server."""

    @property
    def pids(self) -> Sequence[int]:
        """The processes that are ready; none means that nothing can be read now."""
        ...


class Health:
    """What the server says of itself: NOT_SERVING until `watch` finds store and workers ready, and after `end`."""

    def __init__(self, server: grpc.aio.Server, services: Iterable[str]) -> None:
        self._servicer = health.aio.HealthServicer()
        self._services = list(services)
        health_pb2_grpc.add_HealthServicer_to_server(self._servicer, server)

    async def begin(self) -> None:
        """Nothing can be served yet."""
        await self._tell(workers=False, store=False)

    async def check(self, access: StoreAccess, workers: Workers) -> None:
        """Look at store and workers once, and tell."""
        try:
            await access.read(access.store.check)
        except StoreUnavailable:
            await self._tell(workers=bool(workers.pids), store=False)
        else:
            await self._tell(workers=bool(workers.pids), store=True)

    async def watch(self, access: StoreAccess, workers: Workers) -> None:
        """Look again and again until cancelled."""
        while True:
            await self.check(access, workers)
            await asyncio.sleep(_SECONDS_BETWEEN_CHECKS)

    async def end(self) -> None:
        """Nothing is served any more, whatever is found afterwards."""
        await self._servicer.enter_graceful_shutdown()

    async def _tell(self, *, workers: bool, store: bool) -> None:
        await self._servicer.set("", _status(workers and store))
        for service in self._services:
            await self._servicer.set(service, _status(workers if service == _NEEDS_NO_STORE else store))


def _status(serving: bool) -> int:
    return HealthCheckResponse.SERVING if serving else HealthCheckResponse.NOT_SERVING
