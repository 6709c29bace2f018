"""The synchronous client. `aio.AsyncClient` has the same methods to await and to iterate over."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from dateline import errors
from dateline.changes import Changes
from dateline.curation import Curation
from dateline.documents import make_document
from dateline.errors import DatelineError
from dateline.masks import field_mask
from dateline.ordering import answer_in_order, refuse_oversized
from dateline.paging import Page, Pager
from dateline.revisions import Revisions, new_request_id
from dateline.searching import Searches
from dateline.streaming import exchange
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
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseOptions, ParseRequest, ParseResult
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.quote_service_pb2 import ListQuotesRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_UNSPECIFIED, OffsetUnit

MAX_NAMES = 256
UnsupportedLanguage: TypeAlias = ParseOptions.UnsupportedLanguage


class Client(Revisions, Changes, Curation, Searches):
    """A connection to a Dateline server at `address`; without one, `DATELINE_SERVER` or 127.0.0.1:50051.

    `timeout` is in seconds and holds for each single call; streams (`parse_many`, `ingest_many`) have none unless
    given. Every method raises a `DatelineError`. With `credentials` the connection is encrypted (TLS); `metadata` goes
    with every call. A client is cheap to share between threads and dear to make: keep one.
    """

    def parse(
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
        """The article read in a text (`str`), an HTML page (`bytes`) or a Document; nothing is stored.

        The fields override those of the Document. Raises InvalidArgument with a reason when it cannot be read; a page
        in another language than English can be had without claims instead (`ParseOptions.KEEP_PAGE`).
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
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language)
        request = ParseRequest(document=sent, options=options)
        with self._typed_errors():
            return self._parser.Parse(request, timeout=self._seconds(timeout), metadata=self._metadata).article

    def parse_many(
        self,
        documents: Iterable[Document | str | bytes | DatelineError],
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        unsupported_language: UnsupportedLanguage.ValueType = ParseOptions.REFUSE,
        timeout: float | None = None,
    ) -> Iterator[Article | DatelineError]:
        """For each document its article, or the error that says why there is none, in the order of the input.

        The input may be endless: it is taken only a few batches ahead of what is given back. An error in the input is
        given back at its place. What a broken connection left unanswered is sent again; a DatelineError is raised when
        that does not help for half a minute, or at once when no server answers.
        """
        options = ParseOptions(offset_unit=offset_unit, unsupported_language=unsupported_language)

        def answer(sent: Iterator[Document]) -> Iterator[Article | DatelineError]:
            responses = exchange(
                sent,
                lambda batch: ParseBatchRequest(documents=batch, options=options),
                lambda requests, left: self._parser.ParseBatch(requests, timeout=left, metadata=self._metadata),
                self._typed,
                timeout,
            )
            for response in responses:
                yield from map(article_or_error, response.results)

        return answer_in_order(map(ready_document, documents), answer)

    def ingest(
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
        for result in self.ingest_many([sent], timeout=self._seconds(timeout)):
            if result.HasField("error"):
                raise errors.from_status(result.error, result.id)
            return result
        raise errors.Internal("The server closed the stream without an answer; look into its log.")

    def ingest_many(
        self,
        documents: Iterable[Document | str | bytes | DatelineError],
        *,
        timeout: float | None = None,
    ) -> Iterator[IngestResult]:
        """For each document what the store did with it, in the order of the input, once it is committed.

        A bad document has `error` set and sinks no other one. Input of any length, as in `parse_many`. After a broken
        connection what has no answer is sent again under the same request ids, so that nothing is stored twice and no
        outcome is told wrong. Raises a DatelineError when the server stays away for half a minute; every result given
        before it is stored. To go on later, send the rest again: what was stored already is UNCHANGED.
        """

        def answer(sent: Iterator[Document]) -> Iterator[IngestResult]:
            responses = exchange(
                sent,
                lambda batch: IngestArticlesRequest(documents=batch, request_id=new_request_id()),
                lambda requests, left: self._articles.IngestArticles(requests, timeout=left, metadata=self._metadata),
                self._typed,
                timeout,
            )
            for response in responses:
                yield from response.results

        return map(ingest_result, answer_in_order(map(ready_document, documents), answer))

    def get_article(
        self,
        name: str,
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        timeout: float | None = None,
    ) -> Article:
        """The article `articles/{id}`. Raises NotFound."""
        request = GetArticleRequest(name=name, offset_unit=offset_unit)
        with self._typed_errors():
            return self._articles.GetArticle(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def batch_get_articles(self, names: Iterable[str], *, timeout: float | None = None) -> list[Article]:
        """The articles in the order of the names, 256 a call. Raises NotFound when one is missing."""
        wanted = list(names)
        articles: list[Article] = []
        for start in range(0, len(wanted), MAX_NAMES):
            request = BatchGetArticlesRequest(names=wanted[start : start + MAX_NAMES])
            with self._typed_errors():
                response = self._articles.BatchGetArticles(
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
    ) -> Pager[Article]:
        """The stored articles, latest published first: without body and claims unless `full`.

        `filter` as in `source = "Dateline Post" AND published_date >= "2025-04-01"`; iterating raises InvalidFilter.
        `order_by`: `create_time`, or `create_time desc`. `fields` are paths of what to return: `title`, `events.gist`.
        """

        def fetch(token: str) -> Page[Article]:
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
                page = self._articles.ListArticles(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.articles, page.next_page_token)

        return Pager(fetch, page_token)

    def search_articles(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ArticleHit]:
        """The articles that hold all words of the query, best match first, each with a snippet."""

        def fetch(token: str) -> Page[ArticleHit]:
            request = SearchArticlesRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = self._articles.SearchArticles(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.hits, page.next_page_token)

        return Pager(fetch, page_token)

    def list_events(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventRecord]:
        """The events of all articles: `type = "CONSULT" AND agent.country = "RUS" AND time >= "2025-04-01"`."""

        def fetch(token: str) -> Page[EventRecord]:
            request = ListEventsRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = self._events.ListEvents(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.events, page.next_page_token)

        return Pager(fetch, page_token)

    def aggregate_events(
        self,
        by: Iterable[EventDimension.ValueType] = (),
        filter: str = "",
        *,
        include_empty: bool = False,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventBucket]:
        """The number of events, articles and publishers in each bucket, such as `by=[EVENT_DIMENSION_TYPE]`; without `by` in all.

        `include_empty` gives buckets of no events too, so that no day between the first and the last is missing.
        """
        group_by = list(by)

        def fetch(token: str) -> Page[EventBucket]:
            request = AggregateEventsRequest(
                filter=filter, group_by=group_by, include_empty=include_empty, page_size=page_size, page_token=token
            )
            with self._typed_errors():
                page = self._events.AggregateEvents(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.buckets, page.next_page_token)

        return Pager(fetch, page_token)

    def list_actors(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ActorProfile]:
        """The actors over all articles, those in most articles first: `kind = "PERSON" AND country = "NOR"`."""

        def fetch(token: str) -> Page[ActorProfile]:
            request = ListActorsRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = self._actors.ListActors(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.actors, page.next_page_token)

        return Pager(fetch, page_token)

    def list_quotes(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[QuoteRecord]:
        """The quotes of all articles: `speaker = "actors/person-ingrid-solberg" AND kind = "DIRECT"`."""

        def fetch(token: str) -> Page[QuoteRecord]:
            request = ListQuotesRequest(
                page_size=page_size, page_token=token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
            )
            with self._typed_errors():
                page = self._quotes.ListQuotes(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.quotes, page.next_page_token)

        return Pager(fetch, page_token)

    def get_actor(self, name: str, *, timeout: float | None = None) -> ActorProfile:
        """The actor `actors/{id}` over all articles. Raises NotFound."""
        with self._typed_errors():
            return self._actors.GetActor(
                GetActorRequest(name=name), timeout=self._seconds(timeout), metadata=self._metadata
            )


def ready_document(item: Document | str | bytes | DatelineError) -> Document | DatelineError:
    """The item as it can be sent: a Document, or the error that it is or makes."""
    if isinstance(item, DatelineError):
        return item
    try:
        return refuse_oversized(item if isinstance(item, Document) else make_document(item))
    except DatelineError as error:
        return error


def article_or_error(result: ParseResult) -> Article | DatelineError:
    """What a result of ParseBatch holds."""
    return errors.from_status(result.error, result.id) if result.HasField("error") else result.article


def ingest_result(answer: IngestResult | DatelineError) -> IngestResult:
    """The answer as a result: an error that was known before sending looks like one of the server."""
    if isinstance(answer, DatelineError):
        return IngestResult(id=answer.document_id, error=answer.to_status())
    return answer
