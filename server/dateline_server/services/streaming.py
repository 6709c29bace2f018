"""Work on a stream: several messages at once, answers in order, and never more under way than was allowed."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dateline_server.errors import DatelineError, Draining, StreamIdle, StreamTooOld

# Messages of one stream that are taken in and not answered yet.
MESSAGES_UNDER_WAY = 4

_Request = TypeVar("_Request")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class StreamEnds:
    """When the server ends a stream: once `drain` is set, and after seconds of `age` or of silence; 0 is no limit."""

    drain: asyncio.Event
    age: float = 0.0
    idle: float = 0.0

    def draw_age(self) -> float:
        """The age for one stream, up to a tenth less, so that streams that began together do not all end at once."""
        return self.age * random.uniform(0.9, 1.0)


async def in_order(
    requests: AsyncIterator[_Request],
    work: Callable[[_Request], Awaitable[_Result]],
    limit: int,
    ends: StreamEnds,
) -> AsyncGenerator[_Result, None]:
    """The results of `work` in the order of the requests, with at most `limit` requests taken in and unanswered.

    Who reads the results slowly thus holds up who sends the requests. An error is raised in its place, after the
    results before it. At its end, but for that of the requests, no request is taken in, and after the results of those
    that were Draining, StreamTooOld or StreamIdle is raised. Work that is still under way when the caller leaves is
    cancelled.
    """
    unanswered = 0
    ended: DatelineError | None = None
    under_way: asyncio.Queue[asyncio.Future[_Result] | None] = asyncio.Queue()
    room = asyncio.Semaphore(limit)

    async def take_one() -> _Request:
        taking = asyncio.ensure_future(anext(requests))
        try:
            while not (await asyncio.wait((taking,), timeout=ends.idle or None))[0]:
                if not unanswered:
                    raise StreamIdle(
                        f"Nothing was sent for {ends.idle:g} seconds, and all is answered. Begin another stream when there "
                        "is something to send."
                    )
            return taking.result()
        finally:
            await _give_up([taking])

    async def take_in() -> None:
        nonlocal unanswered
        try:
            while True:
                await room.acquire()
                request = await take_one()
                unanswered += 1
                under_way.put_nowait(asyncio.ensure_future(work(request)))
        except StopAsyncIteration:
            pass
        finally:
            under_way.put_nowait(None)

    def end(error: DatelineError) -> None:
        nonlocal ended
        ended = ended or error
        taking_in.cancel()

    taking_in = asyncio.create_task(take_in())
    draining = asyncio.create_task(ends.drain.wait())
    draining.add_done_callback(
        lambda _: end(Draining("The server is shutting down. Send what has no answer yet again, to the next one."))
    )
    too_old = StreamTooOld("The stream is as old as one may be. Send what has no answer yet again, on another.")
    aging = asyncio.get_running_loop().call_later(ends.draw_age(), end, too_old) if ends.age else None
    current: asyncio.Future[_Result] | None = None
    try:
        while (current := await under_way.get()) is not None:
            yield await current
            unanswered -= 1
            room.release()
        try:
            await taking_in
        except asyncio.CancelledError:
            if ended is None:
                raise
            raise ended from None
    finally:
        if aging is not None:
            aging.cancel()
        await _give_up([taking_in, draining, *([current] if current else []), *_remaining(under_way)])


def _remaining(queue: "asyncio.Queue[asyncio.Future[_Result] | None]") -> "list[asyncio.Future[_Result]]":
    items = [queue.get_nowait() for _ in range(queue.qsize())]
    return [item for item in items if item is not None]


async def _give_up(futures: "Sequence[asyncio.Future[Any]]") -> None:
    """Cancel what is not done and wait until it has noticed."""
    for future in futures:
        future.cancel()
    await asyncio.gather(*futures, return_exceptions=True)
