"""Follows the log of the store once for everyone who watches in this process.

The latest entries are kept in memory. For a watcher who stands further back they are read from the store, and so they are
for one who falls behind: nothing is ever queued for anyone, and memory stays bounded. Watchers who come from far back
together, such as a fleet that starts again, share what is read.
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
from dateline_server.feed.stretches import Stretch, join_changes
from dateline_server.storage.store import MOST_BYTES_AT_ONCE, LoggedChange, Store

_POLL_SECONDS = 0.1  # other processes write to the store too
_READ_AT_ONCE = 256
_CHANGES_A_MESSAGE = 128
_MOST_KEPT = 4_096
_MOST_BYTES_KEPT = 64 * 1024 * 1024

_log = structlog.get_logger("dateline.feed")


class Tail:
    """The end of the log. `run` calls a method of the store off the event loop."""

    def __init__(self, store: Store, run: Callable[..., Awaitable[Any]]) -> None:
        self._store = store
        self._run = run
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
                stretch: Stretch = await self._run(self._tell_stored, after, renderer)
                return stretch
            return await self._recent.tell(
                (renderer.options, after), lambda: self._run(self._tell_stored, after, renderer)
            )
        entries = self._recall(after)
        return self._join(renderer.render(entries), entries, after)

    def _tell_stored(self, after: int, renderer: ChangeRenderer) -> Stretch:
        """Off the event loop, and to where others end as well, from whichever change they began."""
        entries = self._store.read_changes(after, _CHANGES_A_MESSAGE - after % _CHANGES_A_MESSAGE)
        return self._join(renderer.render_once(entries), entries, after)

    def _join(self, pieces: Sequence[bytes], entries: Sequence[LoggedChange], after: int) -> Stretch:
        last = entries[-1].seq if entries else after
        return join_changes(pieces, last, self._store.seal_cursor(last))

    def _recall(self, after: int) -> Sequence[LoggedChange]:
        """The kept entries that follow, as many as the store would give."""
        start = after + 1 - self._kept[0].seq if self._kept else 0
        entries: list[LoggedChange] = []
        size = 0
        for entry in islice(self._kept, start, start + _CHANGES_A_MESSAGE):
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
