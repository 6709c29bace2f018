"""The asynchronous client: the methods of `client.Client`, to await and to iterate over with `async for`."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from datetime import date
from typing import TypeAlias

from dateline import errors
from dateline.changes import AsyncChanges
from dateline.client import MAX_NAMES, article_or_error, ingest_result, ready_document
from dateline.curation import AsyncCuration
from dateline.documents import make_document
from dateline.errors import DatelineError
from dateline.masks import field_mask
from dateline.ordering import answer_in_order_async, refuse_oversized
from dateline.paging import AsyncPager, Page
from dateline.revisions import AsyncRevisions, new_request_id
from dateline.searching import AsyncSearches
from dateline.streaming import exchange_async
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.actor_service_pb2 import GetActorRequest, ListActorsRequest
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    ARTICLE_VIEW_BASIC,
    ARTICLE_VIEW_FULL,
    ArticleHit,
    BatchGetArticlesRequest,
    GetArticleRequest,
    IngestArticlesRequest,
    IngestResult,
    ListArticlesRequest,
    SearchArticlesRequest,
)
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.event_service_pb2 import AggregateEventsRequest, EventBucket, EventDimension, ListEventsRequest
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseOptions, ParseRequest
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.quote_service_pb2 import ListQuotesRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_UNSPECIFIED, OffsetUnit

UnsupportedLanguage: TypeAlias = ParseOptions.UnsupportedLanguage


class AsyncClient(AsyncRevisions, AsyncChanges, AsyncCuration, AsyncSearches):
    """`Client` for asyncio: the same arguments, results and errors. Made and used inside a running event loop."""

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
        timeout: float | None = None,
    ) -> Article:
        """The article read in a text (`str`), an HTML page (`bytes`) or a Document; nothing is stored."""
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
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language)
        request = ParseRequest(document=sent, options=options)
        with self._typed_errors():
            response = await self._parser.Parse(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return response.article

    async def parse_many(
        self,
        documents: Iterable[Document | str | bytes | DatelineError]
        | AsyncIterable[Document | str | bytes | DatelineError],
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        unsupported_language: UnsupportedLanguage.ValueType = ParseOptions.REFUSE,
        timeout: float | None = None,
    ) -> AsyncIterator[Article | DatelineError]:
        """For each document its article, or the error that says why there is none, in the order of the input."""
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language)

        async def answer(sent: AsyncIterator[Document]) -> AsyncIterator[Article | DatelineError]:
            responses = exchange_async(
                sent,
                lambda batch: ParseBatchRequest(documents=batch, options=options),
                lambda requests, left: self._parser.ParseBatch(requests, timeout=left, metadata=self._metadata),
                self._typed,
                timeout,
            )
            async for response in responses:
                for result in response.results:
                    yield article_or_error(result)

        async for answered in answer_in_order_async(_ready_documents(documents), answer):
            yield answered

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
        async for result in self.ingest_many([sent], timeout=self._seconds(timeout)):
            if result.HasField("error"):
                raise errors.from_status(result.error, result.id)
            return result
        raise errors.Internal("The server closed the stream without an answer; look into its log.")

    async def ingest_many(
        self,
        documents: Iterable[Document | str | bytes | DatelineError]
        | AsyncIterable[Document | str | bytes | DatelineError],
        *,
        timeout: float | None = None,
    ) -> AsyncIterator[IngestResult]:
        """For each document what the store did with it, in the order of the input, once it is committed."""

        async def answer(sent: AsyncIterator[Document]) -> AsyncIterator[IngestResult]:
            responses = exchange_async(
                sent,
                lambda batch: IngestArticlesRequest(documents=batch, request_id=new_request_id()),
                lambda requests, left: self._articles.IngestArticles(requests, timeout=left, metadata=self._metadata),
                self._typed,
                timeout,
            )
            async for response in responses:
                for result in response.results:
                    yield result

        async for answered in answer_in_order_async(_ready_documents(documents), answer):
            yield ingest_result(answered)

    async def get_article(
        self,
        name: str,
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        timeout: float | None = None,
    ) -> Article:
        """The article `articles/{id}`. Raises NotFound."""
        request = GetArticleRequest(name=name, offset_unit=offset_unit)
        with self._typed_errors():
            return await self._articles.GetArticle(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def batch_get_articles(self, names: Iterable[str], *, timeout: float | None = None) -> list[Article]:
        """The articles in the order of the names, 256 a call. Raises NotFound when one is missing."""
        wanted = list(names)
        articles: list[Article] = []
        for start in range(0, len(wanted), MAX_NAMES):
            request = BatchGetArticlesRequest(names=wanted[start : start + MAX_NAMES])
            with self._typed_errors():
                response = await self._articles.BatchGetArticles(
                    request, timeout=self._seconds(timeout), metadata=self._metadata
                )
            articles.extend(response.articles)
        return articles

    def list_articles(
        self,
        filter: str = "",
        *,
        full: bool = False,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[Article]:
        """The stored articles, latest published first: without body and claims unless `full`."""

        async def fetch(token: str) -> Page[Article]:
            view = ARTICLE_VIEW_FULL if full else ARTICLE_VIEW_BASIC
            request = ListArticlesRequest(
                page_size=page_size,
                page_token=token,
                filter=filter,
                view=view,
                order_by=order_by,
                read_mask=field_mask(fields),
            )
            with self._typed_errors():
                page = await self._articles.ListArticles(
                    request, timeout=self._seconds(timeout), metadata=self._metadata
                )
            return Page(page.articles, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def search_articles(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[ArticleHit]:
        """The articles that hold all words of the query, best match first, each with a snippet."""

        async def fetch(token: str) -> Page[ArticleHit]:
            request = SearchArticlesRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = await self._articles.SearchArticles(
                    request, timeout=self._seconds(timeout), metadata=self._metadata
                )
            return Page(page.hits, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def list_events(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[EventRecord]:
        """The events of all articles: `type = "CONSULT" AND agent.country = "RUS" AND time >= "2025-04-01"`."""

        async def fetch(token: str) -> Page[EventRecord]:
            request = ListEventsRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = await self._events.ListEvents(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.events, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def aggregate_events(
        self,
        by: Iterable[EventDimension.ValueType] = (),
        filter: str = "",
        *,
        include_empty: bool = False,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[EventBucket]:
        """The number of events, articles and publishers in each bucket, such as `by=[EVENT_DIMENSION_TYPE]`; without `by` in all.

        `include_empty` gives buckets of no events too, so that no day between the first and the last is missing.
        """
        group_by = list(by)

        async def fetch(token: str) -> Page[EventBucket]:
            request = AggregateEventsRequest(
                filter=filter, group_by=group_by, include_empty=include_empty, page_size=page_size, page_token=token
            )
            with self._typed_errors():
                page = await self._events.AggregateEvents(
                    request, timeout=self._seconds(timeout), metadata=self._metadata
                )
            return Page(page.buckets, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def list_actors(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[ActorProfile]:
        """The actors over all articles, those in most articles first: `kind = "PERSON" AND country = "NOR"`."""

        async def fetch(token: str) -> Page[ActorProfile]:
            request = ListActorsRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = await self._actors.ListActors(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.actors, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def list_quotes(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[QuoteRecord]:
        """The quotes of all articles: `speaker = "actors/person-ingrid-solberg" AND kind = "DIRECT"`."""

        async def fetch(token: str) -> Page[QuoteRecord]:
            request = ListQuotesRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = await self._quotes.ListQuotes(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.quotes, page.next_page_token)

        return AsyncPager(fetch, page_token)

    async def get_actor(self, name: str, *, timeout: float | None = None) -> ActorProfile:
        """The actor `actors/{id}` over all articles. Raises NotFound."""
        with self._typed_errors():
            return await self._actors.GetActor(
                GetActorRequest(name=name), timeout=self._seconds(timeout), metadata=self._metadata
            )


async def _ready_documents(
    documents: Iterable[Document | str | bytes | DatelineError] | AsyncIterable[Document | str | bytes | DatelineError],
) -> AsyncIterator[Document | DatelineError]:
    if isinstance(documents, AsyncIterable):
        async for document in documents:
            yield ready_document(document)
    else:
        for document in documents:
            yield ready_document(document)
