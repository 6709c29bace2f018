"""What is done with documents: read them, or read and store them, one or any number."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import TypeAlias

from dateline.connection import AsyncConnection
from dateline.documents import make_document
from dateline.errors import DatelineError, Internal
from dateline.ordering import (
    AsyncInput,
    answer_in_order_async,
    article_or_error,
    ready_documents_async,
    refuse_oversized,
    stored_or_error,
)
from dateline.requests import new_request_id
from dateline.streaming import Deadline
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestArticlesRequest, IngestResult
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseOptions, ParseRequest
from dateline.v1.parser_service_pb2_grpc import ParserServiceStub
from dateline.v1.span_pb2 import OFFSET_UNIT_UNSPECIFIED, OffsetUnit

UnsupportedLanguage: TypeAlias = ParseOptions.UnsupportedLanguage


class AsyncDocuments:
    """The methods of the client for documents."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._parser = ParserServiceStub(connection.channel)
        self._ingest = ArticleServiceStub(connection.channel).IngestArticles

    async def parse(
        self,
        document: Document | str | bytes,
        *,
        id: str = "",
        title: str = "",
        url: str = "",
        source: str = "",
        published: str | date = "",
        publish_tz: str = "",
        authors: Iterable[str] = (),
        section: str = "",
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        unsupported_language: UnsupportedLanguage.ValueType = ParseOptions.REFUSE,
        explain: bool = False,
        timeout: float | None = None,
    ) -> Article:
        """The article read in a text (`str`), an HTML page (`bytes`) or a Document; nothing is stored.

        The fields override those of the Document. Raises InvalidArgument with a reason when it cannot be read; a page
        in another language than English can be had without claims instead (`ParseOptions.KEEP_PAGE`). With
        `explain` each event has `reasons`: why it was read so.
        """
        sent = make_document(
            document,
            id=id,
            title=title,
            url=url,
            source=source,
            published=published,
            publish_tz=publish_tz,
            authors=authors,
            section=section,
        )
        if isinstance(refused := refuse_oversized(sent), DatelineError):
            raise refused
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language, explain=explain)
        request = ParseRequest(document=sent, options=options)
        return (await self._connection.call(self._parser.Parse, request, timeout)).article

    def parse_many(
        self,
        documents: AsyncInput,
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        unsupported_language: UnsupportedLanguage.ValueType = ParseOptions.REFUSE,
        timeout: float | None = None,
    ) -> AsyncIterator[Article | DatelineError]:
        """For each document its article, or the error that says why there is none, in the order of the input.

        The input may be endless: it is taken only a few batches ahead of what is given back. An error in the input is
        given back at its place. What a broken connection left unanswered is sent again; a DatelineError is raised when
        that does not help for half a minute, or at once when no server answers.
        """
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language)
        deadline = Deadline(timeout)

        async def answer(sent: AsyncIterator[Document]) -> AsyncIterator[Article | DatelineError]:
            async for response in self._connection.exchange(
                self._parser.ParseBatch,
                sent,
                lambda batch: ParseBatchRequest(documents=batch, options=options),
                deadline,
            ):
                for result in response.results:
                    yield article_or_error(result)

        return answer_in_order_async(ready_documents_async(documents), answer)

    async def ingest(
        self,
        document: Document | str | bytes,
        *,
        id: str = "",
        title: str = "",
        url: str = "",
        source: str = "",
        published: str | date = "",
        publish_tz: str = "",
        authors: Iterable[str] = (),
        section: str = "",
        timeout: float | None = None,
    ) -> IngestResult:
        """What the store did with the document, once it is committed. Arguments and errors as in `parse`."""
        sent = make_document(
            document,
            id=id,
            title=title,
            url=url,
            source=source,
            published=published,
            publish_tz=publish_tz,
            authors=authors,
            section=section,
        )
        answers = [answer async for answer in self.ingest_many([sent], timeout=self._connection.seconds(timeout))]
        if not answers:
            raise Internal("The server closed the stream without an answer; look into its log.")
        if isinstance(answers[0], DatelineError):
            raise answers[0]
        return answers[0]

    def ingest_many(
        self, documents: AsyncInput, *, timeout: float | None = None
    ) -> AsyncIterator[IngestResult | DatelineError]:
        """For each document what the store did with it once it is committed, or the error that says why it did nothing.

        The answers come in the order of the input; a bad document sinks no other one. Input of any length, as in
        `parse_many`. After a broken connection what has no answer is sent again under the same request ids, so that
        nothing is stored twice and no outcome is told wrong. Raises a DatelineError when the server stays away for half
        a minute; every result given before it is stored. To go on later, send the rest again: what was stored already
        is UNCHANGED.
        """
        deadline = Deadline(timeout)

        async def answer(sent: AsyncIterator[Document]) -> AsyncIterator[IngestResult | DatelineError]:
            async for response in self._connection.exchange(
                self._ingest,
                sent,
                lambda batch: IngestArticlesRequest(documents=batch, request_id=new_request_id()),
                deadline,
            ):
                self._connection.freshness.note(response.consistency_token)
                for result in response.results:
                    yield stored_or_error(result)

        return answer_in_order_async(ready_documents_async(documents), answer)
