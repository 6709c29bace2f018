"""`batching` for asyncio: the same batches, the same back-pressure, tasks in place of threads."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

from dateline.batching import MAX_BATCH, MAX_UNDER_WAY, fits
from dateline.v1.document_pb2 import Document

Request = TypeVar("Request")
Response = TypeVar("Response", covariant=True)


class AsyncCall(Protocol[Response]):
    """A running stream: responses, and a way to give it up."""

    def __aiter__(self) -> AsyncIterator[Response]: ...

    def cancel(self) -> object: ...


class AsyncFeed:
    """The documents between the task that takes them from the source and the one that sends them."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._waiting: deque[Document] = deque()
        self._under_way = 0
        self._ended = False
        self.failure: BaseException | None = None

    async def fill(self, documents: AsyncIterable[Document]) -> None:
        """Take every document from the source; what it raises is kept in `failure`."""
        try:
            async for document in documents:
                async with self._changed:
                    await self._changed.wait_for(lambda: len(self._waiting) < MAX_BATCH)
                    self._waiting.append(document)
                    self._changed.notify_all()
        except Exception as error:  # handed to the caller, who raises it
            self.failure = error
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    async def batches(self) -> AsyncIterator[list[Document]]:
        """The batches, until the source ends."""
        while True:
            async with self._changed:
                await self._changed.wait_for(self._may_send)
                if not self._waiting:
                    return
                batch: list[Document] = []
                size = 0
                while self._waiting and fits(batch, size, self._waiting[0]):
                    size += self._waiting[0].ByteSize()
                    batch.append(self._waiting.popleft())
                self._under_way += 1
                self._changed.notify_all()
            yield batch

    def _may_send(self) -> bool:
        return (bool(self._waiting) and self._under_way < MAX_UNDER_WAY) or (self._ended and not self._waiting)

    async def answered(self) -> None:
        """One batch has been answered: another one may be sent."""
        async with self._changed:
            self._under_way -= 1
            self._changed.notify_all()


async def exchange_async(
    documents: AsyncIterable[Document],
    make_request: Callable[[Sequence[Document]], Request],
    start: Callable[[AsyncIterator[Request]], AsyncCall[Response]],
) -> AsyncIterator[Response]:
    """One response for each batch of documents, in order. Raises what the source and what the call raises."""
    feed = AsyncFeed()

    async def requests() -> AsyncIterator[Request]:
        async for batch in feed.batches():
            yield make_request(batch)

    filling = asyncio.create_task(feed.fill(documents), name="dateline-feed")
    call = start(requests())
    try:
        async for response in call:
            await feed.answered()
            yield response
    finally:
        call.cancel()
        filling.cancel()
        with suppress(asyncio.CancelledError):
            await filling
    if feed.failure is not None:
        raise feed.failure
