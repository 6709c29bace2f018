"""ChangeService: tells what changes in the store."""

import asyncio
import math
from collections.abc import AsyncGenerator
from weakref import WeakValueDictionary

from dateline.v1.article_service_pb2 import ARTICLE_VIEW_FULL
from dateline.v1.change_service_pb2 import GetCursorRequest, GetCursorResponse, WatchRequest
from dateline_server.errors import Draining, InvalidCursor, InvalidField, StreamTooOld
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.feed.stretches import CAUGHT_UP, Stretch
from dateline_server.feed.tail import Tail
from dateline_server.services.checks import require_known_enum
from dateline_server.services.storing import StoreAccess
from dateline_server.services.streaming import StreamEnds

_HEARTBEAT_SECONDS = 15
_LONGEST_HEARTBEAT = 300


class ChangeService:
    """The methods of `dateline.v1.ChangeService`. `ends` is when open streams end, after what they have sent."""

    def __init__(self, access: StoreAccess, tail: Tail, ends: StreamEnds) -> None:
        self._access = access
        self._store = access.store
        self._tail = tail
        self._ends = ends
        self._renderers: WeakValueDictionary[WatchOptions, ChangeRenderer] = WeakValueDictionary()

    async def get_cursor(self, request: GetCursorRequest) -> GetCursorResponse:
        """The cursor after the last change."""
        last = await self._access.read(self._store.last_change)
        return GetCursorResponse(cursor=self._store.seal_cursor(last))

    async def watch(self, request: WatchRequest) -> AsyncGenerator[bytes, None]:
        """Serialised WatchResponses, without end."""
        require_known_enum(request, "view")
        seconds = _read_heartbeat(request)
        renderer = await self._renderer(
            WatchOptions(request.filter, request.view == ARTICLE_VIEW_FULL, request.include_before)
        )
        last = await self._access.read(self._store.last_change)
        if request.cursor:
            position = self._store.open_cursor(request.cursor)
            if position > last:
                raise InvalidCursor(
                    f"The cursor stands after change {position}, and the store ends at {last}: it was restored from a "
                    "backup. Take a new cursor with GetCursor, list everything, and watch from that cursor on.",
                    field="cursor",
                )
            # The store says whether the cursor is too old: this process may still remember what it has dropped.
            await self._access.read(self._store.read_changes, position, 0)
        else:
            position = await self._access.read(self._store.oldest_change)
        await self._await_what_is_written(last, seconds)
        heard = asyncio.get_running_loop().time()
        end = heard + self._ends.draw_age() if self._ends.age else math.inf
        told = -1
        ahead: asyncio.Task[Stretch] | None = None
        try:
            while not self._ends.drain.is_set() and asyncio.get_running_loop().time() < end:
                message, position, empty = await (ahead or self._tail.tell(position, renderer))
                caught_up = position >= self._tail.last
                # What comes next is read while this is being sent.
                ahead = None if caught_up else asyncio.create_task(self._tail.tell(position, renderer))
                now = asyncio.get_running_loop().time()
                # A watcher whom nothing concerns is told all the same how far the log has come.
                if not empty or now - heard >= seconds or (caught_up and told < 0):
                    yield message + CAUGHT_UP if caught_up else message
                    heard, told = asyncio.get_running_loop().time(), position
                else:
                    await asyncio.sleep(0)  # others have their turn in a long stretch that concerns nobody
                if caught_up:
                    await self._await_growth(position, min(heard + seconds, end) - now)
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.wait((ahead,))
        cursor = self._store.seal_cursor(position)
        if self._ends.drain.is_set():
            raise Draining("The server is shutting down. Watch from the last cursor at the next one.", cursor=cursor)
        raise StreamTooOld("The stream is as old as one may be. Watch on from the last cursor.", cursor=cursor)

    async def _await_what_is_written(self, last: int, seconds: float) -> None:
        """Until the tail has come to change `last`: nobody has caught up before he knows what others wrote until now."""
        if self._tail.last < last:
            self._tail.notice()
            await self._await_growth(last - 1, seconds)

    async def _await_growth(self, position: int, seconds: float) -> None:
        growth = asyncio.ensure_future(self._tail.wait(position, max(0.0, seconds)))
        draining = asyncio.ensure_future(self._ends.drain.wait())
        try:
            await asyncio.wait((growth, draining), return_when=asyncio.FIRST_COMPLETED)
        finally:
            growth.cancel()
            draining.cancel()

    async def _renderer(self, options: WatchOptions) -> ChangeRenderer:
        renderer = self._renderers.get(options)
        if renderer is None:
            # A filter may have to ask the store what it holds.
            made = await self._access.read(ChangeRenderer, options, self._tail.resolve_actor, self._store.holds_type)
            renderer = self._renderers.setdefault(options, made)
        return renderer


def _read_heartbeat(request: WatchRequest) -> int:
    seconds = request.heartbeat_seconds or _HEARTBEAT_SECONDS
    if not 1 <= seconds <= _LONGEST_HEARTBEAT:
        raise InvalidField(
            f"A heartbeat every {seconds} seconds; give 1 to {_LONGEST_HEARTBEAT}, or 0 for {_HEARTBEAT_SECONDS}.",
            field="heartbeat_seconds",
        )
    return seconds
