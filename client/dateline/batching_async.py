"""`batching` for asyncio: the same batches, the same back-pressure, tasks in place of threads."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from typing import Generic, TypeVar

from dateline.batching import MAX_BATCH, MAX_UNDER_WAY, take_batch
from dateline.v1.document_pb2 import Document

Request = TypeVar("Request")


class AsyncFeed(Generic[Request]):
    """The documents between the task that takes them from the source and the one that sends them; else as `Feed`."""

    def __init__(self, make_request: Callable[[Sequence[Document]], Request]) -> None:
        self._make_request = make_request
        self._changed = asyncio.Condition()
        self._waiting: deque[Document] = deque()
        self._under_way: deque[Request] = deque()
        self._call = 0
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

    async def requests(self) -> AsyncIterator[Request]:
        """The requests of a new call, until the source ends or another call begins."""
        async with self._changed:
            self._call += 1
            again = list(self._under_way)
            self._changed.notify_all()
        return self._send(self._call, again)

    async def _send(self, call: int, again: Sequence[Request]) -> AsyncIterator[Request]:
        for request in again:
            yield request
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._call != call or self._may_send())
                if self._call != call or not self._waiting:
                    return
                request = self._make_request(take_batch(self._waiting))
                self._under_way.append(request)
                self._changed.notify_all()
            yield request

    def _may_send(self) -> bool:
        return (bool(self._waiting) and len(self._under_way) < MAX_UNDER_WAY) or (self._ended and not self._waiting)

    @property
    def is_done(self) -> bool:
        """Whether all that the source has was sent and answered."""
        return self._ended and not self._waiting and not self._under_way

    async def answered(self) -> None:
        """The oldest request has been answered: another one may be sent."""
        async with self._changed:
            self._under_way.popleft()
            self._changed.notify_all()
