"""A stream of documents as batches, never far ahead of the answers.

A thread takes documents from the source. A batch is what has gathered since the last one, at least one document: a slow
source is not kept waiting for a full batch, a fast one fills it. Only a few batches are under way at a time, so that
input of any length needs constant memory.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dateline.v1.document_pb2 import Document

MAX_BATCH = 32
MAX_BATCH_BYTES = 1024 * 1024
MAX_UNDER_WAY = 4

Request = TypeVar("Request")
Response = TypeVar("Response", covariant=True)


class Call(Protocol[Response]):
    """A running stream: responses, and a way to give it up."""

    def __iter__(self) -> Iterator[Response]: ...

    def cancel(self) -> object: ...


def fits(batch: Sequence[Document], size: int, document: Document) -> bool:
    """Whether the document may join a batch of `size` bytes: count, bytes, and no id twice in one message."""
    if not batch:
        return True
    if len(batch) >= MAX_BATCH or size + document.ByteSize() > MAX_BATCH_BYTES:
        return False
    return not document.id or all(document.id != other.id for other in batch)


class Feed:
    """The documents between the thread that takes them from the source and the one that sends them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Document] = deque()
        self._under_way = 0
        self._ended = False
        self._stopped = False
        self.failure: BaseException | None = None

    def fill(self, documents: Iterable[Document]) -> None:
        """Take every document from the source; what it raises is kept in `failure`."""
        try:
            for document in documents:
                if not self._put(document):
                    return
        except BaseException as error:  # handed to the caller's thread, which raises it
            self.failure = error
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _put(self, document: Document) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._waiting) < MAX_BATCH)
            self._waiting.append(document)
            self._changed.notify_all()
            return not self._stopped

    def batches(self) -> Iterator[list[Document]]:
        """The batches, until the source ends or `stop` is called."""
        while True:
            with self._changed:
                self._changed.wait_for(self._may_send)
                if self._stopped or not self._waiting:
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
        ready = bool(self._waiting) and self._under_way < MAX_UNDER_WAY
        return self._stopped or ready or (self._ended and not self._waiting)

    def answered(self) -> None:
        """One batch has been answered: another one may be sent."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Let both threads end."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


def gathered(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents in batches, each of what has gathered while the one before was worked on.

    Raises what the source raises, after the batches before it.
    """
    feed = Feed()
    threading.Thread(target=feed.fill, args=(documents,), name="dateline-feed", daemon=True).start()
    try:
        for batch in feed.batches():
            yield batch
            feed.answered()
    finally:
        feed.stop()
    if feed.failure is not None:
        raise feed.failure


def exchange(
    documents: Iterable[Document],
    make_request: Callable[[Sequence[Document]], Request],
    start: Callable[[Iterator[Request]], Call[Response]],
) -> Iterator[Response]:
    """One response for each batch of documents, in order.

    Raises what the source raises, after the answers to everything before it, and what the call raises.
    """
    feed = Feed()
    threading.Thread(target=feed.fill, args=(documents,), name="dateline-feed", daemon=True).start()
    call = start(make_request(batch) for batch in feed.batches())
    try:
        for response in call:
            feed.answered()
            yield response
    finally:
        feed.stop()
        call.cancel()
    if feed.failure is not None:
        raise feed.failure
