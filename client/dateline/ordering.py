"""Documents as they can be sent, and their answers in the order of the input, errors known before at their place."""

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from dateline.documents import make_document
from dateline.errors import DatelineError, TooLarge, from_status
from dateline.retry import MAX_DOCUMENT_BYTES
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseResult

Answer = TypeVar("Answer")
# A text, an HTML page, a Document, or an error that is to be given back at its place.
Sendable: TypeAlias = Document | str | bytes | DatelineError
Input: TypeAlias = Iterable[Sendable]
AsyncInput: TypeAlias = Iterable[Sendable] | AsyncIterable[Sendable]


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
    return TooLarge(
        f"The document has {size:,} bytes; at most {MAX_DOCUMENT_BYTES:,} can be sent.",
        reason="TEXT_TOO_LONG",
        field=f"document.{field}",
        document_id=document.id,
    )


def ready_documents(items: Input) -> Iterator[Document | DatelineError]:
    """Each item as it can be sent: a Document, or the error that it is or makes."""
    return map(_ready, items)


async def ready_documents_async(items: AsyncInput) -> AsyncIterator[Document | DatelineError]:
    """`ready_documents` for asynchronous iterators, and for plain ones."""
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield _ready(item)
    else:
        for item in items:
            yield _ready(item)


def _ready(item: Sendable) -> Document | DatelineError:
    if isinstance(item, DatelineError):
        return item
    try:
        return refuse_oversized(item if isinstance(item, Document) else make_document(item))
    except DatelineError as error:
        return error


def article_or_error(result: ParseResult) -> Article | DatelineError:
    """What a result of ParseBatch holds."""
    return from_status(result.error, result.id) if result.HasField("error") else result.article


def stored_or_error(result: IngestResult) -> IngestResult | DatelineError:
    """What a result of IngestArticles holds."""
    return from_status(result.error, result.id) if result.HasField("error") else result
