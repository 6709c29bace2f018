"""A stream of documents as batches, never far ahead of the answers.

A thread takes documents from the source. A batch is what has gathered since the last one, at least one document: a slow
source is not kept waiting for a full batch, a fast one fills it. Only a few batches are under way at a time, so that
input of any length needs constant memory.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from dateline.v1.document_pb2 import Document

MAX_BATCH = 32
MAX_BATCH_BYTES = 1024 * 1024
MAX_UNDER_WAY = 4
# A fast source is stopped here and goes on once less than a batch is left, not for each document.
MAX_WAITING = 3 * MAX_BATCH

Request = TypeVar("Request")


def take_batch(waiting: deque[Document]) -> list[Document]:
    """The first documents that may share a message, taken away: by count, by bytes, and no id twice; at least one."""
    batch = [waiting.popleft()]
    size, ids = batch[0].ByteSize(), {batch[0].id}
    while waiting and len(batch) < MAX_BATCH:
        document = waiting[0]
        size += document.ByteSize()
        name = document.id
        if size > MAX_BATCH_BYTES or (name and name in ids):
            break
        ids.add(name)
        batch.append(waiting.popleft())
    return batch


class Feed(Generic[Request]):
    """The documents between the thread that takes them from the source and the one that sends them.

    Each batch becomes a request, kept until it is answered: a new call begins with those that the one before left.
    What the source raises is kept in `failure`.
    """

    def __init__(self, documents: Iterable[Document], make_request: Callable[[Sequence[Document]], Request]) -> None:
        self._make_request = make_request
        lock = threading.Lock()
        # Each thread is woken for what it waits for alone: woken in vain, they would take the processor from each other.
        self._sendable = threading.Condition(lock)
        self._room = threading.Condition(lock)
        self._waiting: deque[Document] = deque()
        self._under_way: deque[Request] = deque()
        self._call = 0
        self._ended = False
        self._stopped = False
        self._filling = threading.Thread(target=self._fill, args=(documents,), name="dateline-feed", daemon=True)
        self.failure: BaseException | None = None

    def _fill(self, documents: Iterable[Document]) -> None:
        try:
            for document in documents:
                if not self._put(document):
                    return
        except BaseException as error:  # handed to the caller's thread, which raises it
            self.failure = error
        with self._sendable:
            self._ended = True
            self._sendable.notify_all()

    def _put(self, document: Document) -> bool:
        # The lock is taken where a thread may wait, not for each document: adding one needs none.
        self._waiting.append(document)
        if 1 < len(self._waiting) < MAX_WAITING:  # whoever sends was told of the first
            return not self._stopped
        with self._sendable:
            self._sendable.notify_all()
            if len(self._waiting) >= MAX_WAITING:
                self._room.wait_for(lambda: len(self._waiting) < MAX_BATCH or self._stopped)
            return not self._stopped

    def requests(self) -> Iterator[Request]:
        """The requests of a new call, until the source ends, `stop` is called or another call begins."""
        with self._sendable:
            self._call += 1
            again = list(self._under_way)
            self._sendable.notify_all()
        return self._send(self._call, again)

    def _send(self, call: int, again: Sequence[Request]) -> Iterator[Request]:
        yield from again
        # Not before whoever sends asks for the first: the threads of the call get the memory that those of the last one
        # left, and need it most. Not later either: what stands between may ask before there is a call.
        with self._sendable:
            if self._filling.ident is None:
                self._filling.start()
        while True:
            with self._sendable:
                self._sendable.wait_for(lambda: self._call != call or self._may_send())
                if self._call != call or self._stopped or not self._waiting:
                    return
                request = self._make_request(take_batch(self._waiting))
                self._under_way.append(request)
                if len(self._waiting) < MAX_BATCH:
                    self._room.notify()
            yield request

    def _may_send(self) -> bool:
        ready = bool(self._waiting) and len(self._under_way) < MAX_UNDER_WAY
        return self._stopped or ready or (self._ended and not self._waiting)

    @property
    def is_done(self) -> bool:
        """Whether all that the source has was sent and answered."""
        return self._ended and not self._waiting and not self._under_way

    def answered(self) -> None:
        """The oldest request has been answered: another one may be sent."""
        with self._sendable:
            self._under_way.popleft()
            self._sendable.notify_all()

    def stop(self) -> None:
        """Let both threads end."""
        with self._sendable:
            self._stopped = True
            self._sendable.notify_all()
            self._room.notify()


def gathered(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    """The documents in batches, each of what has gathered while the one before was worked on.

    Raises what the source raises, after the batches before it.
    """
    feed: Feed[Sequence[Document]] = Feed(documents, lambda batch: batch)
    try:
        for batch in feed.requests():
            yield batch
            feed.answered()
    finally:
        feed.stop()
    if feed.failure is not None:
        raise feed.failure
