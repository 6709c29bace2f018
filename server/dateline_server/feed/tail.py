"""Follows the log of the store once for everyone who watches in this process.

The latest entries are kept in memory. For a watcher who stands further back they are read from the store, and so they are
for one who falls behind: nothing is ever queued for anyone, and memory stays bounded. Watchers who come from far back
together, such as a fleet that starts again, share what is read, and a process of its own may read it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import structlog

from dateline_server.errors import CursorTooOld, StoreUnavailable
from dateline_server.feed.recent import RecentStretches
from dateline_server.feed.rendering import ChangeRenderer
from dateline_server.feed.stretches import CHANGES_A_STRETCH, Stretch, StretchReader, end_with_cursor, read_stretch
from dateline_server.storage.store import MOST_BYTES_AT_ONCE, LoggedChange, Store

_POLL_SECONDS = 0.1  # other processes write to the store too
_READ_AT_ONCE = 256
_MOST_KEPT = 4_096
_MOST_BYTES_KEPT = 64 * 1024 * 1024

_log = structlog.get_logger("dateline.feed")


class Tail:
    """The end of the log. `run` calls a method of the store off the event loop; `elsewhere` reads what lies far back."""

    def __init__(
        self, store: Store, run: Callable[..., Awaitable[Any]], elsewhere: StretchReader | None = None
    ) -> None:
        self._store = store
        self._run = run
        self._elsewhere = elsewhere
        self._kept: deque[LoggedChange] = deque()
        self._bytes = 0
        self._grown = asyncio.Condition()
        self._written = asyncio.Event()
        self._merged: Mapping[str, str] = {}
        self._recent = RecentStretches()
        self.last = 0

    async def start(self) -> None:
        """Begins at what is the end of the log now."""
        self.last = await self._run(self._store.last_change)
        self._merged = await self._run(self._store.merged_actors)

    def notice(self) -> None:
        """This process has written."""
        self._written.set()

    async def follow(self) -> None:
        """Follows the log until it is cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), _POLL_SECONDS)
            self._written.clear()
            self._recent.forget_old()
            try:
                while entries := await self._run(self._store.read_changes, self.last, _READ_AT_ONCE):
                    if any(entry.merged is not None or entry.unmerged is not None for entry in entries):
                        self._merged = await self._run(self._store.merged_actors)
                    self._keep(entries)
                    async with self._grown:
                        self._grown.notify_all()
            except StoreUnavailable as error:
                _log.warning("the log cannot be followed now", reason=error.reason, message=error.message)
            except CursorTooOld:
                # The log was compacted beyond what this process had read: those who stand further back are told so.
                await self._begin_again()

    def resolve_actor(self, name: str) -> str:
        """The name of the actor that the one of that name is merged into; its own when it is not merged."""
        return self._merged.get(name, name)

    async def tell(self, after: int, renderer: ChangeRenderer) -> Stretch:
        """What follows change number `after`, as much as makes a message. Raises CursorTooOld."""
        if after < self.last and (not self._kept or after < self._kept[0].seq - 1):
            if renderer.obeys_merges:  # and so may tell the same piece of the log otherwise a little later
                return await self._read_stored(after, renderer)
            return await self._recent.tell((renderer.options, after), lambda: self._read_anywhere(after, renderer))
        entries = self._recall(after)
        last = entries[-1].seq if entries else after
        return end_with_cursor(renderer.render(entries), last, self._store.seal_cursor(last)).join()

    async def _read_anywhere(self, after: int, renderer: ChangeRenderer) -> Stretch:
        elsewhere = self._elsewhere and await self._elsewhere.read(after, self.last, renderer.options)
        return elsewhere or await self._read_stored(after, renderer)

    async def _read_stored(self, after: int, renderer: ChangeRenderer) -> Stretch:
        stretch: Stretch = await self._run(read_stretch, self._store, after, renderer)
        return stretch

    def _recall(self, after: int) -> Sequence[LoggedChange]:
        """The kept entries that follow, as many as the store would give."""
        start = after + 1 - self._kept[0].seq if self._kept else 0
        entries: list[LoggedChange] = []
        size = 0
        for entry in islice(self._kept, start, start + CHANGES_A_STRETCH):
            size += entry.size
            if size > MOST_BYTES_AT_ONCE and entries:
                break
            entries.append(entry)
        return entries

    async def wait(self, after: int, seconds: float) -> bool:
        """Whether the log has grown beyond number `after` within so many seconds."""
        async with self._grown:
            try:
                await asyncio.wait_for(self._grown.wait_for(lambda: self.last > after), seconds)
            except TimeoutError:
                return False
        return True

    async def _begin_again(self) -> None:
        """Keeps nothing, and goes on with the oldest entry that the store holds."""
        self._merged = await self._run(self._store.merged_actors)
        oldest = await self._run(self._store.oldest_change)
        self._kept.clear()
        self._bytes = 0
        self._recent = RecentStretches()
        self.last = oldest

    def _keep(self, entries: Sequence[LoggedChange]) -> None:
        for entry in entries:
            self._kept.append(entry)
            self._bytes += entry.size
        while len(self._kept) > _MOST_KEPT or (self._bytes > _MOST_BYTES_KEPT and len(self._kept) > 1):
            self._bytes -= self._kept.popleft().size
        self.last = self._kept[-1].seq
