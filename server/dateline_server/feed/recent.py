"""Stretches of the stored log that were told lately: watchers who start again together have each read once, for all.

What was once told of the log stays true, since the log is only added to. Nothing is kept for longer than a minute.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from time import monotonic

from dateline_server.feed.stretches import Stretch

_MOST_BYTES = 64 * 1024 * 1024
_SECONDS = 60.0


class RecentStretches:
    """Of one process, at most so many bytes of them, the latest."""

    def __init__(self, most_bytes: int = _MOST_BYTES, seconds: float = _SECONDS) -> None:
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._bytes = 0
        self._told: dict[Hashable, asyncio.Future[Stretch]] = {}  # and those that are being read
        self._ends: deque[tuple[float, Hashable, int]] = (
            deque()
        )  # of what was read: when it is forgotten, and its bytes

    async def tell(self, key: Hashable, read: Callable[[], Awaitable[Stretch]]) -> Stretch:
        """The stretch of that key: what `read` gives, or gave a little earlier. Raises what `read` raises.

        Whoever is cancelled meanwhile takes it from nobody else who waits for it.
        """
        reading = self._told.get(key)
        if reading is None:
            reading = self._told[key] = asyncio.ensure_future(read())
            reading.add_done_callback(lambda done: self._keep(key, done))
        return reading.result() if reading.done() else await asyncio.shield(reading)

    def forget_old(self) -> None:
        """Forget what has been kept for long enough."""
        while self._ends and self._ends[0][0] <= monotonic():
            self._forget_first()

    def _keep(self, key: Hashable, reading: asyncio.Future[Stretch]) -> None:
        if reading.cancelled() or reading.exception() is not None:  # told to those who wait; the next one reads again
            del self._told[key]
            return
        size = len(reading.result().message)
        self._ends.append((monotonic() + self._seconds, key, size))
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._forget_first()

    def _forget_first(self) -> None:
        _, key, size = self._ends.popleft()
        self._bytes -= size
        del self._told[key]
