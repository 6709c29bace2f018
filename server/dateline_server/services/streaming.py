"""Work on a stream: several messages at once, answers in order, and never more under way than was allowed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

from dateline_server.errors import Draining

# Messages of one stream that are taken in and not answered yet.
MESSAGES_UNDER_WAY = 4

_Request = TypeVar("_Request")
_Result = TypeVar("_Result")


async def in_order(
    requests: AsyncIterator[_Request],
    work: Callable[[_Request], Awaitable[_Result]],
    limit: int,
    drain: asyncio.Event,
) -> AsyncGenerator[_Result, None]:
    """The results of `work` in the order of the requests, with at most `limit` requests taken in and unanswered.

    Who reads the results slowly thus holds up who sends the requests. An error is raised in its place, after the
    results before it. Once `drain` is set no request is taken in; after the results of those that were, Draining is
    raised. Work that is still under way when the caller leaves is cancelled.
    """
    under_way: asyncio.Queue[asyncio.Future[_Result] | None] = asyncio.Queue()
    room = asyncio.Semaphore(limit)

    async def take_in() -> None:
        try:
            while True:
                await room.acquire()
                request = await anext(requests)
                under_way.put_nowait(asyncio.ensure_future(work(request)))
        except StopAsyncIteration:
            pass
        finally:
            under_way.put_nowait(None)

    taking_in = asyncio.create_task(take_in())
    draining = asyncio.create_task(drain.wait())
    draining.add_done_callback(lambda _: taking_in.cancel())
    current: asyncio.Future[_Result] | None = None
    try:
        while (current := await under_way.get()) is not None:
            yield await current
            room.release()
        try:
            await taking_in
        except asyncio.CancelledError:
            if not drain.is_set():
                raise
            raise Draining("The server is shutting down. Send what has no answer yet again, to the next one.") from None
    finally:
        await _give_up([taking_in, draining, *([current] if current else []), *_remaining(under_way)])


def _remaining(queue: "asyncio.Queue[asyncio.Future[_Result] | None]") -> "list[asyncio.Future[_Result]]":
    items = [queue.get_nowait() for _ in range(queue.qsize())]
    return [item for item in items if item is not None]


async def _give_up(futures: "Sequence[asyncio.Future[Any]]") -> None:
    """Cancel what is not done and wait until it has noticed."""
    for future in futures:
        future.cancel()
    await asyncio.gather(*futures, return_exceptions=True)
