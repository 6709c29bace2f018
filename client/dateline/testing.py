"""A real server for the tests of programs that use Dateline: in this process, on a free port, at a time that you set.

    import pytest
    from dateline.testing import LocalServer

    @pytest.fixture(scope="session")
    def server():
        with LocalServer() as server:
            yield server

    def test_talks_are_found(server):
        with server.client() as client:
            client.ingest("Norway and Kenya held talks in Oslo on Tuesday.", source="Coast Wire", published="2025-04-09")
            assert [record.event.time.value for record in client.events.list()] == ["2025-04-08"]

It needs the server half: `pip install 'dateline[server]'`. Nothing is faked: language model, store and wire are those of
`dateline serve`. The same documents at the same time give the same articles, byte for byte.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from types import TracebackType
from typing import Protocol, Self

from dateline.client import Client
from dateline.errors import Unavailable

NOON = datetime(2025, 4, 10, 12, tzinfo=UTC)


class Clock:
    """Stands still until it is moved. Calling it gives the time, in UTC."""

    def __init__(self, now: datetime = NOON) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """It is that time now. Raises ValueError for a time without a zone."""
        if now.tzinfo is None:
            raise ValueError("the time needs a zone: datetime(2025, 4, 10, tzinfo=UTC)")
        self._now = now.astimezone(UTC)

    def advance(self, **step: float) -> None:
        """It is that much later: `advance(hours=25)`, with the arguments of `timedelta`."""
        self._now += timedelta(**step)


class _Embedded(Protocol):
    address: str

    def close(self) -> None: ...


class LocalServer:
    """A server in this process, from the `with` that begins it to its end; `address` is HOST:PORT.

    Its store is empty and goes with it, unless `store` names one (a path, or postgresql://…). Its time is that of
    `clock`: Thursday 2025-04-10, noon in UTC, until you move it. Beginning the first one in a process takes seconds, for
    the language model, so share one among tests. Raises Unavailable (SERVER_HALF_MISSING).
    """

    def __init__(self, *, now: datetime = NOON, store: str = "") -> None:
        self.clock = Clock(now)
        self._store = store
        self._server: _Embedded | None = None

    @property
    def address(self) -> str:
        """HOST:PORT. Raises RuntimeError while it is not running."""
        if self._server is None:
            raise RuntimeError("the server is not running: use it in a `with` statement")
        return self._server.address

    def client(self, *, timeout: float = 60.0) -> Client:
        """A new client of the server."""
        return Client(self.address, timeout=timeout)

    def __enter__(self) -> Self:
        self._server = _load_server()(self.clock, self._store)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _load_server() -> Callable[[Clock, str], _Embedded]:
    try:
        for entry in entry_points(group="dateline.commands", name="embed"):
            server: Callable[[Clock, str], _Embedded] = entry.load()
            return server
    except ModuleNotFoundError:
        pass
    raise Unavailable(
        "`dateline.testing` needs the server half of Dateline, which is not installed. "
        "Install it: pip install 'dateline[server]'.",
        reason="SERVER_HALF_MISSING",
    )
