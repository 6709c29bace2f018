"""What is done with the changes of a store: watch them once, or follow them over every break."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from dateline.connection import AsyncConnection
from dateline.errors import DatelineError
from dateline.following import AsyncFollower
from dateline.requests import article_view
from dateline.v1.change_service_pb2 import GetCursorRequest, WatchRequest, WatchResponse
from dateline.v1.change_service_pb2_grpc import ChangeServiceStub


class AsyncChanges:
    """The methods of the client for changes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._changes = ChangeServiceStub(connection.channel)

    async def get_cursor(self, *, timeout: float | None = None) -> str:
        """The cursor after the last change that is committed now."""
        cursor = (await self._connection.call(self._changes.GetCursor, GetCursorRequest(), timeout)).cursor
        self._connection.freshness.note(cursor)
        return cursor

    async def watch(
        self,
        filter: str = "",
        *,
        cursor: str = "",
        full: bool = False,
        include_before: bool = False,
        heartbeat: int = 0,
        timeout: float | None = None,
    ) -> AsyncGenerator[WatchResponse, None]:
        """Messages of changes with the cursor after them, over one connection and without end; none is a heartbeat.

        `cursor` as in `WatchResponse.cursor`; empty begins with the oldest change held. The filter is that of
        `articles.list`; articles come without body and claims unless `full`, with the article as it was when
        `include_before`. Silence is broken after `heartbeat` seconds (1 to 300; 0 means 15). Raises CursorTooOld,
        InvalidFilter, and Unavailable or SlowReader when the connection ends: `follow` goes on by itself.
        """
        request = WatchRequest(
            cursor=cursor,
            filter=filter,
            view=article_view(full),
            include_before=include_before,
            heartbeat_seconds=heartbeat,
        )
        async with aclosing(self._connection.stream(self._changes.Watch, request, timeout)) as responses:
            async for response in responses:
                self._connection.freshness.note(response.cursor)
                yield response

    def follow(
        self,
        filter: str = "",
        *,
        cursor: str = "",
        checkpoint: str | os.PathLike[str] | None = None,
        full: bool = False,
        include_before: bool = False,
        once: bool = False,
        patience: float | None = None,
        on_break: Callable[[DatelineError], object] | None = None,
    ) -> AsyncFollower:
        """Every change after a cursor, without end: `async for change in client.follow(checkpoint="news.cursor")`.

        Connects again by itself, with pauses, while the server is away, and goes on where it was; gives up after
        `patience` seconds of that, if given. With a `checkpoint` file it goes on there also after an end of this
        process: a change counts as taken when the next one is asked for. With `once` it ends as soon as nothing is left
        that is committed. Each change comes at least once; leave out those whose `sequence` is not above the last one
        that took effect. Raises CursorTooOld when the changes after the cursor are no longer held, and what else
        `watch` raises but for broken connections.
        """

        def watch(after: str) -> AsyncGenerator[WatchResponse, None]:
            return self.watch(filter, cursor=after, full=full, include_before=include_before)

        return AsyncFollower(watch, cursor, checkpoint, patience, on_break, once)
