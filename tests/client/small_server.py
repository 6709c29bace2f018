"""A small real gRPC server for the tests of the client: it keeps what it is sent, and fails where a test wants it to."""

import threading
import time
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from grpc_health.v1.health import HealthServicer
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_status import rpc_status

from dateline.errors import Conflict, DatelineError, InvalidArgument, NotFound
from dateline.v1 import (
    actor_pb2,
    actor_service_pb2,
    actor_service_pb2_grpc,
    article_pb2,
    article_service_pb2,
    article_service_pb2_grpc,
    change_service_pb2,
    change_service_pb2_grpc,
    event_pb2,
    event_service_pb2,
    event_service_pb2_grpc,
    parser_service_pb2,
    parser_service_pb2_grpc,
    quote_pb2,
    quote_service_pb2,
    quote_service_pb2_grpc,
    story_pb2,
    story_service_pb2,
    story_service_pb2_grpc,
)
from dateline.v1.document_pb2 import Document


class SmallServer(
    parser_service_pb2_grpc.ParserServiceServicer,
    article_service_pb2_grpc.ArticleServiceServicer,
    event_service_pb2_grpc.EventServiceServicer,
    actor_service_pb2_grpc.ActorServiceServicer,
    quote_service_pb2_grpc.QuoteServiceServicer,
    change_service_pb2_grpc.ChangeServiceServicer,
    story_service_pb2_grpc.StoryServiceServicer,
):
    """An article is its text; a text that holds `bad` is refused. `calls` counts the calls of each method, `peers` has the
    connections that they came by.

    A stream of documents breaks off `breaks` times, each time after `break_after` answers and once more is stored than
    answered. Tokens count the writes; `tokens` holds those that reads came with. A watched log is `log`, two changes a
    message; it breaks as often as `ends` has errors to break with. Stories are `behind` by so many changes, and change
    between two pages while they are.
    """

    def __init__(self, credentials: grpc.ServerCredentials | None = None, serving: bool = True) -> None:
        self.articles: dict[str, article_pb2.Article] = {}
        self.events = 0
        self.calls: dict[str, int] = {}
        self.peers: set[str] = set()
        self.batches: list[int] = []
        self.unavailable = 0
        self.hold = threading.Event()
        self.hold.set()
        self.breaks = 0
        self.break_after = 1
        self.answers: dict[str, Any] = {}
        self.request_ids: list[str] = []
        self.writes = 0
        self.tokens: list[str] = []
        self.tokens_hold = True
        self.ends: list[DatelineError] = []
        self.log = 0
        self.behind = 0
        self.server = grpc.server(futures.ThreadPoolExecutor(8))
        for add in (
            parser_service_pb2_grpc.add_ParserServiceServicer_to_server,
            article_service_pb2_grpc.add_ArticleServiceServicer_to_server,
            event_service_pb2_grpc.add_EventServiceServicer_to_server,
            actor_service_pb2_grpc.add_ActorServiceServicer_to_server,
            quote_service_pb2_grpc.add_QuoteServiceServicer_to_server,
            change_service_pb2_grpc.add_ChangeServiceServicer_to_server,
            story_service_pb2_grpc.add_StoryServiceServicer_to_server,
        ):
            add(self, self.server)  # type: ignore[operator]
        self.health = HealthServicer()
        self.serve_calls(serving)
        add_HealthServicer_to_server(self.health, self.server)
        anywhere = "127.0.0.1:0"
        self.port = (
            self.server.add_insecure_port(anywhere)
            if credentials is None
            else self.server.add_secure_port(anywhere, credentials)
        )
        self.address = f"127.0.0.1:{self.port}"
        self.server.start()

    def serve_calls(self, serving: bool) -> None:
        """Say SERVING, or NOT_SERVING; either way every call is answered."""
        self.health.set("", HealthCheckResponse.SERVING if serving else HealthCheckResponse.NOT_SERVING)

    def _enter(self, method: str, context: grpc.ServicerContext) -> None:
        self.calls[method] = self.calls.get(method, 0) + 1
        self.peers.add(context.peer())
        if self.unavailable:
            self.unavailable -= 1
            context.abort(grpc.StatusCode.UNAVAILABLE, "warming up")

    def _require(self, request: Any, context: grpc.ServicerContext) -> None:
        self.tokens.append(request.consistency_token)
        if request.consistency_token and not self.tokens_hold:
            error = InvalidArgument("Of another store.", reason="INVALID_FIELD", field="consistency_token")
            context.abort_with_status(rpc_status.to_status(error.to_status()))

    def _write(self) -> str:
        self.writes += 1
        return f"{self.writes:04}"

    def _tell_write(self, context: grpc.ServicerContext) -> None:
        context.set_trailing_metadata((("dateline-consistency-token", self._write()),))

    def Parse(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("Parse", context)
        if request.document.text == "slow":
            time.sleep(2)
        if "bad" in request.document.text:
            context.abort_with_status(rpc_status.to_status(refusal(request.document).to_status()))
        return parser_service_pb2.ParseResponse(article=article(request.document))

    def ParseBatch(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:  # noqa: N802
        self._enter("ParseBatch", context)
        for request in requests:
            self.hold.wait(10)
            self.batches.append(len(request.documents))
            response = parser_service_pb2.ParseBatchResponse()
            for document in request.documents:
                if "bad" in document.text:
                    response.results.add(id=document.id, error=refusal(document).to_status())
                else:
                    response.results.add(id=document.id, article=article(document))
            yield response

    def IngestArticles(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:  # noqa: N802
        self._enter("IngestArticles", context)
        for number, request in enumerate(requests, 1):
            self.request_ids.append(request.request_id)
            if request.request_id not in self.answers:
                self.answers[request.request_id] = self._ingest(request.documents)
            if self.breaks and number > self.break_after:
                self.breaks -= 1
                context.abort(grpc.StatusCode.UNAVAILABLE, "going down")
            yield self.answers[request.request_id]

    def _ingest(self, documents: Any) -> Any:
        response = article_service_pb2.IngestArticlesResponse(consistency_token=self._write())
        for document in documents:
            if "bad" in document.text:
                response.results.add(id=document.id, error=refusal(document).to_status())
                continue
            name = f"articles/{document.id or len(self.articles)}"
            known = name in self.articles
            self.articles[name] = article(document, name)
            response.results.add(id=document.id, name=name, outcome=3 if known else 1, revision=1)
        return response

    def GetArticle(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("GetArticle", context)
        self._require(request, context)
        return self.articles.get(request.name) or _missing(request.name, context)

    def BatchGetArticles(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("BatchGetArticles", context)
        self._require(request, context)
        articles = [self.articles[name] for name in request.names]
        if request.view == article_service_pb2.ARTICLE_VIEW_BASIC:
            articles = [article_pb2.Article(name=article.name) for article in articles]
        return article_service_pb2.BatchGetArticlesResponse(articles=articles)

    def DeleteArticle(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.request_ids.append(request.request_id)
        self._enter("DeleteArticle", context)
        if request.etag not in ("", "e1"):
            error = Conflict("It has changed.", reason="ETAG_MISMATCH", field="etag", metadata={"etag": "e1"})
            context.abort_with_status(rpc_status.to_status(error.to_status()))
        if self.articles.pop(request.name, None) is None:
            _missing(request.name, context)
        self._tell_write(context)
        return Empty()

    def UndeleteArticle(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.request_ids.append(request.request_id)
        self._enter("UndeleteArticle", context)
        self._tell_write(context)
        return article_pb2.Article(name=request.name, revision=3)

    def ListRevisions(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListRevisions", context)
        revisions = [article_pb2.Article(name=request.name, revision=number) for number in (3, 2, 1)]
        page, token = _page(revisions, request)
        return article_service_pb2.ListRevisionsResponse(revisions=page, next_page_token=token)

    def GetRevision(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("GetRevision", context)
        name, _, number = request.name.partition("/revisions/")
        return article_pb2.Article(name=name, revision=int(number))

    def DiffRevisions(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("DiffRevisions", context)
        later = request.to_revision or 3
        return article_service_pb2.DiffRevisionsResponse(
            from_revision=request.from_revision or later - 1, to_revision=later
        )

    def GetCursor(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("GetCursor", context)
        return change_service_pb2.GetCursorResponse(cursor=str(self.log))

    def Watch(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        self._enter("Watch", context)
        position = int(request.cursor or 0)
        while context.is_active():
            changes = [
                change_service_pb2.Change(name=f"articles/{number}", sequence=number)
                for number in range(position + 1, min(position + 2, self.log) + 1)
            ]
            position += len(changes)
            yield change_service_pb2.WatchResponse(
                changes=changes, cursor=str(position), caught_up=position == self.log
            )
            if self.ends:
                context.abort_with_status(rpc_status.to_status(self.ends.pop(0).to_status()))
            if not changes:
                time.sleep(0.05)

    def ListArticles(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListArticles", context)
        if "nonsense" in request.filter:
            error = InvalidArgument(
                "There is no field 'nonsense'.", reason="INVALID_FILTER", field="filter", metadata={"position": "4"}
            )
            context.abort_with_status(rpc_status.to_status(error.to_status()))
        page, token = _page(list(self.articles.values()), request)
        return article_service_pb2.ListArticlesResponse(articles=page, next_page_token=token)

    def SearchArticles(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("SearchArticles", context)
        found = [article_service_pb2.ArticleHit(article=a) for a in self.articles.values() if request.query in a.body]
        page, token = _page(found, request)
        return article_service_pb2.SearchArticlesResponse(hits=page, next_page_token=token)

    def ListEvents(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListEvents", context)
        self._require(request, context)
        page, token = _page([event_pb2.EventRecord(article=f"articles/{n}") for n in range(self.events)], request)
        return event_service_pb2.ListEventsResponse(events=page, next_page_token=token)

    def AggregateEvents(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("AggregateEvents", context)
        buckets = [event_service_pb2.EventBucket(period=f"2025-04-{day:02}", event_count=day) for day in range(1, 31)]
        page, token = _page(buckets, request)
        return event_service_pb2.AggregateEventsResponse(buckets=page, next_page_token=token)

    def ListQuotes(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListQuotes", context)
        return quote_service_pb2.ListQuotesResponse(quotes=[quote_pb2.QuoteRecord(article="articles/1")])

    def GetActor(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("GetActor", context)
        if request.name != "actors/country-ken":
            _missing(request.name, context)
        return actor_pb2.ActorProfile(name=request.name, display_name="Kenya")

    def ListActors(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListActors", context)
        return actor_service_pb2.ListActorsResponse(actors=[actor_pb2.ActorProfile(name="actors/country-ken")])

    def GetStory(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("GetStory", context)
        if request.name != "stories/1":
            _missing(request.name, context)
        return story_pb2.Story(name=request.name, article_count=3)

    def ListStories(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListStories", context)
        self._require(request, context)
        page, token = _page([story_pb2.Story(name=f"stories/{number}") for number in (3, 2, 1)], request)
        return story_service_pb2.ListStoriesResponse(stories=page, next_page_token=token, changes_behind=self.behind)

    def ListDisagreements(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._enter("ListDisagreements", context)
        if request.page_token and self.behind:
            error = Conflict("The story has changed.", reason="CONFLICT", field="page_token")
            context.abort_with_status(rpc_status.to_status(error.to_status()))
        found = [story_pb2.Disagreement(story=request.story, subject=subject) for subject in ("toll", "day")]
        page, token = _page(found, request)
        return story_service_pb2.ListDisagreementsResponse(disagreements=page, next_page_token=token)


def article(document: Document, name: str = "") -> article_pb2.Article:
    return article_pb2.Article(
        name=name, body=document.text, document_id=document.id, published_date=document.published
    )


def refusal(document: Document) -> InvalidArgument:
    return InvalidArgument("It is bad.", reason="EMPTY_TEXT", field="document.text", document_id=document.id)


def _missing(name: str, context: Any) -> None:
    error = NotFound(f"There is no {name!r}.", reason="NOT_FOUND", field="name")
    context.abort_with_status(rpc_status.to_status(error.to_status()))


def _page(items: list[Any], request: Any) -> tuple[list[Any], str]:
    start, size = int(request.page_token or 0), request.page_size or 50
    return items[start : start + size], str(start + size) if start + size < len(items) else ""
