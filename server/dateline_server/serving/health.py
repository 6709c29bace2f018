"""Health after grpc.health.v1: of the whole server under the empty name, and of each service under its own."""

import asyncio
import math
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from dateline.v1 import parser_service_pb2
from dateline_server.errors import Draining, NotFound, StoreUnavailable, StreamTooOld
from dateline_server.services.storing import StoreAccess
from dateline_server.services.streaming import StreamEnds

_SECONDS_BETWEEN_CHECKS = 2.0
_NEEDS_NO_STORE = parser_service_pb2.DESCRIPTOR.services_by_name["ParserService"].full_name


class Workers(Protocol):
    """Whoever reads documents for the server."""

    @property
    def pids(self) -> Sequence[int]:
        """The processes that are ready; none means that nothing can be read now."""
        ...


class HealthService:
    """The methods of `grpc.health.v1.Health`."""

    def __init__(self, services: Iterable[str], ends: StreamEnds) -> None:
        self._ends = ends
        self._statuses: dict[str, int] = dict.fromkeys(["", *services], HealthCheckResponse.NOT_SERVING)
        self._changed = asyncio.Event()
        self._ended = False

    async def check(self, request: HealthCheckRequest) -> HealthCheckResponse:
        """Whether the service serves now. Raises NotFound."""
        status = self._statuses.get(request.service)
        if status is None:
            raise NotFound(
                f"There is no service {request.service[:200]!r} here. Ask for one that reflection lists, or for the whole "
                "server with an empty name.",
                field="service",
            )
        return HealthCheckResponse(status=status)

    async def watch(self, request: HealthCheckRequest) -> AsyncGenerator[HealthCheckResponse, None]:
        """The same whenever it changes, until the server or the stream ends; of a service that is not here SERVICE_UNKNOWN."""
        told = None
        loop = asyncio.get_running_loop()
        end = loop.time() + self._ends.draw_age() if self._ends.age else math.inf
        while loop.time() < end:
            changed, ended = self._changed, self._ended
            status = self._statuses.get(request.service, HealthCheckResponse.SERVICE_UNKNOWN)
            if status != told:
                yield HealthCheckResponse(status=status)
                told = status
            if ended:
                raise Draining("The server is shutting down.")
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), None if end == math.inf else max(0.0, end - loop.time()))
        raise StreamTooOld("The stream is as old as one may be. Watch again.")

    def tell(self, serving: Mapping[str, bool]) -> None:
        """Say of each service, by name, whether it serves; after `end` nothing does."""
        if self._ended:
            return
        for service, serves in serving.items():
            self._statuses[service] = HealthCheckResponse.SERVING if serves else HealthCheckResponse.NOT_SERVING
        self._wake()

    def end(self) -> None:
        """Nothing is served any more, whatever is found afterwards."""
        self.tell(dict.fromkeys(self._statuses, False))
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Health:
    """What the server says of itself: NOT_SERVING until `watch` finds store and workers ready, and after `end`."""

    def __init__(self, services: Iterable[str], ends: StreamEnds) -> None:
        self._services = list(services)
        self.service = HealthService(self._services, ends)

    async def check(self, access: StoreAccess, workers: Workers) -> None:
        """Look at store and workers once, and tell."""
        try:
            await access.read(access.store.check)
        except StoreUnavailable:
            self._tell(workers=bool(workers.pids), store=False)
        else:
            self._tell(workers=bool(workers.pids), store=True)

    async def watch(self, access: StoreAccess, workers: Workers) -> None:
        """Look again and again until cancelled."""
        while True:
            await self.check(access, workers)
            await asyncio.sleep(_SECONDS_BETWEEN_CHECKS)

    def end(self) -> None:
        """Nothing is served any more."""
        self.service.end()

    def _tell(self, *, workers: bool, store: bool) -> None:
        serving = {name: workers if name == _NEEDS_NO_STORE else store for name in self._services}
        self.service.tell({"": workers and store, **serving})
