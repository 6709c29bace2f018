"""Errors that are known before anything is sent, given back at their place among the answers."""

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import TypeVar

from dateline.errors import DatelineError, InvalidArgument
from dateline.retry import MAX_DOCUMENT_BYTES
from dateline.v1.document_pb2 import Document

Answer = TypeVar("Answer")


def answer_in_order(
    items: Iterable[Document | DatelineError], answer: Callable[[Iterator[Document]], Iterable[Answer]]
) -> Iterator[Answer | DatelineError]:
    """For each document its answer, for each error the error itself, in the order of the items.

    `answer` gives one answer for each document, in order; it may take documents ahead, and in another thread.
    """
    ahead: deque[DatelineError | None] = deque()  # None stands for a document

    def documents() -> Iterator[Document]:
        for item in items:
            if isinstance(item, DatelineError):
                ahead.append(item)
            else:
                ahead.append(None)
                yield item

    for answered in answer(documents()):
        while (error := ahead.popleft()) is not None:
            yield error
        yield answered
    yield from (error for error in ahead if error is not None)


async def answer_in_order_async(
    items: AsyncIterable[Document | DatelineError],
    answer: Callable[[AsyncIterator[Document]], AsyncIterable[Answer]],
) -> AsyncIterator[Answer | DatelineError]:
    """`answer_in_order` for asynchronous iterators."""
    ahead: deque[DatelineError | None] = deque()

    async def documents() -> AsyncIterator[Document]:
        async for item in items:
            if isinstance(item, DatelineError):
                ahead.append(item)
            else:
                ahead.append(None)
                yield item

    async for answered in answer(documents()):
        while (error := ahead.popleft()) is not None:
            yield error
        yield answered
    for error in ahead:
        if error is not None:
            yield error


def refuse_oversized(document: Document) -> Document | DatelineError:
    """The document, or the error that it is too large for a message: sent, it would end the stream for all others."""
    size = document.ByteSize()
    if size <= MAX_DOCUMENT_BYTES:
        return document
    field = document.WhichOneof("content") or ""
    return InvalidArgument(
        f"The document has {size:,} bytes; at most {MAX_DOCUMENT_BYTES:,} can be sent.",
        reason="TEXT_TOO_LONG",
        field=f"document.{field}",
        document_id=document.id,
    )
