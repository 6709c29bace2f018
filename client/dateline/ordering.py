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


# So many errors may wait for the answer of a document before them; then no more is taken ahead.
_MOST_ERRORS_AHEAD = 1_000


def answer_in_order(
    items: Iterable[Document | DatelineError], answer: Callable[[Iterator[Document]], Iterable[Answer]]
) -> Iterator[Answer | DatelineError]:
    """For each document its answer, for each error the error itself, in the order of the items.

    `answer` gives one answer for each document, in order; it may take documents ahead, and in another thread. It is
    called again where an error comes that waits for no document: nothing else would tell of it before the next one.
    """
    source = iter(items)
    for item in source:
        if isinstance(item, DatelineError):
            yield item
            continue
        stretch = _Stretch()
        ahead = stretch.ahead
        for answered in answer(stretch.documents(item, source)):
            while (error := ahead.popleft()) is not None:
                yield error
            stretch.answered += 1
            yield answered
            if ahead and ahead[0] is not None:
                yield from stretch.due()
        yield from stretch.due()


async def answer_in_order_async(
    items: AsyncIterable[Document | DatelineError],
    answer: Callable[[AsyncIterator[Document]], AsyncIterable[Answer]],
) -> AsyncIterator[Answer | DatelineError]:
    """`answer_in_order` for asynchronous iterators."""
    source = aiter(items)
    async for item in source:
        if isinstance(item, DatelineError):
            yield item
            continue
        stretch = _Stretch()
        ahead = stretch.ahead
        async for answered in answer(stretch.documents_async(item, source)):
            while (error := ahead.popleft()) is not None:
                yield error
            stretch.answered += 1
            yield answered
            if ahead and ahead[0] is not None:
                for error in stretch.due():
                    yield error
        for error in stretch.due():
            yield error


class _Stretch:
    """Documents that are answered in one go, and the errors between them.

    One thread may take the documents and another one the answers: each counts for itself, and an error is put among
    those that wait before the counts are compared. So either it ends the stretch, or it is due with an answer to come.
    """

    def __init__(self) -> None:
        self.ahead: deque[DatelineError | None] = deque()  # None stands for a document
        self.taken = 0
        self.answered = 0

    def documents(self, first: Document, rest: Iterator[Document | DatelineError]) -> Iterator[Document]:
        """The documents from the first on; the errors between them wait for their turn."""
        item: Document | DatelineError | None = first
        while item is not None:
            if isinstance(item, DatelineError):
                if self._is_last(item):
                    return
            else:
                self.taken += 1
                self.ahead.append(None)
                yield item
            item = next(rest, None)

    async def documents_async(
        self, first: Document, rest: AsyncIterator[Document | DatelineError]
    ) -> AsyncIterator[Document]:
        """`documents` for asynchronous iterators."""
        item: Document | DatelineError | None = first
        while item is not None:
            if isinstance(item, DatelineError):
                if self._is_last(item):
                    return
            else:
                self.taken += 1
                self.ahead.append(None)
                yield item
            item = await anext(rest, None)

    def _is_last(self, error: DatelineError) -> bool:
        self.ahead.append(error)
        return self.taken == self.answered or len(self.ahead) > _MOST_ERRORS_AHEAD

    def due(self) -> Iterator[DatelineError]:
        """The errors before the next document that has no answer."""
        while self.ahead and (error := self.ahead[0]) is not None:
            self.ahead.popleft()
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
