"""Everything that can be wrong with what is sent: the code, the reason and the field, and nothing else harmed."""

import grpc
import pytest
from running_server import Refused, RunningServer

from dateline.v1.actor_service_pb2 import GetActorRequest, ListActorsRequest
from dateline.v1.article_service_pb2 import (
    BatchGetArticlesRequest,
    DeleteArticleRequest,
    GetArticleRequest,
    IngestArticlesRequest,
    ListArticlesRequest,
    SearchArticlesRequest,
)
from dateline.v1.document_pb2 import Document
from dateline.v1.event_service_pb2 import ListEventsRequest
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseOptions, ParseRequest
from dateline.v1.quote_service_pb2 import ListQuotesRequest
from dateline.v1.story_service_pb2 import GetStoryRequest, ListDisagreementsRequest, ListStoriesRequest

GOOD = "The mayor of Porto opened a new bridge on Friday. “It took nine years,” she said."
NORWEGIAN = "Statsministeren sa på mandag at regjeringen ikke ville øke skattene før valget neste høst. " * 5

DOCUMENTS = [
    pytest.param(Document(), "EMPTY_TEXT", "text", id="nothing at all"),
    pytest.param(Document(text=""), "EMPTY_TEXT", "text", id="empty text"),
    pytest.param(Document(text=" \n\t "), "EMPTY_TEXT", "text", id="white space"),
    pytest.param(Document(text="".join(map(chr, range(32))) * 30), "BINARY_TEXT", "text", id="binary"),
    pytest.param(Document(text="news " * 40_001), "TEXT_TOO_LONG", "text", id="over 200,000 code points"),
    pytest.param(Document(text="x" * 10_000_000), "TEXT_TOO_LONG", "text", id="10 MB"),
    pytest.param(Document(html=b"<html><body></body></html>"), "NO_ARTICLE_IN_HTML", "html", id="page without article"),
    pytest.param(Document(html=b" "), "EMPTY_TEXT", "html", id="empty page"),
    pytest.param(Document(html=b"<p>" * 2_000_000), "TEXT_TOO_LONG", "html", id="page over 4 MiB"),
    pytest.param(Document(text=GOOD, published="2025-13-45"), "INVALID_DATE", "published", id="no day"),
    pytest.param(Document(text=GOOD, published="last week"), "INVALID_DATE", "published", id="no date"),
    pytest.param(Document(text=GOOD, published="2999-01-01"), "FUTURE_DATE", "published", id="future day"),
    pytest.param(Document(text=GOOD, publish_tz="Mars/Olympus"), "INVALID_DATE", "publish_tz", id="no zone"),
    pytest.param(Document(text=NORWEGIAN), "LANGUAGE_UNSUPPORTED", "text", id="another language"),
    pytest.param(Document(id="i" * 513, text=GOOD), "INVALID_FIELD", "id", id="id too long"),
    pytest.param(Document(text=GOOD, authors=["a"] * 101), "INVALID_FIELD", "authors", id="too many authors"),
]


def refused_call(call: "grpc.UnaryUnaryMultiCallable", request: object) -> Refused:
    with pytest.raises(grpc.RpcError) as failure:
        call(request)
    return Refused.of(failure.value)


def refused_stream(call: "grpc.StreamStreamMultiCallable", *requests: object) -> Refused:
    with pytest.raises(grpc.RpcError) as failure:
        list(call(iter(requests)))
    return Refused.of(failure.value)


@pytest.mark.parametrize(("document", "reason", "field"), DOCUMENTS)
def test_a_document_that_cannot_be_read_is_refused(
    server: RunningServer, document: Document, reason: str, field: str
) -> None:
    refused = refused_call(server.parser.Parse, ParseRequest(document=document))
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", reason, f"document.{field}")
    assert refused.domain == "dateline"


@pytest.mark.parametrize(("document", "reason", "field"), DOCUMENTS)
def test_in_a_batch_it_fails_alone(server: RunningServer, document: Document, reason: str, field: str) -> None:
    message = ParseBatchRequest(documents=[Document(id="good", text=GOOD), document])
    [response] = server.parser.ParseBatch(iter([message]))
    good, bad = response.results
    assert good.HasField("article")
    refused = Refused(bad.error)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", reason, f"documents[1].{field}")
    assert bad.id == document.id


@pytest.mark.parametrize(("document", "reason", "field"), DOCUMENTS)
def test_nothing_of_it_is_stored(server: RunningServer, document: Document, reason: str, field: str) -> None:
    message = IngestArticlesRequest(documents=[document, Document(id="good", source="Bad input", text=GOOD)])
    [response] = server.articles.IngestArticles(iter([message]))
    bad, good = response.results
    refused = Refused(bad.error)
    assert (refused.reason, refused.field) == (reason, f"documents[0].{field}")
    assert (bad.name, bad.outcome) == ("", 0)
    assert good.name


def test_of_two_documents_with_one_id_the_second_is_refused(server: RunningServer) -> None:
    message = ParseBatchRequest(documents=[Document(id="twin", text=GOOD), Document(id="twin", text=GOOD)])
    [response] = server.parser.ParseBatch(iter([message]))
    assert response.results[0].HasField("article")
    refused = Refused(response.results[1].error)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "DUPLICATE_ID", "documents[1].id")


def test_the_same_id_in_two_messages_is_no_fault(server: RunningServer) -> None:
    message = ParseBatchRequest(documents=[Document(id="again", text=GOOD)])
    assert all(r.results[0].HasField("article") for r in server.parser.ParseBatch(iter([message, message])))


def test_too_many_documents_end_the_stream_after_the_answers_before(server: RunningServer) -> None:
    stream = server.parser.ParseBatch(
        iter([ParseBatchRequest(documents=[Document(text=GOOD)]), ParseBatchRequest(documents=[Document()] * 257)])
    )
    assert next(stream).results[0].HasField("article")
    with pytest.raises(grpc.RpcError) as failure:
        next(stream)
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "INVALID_FIELD", "documents")


def test_a_message_over_4_mib_is_refused(server: RunningServer) -> None:
    message = IngestArticlesRequest(documents=[Document(text="news " * 40_000)] * 22)
    refused = refused_stream(server.articles.IngestArticles, message)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "MESSAGE_TOO_LARGE", "documents")


@pytest.mark.parametrize("raw", [b"\xff\xff\xff\xff", b"\x0a\x04\x12\x02\xc3\x28"], ids=["no message", "invalid UTF-8"])
def test_bytes_that_are_no_message_are_refused(server: RunningServer, raw: bytes) -> None:
    refused = refused_call(server.channel.unary_unary("/dateline.v1.ParserService/Parse"), raw)
    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (ParseOptions(offset_unit=9), "options.offset_unit"),
        (ParseOptions(unsupported_language=9), "options.unsupported_language"),
    ],
)
def test_an_option_that_does_not_exist_is_refused(server: RunningServer, options: ParseOptions, field: str) -> None:
    refused = refused_call(server.parser.Parse, ParseRequest(document=Document(text=GOOD), options=options))
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "INVALID_FIELD", field)


@pytest.mark.parametrize(
    ("service", "method", "request_"),
    [
        ("articles", "ListArticles", ListArticlesRequest),
        ("articles", "SearchArticles", lambda **fields: SearchArticlesRequest(query="bridge", **fields)),
        ("events", "ListEvents", ListEventsRequest),
        ("quotes", "ListQuotes", ListQuotesRequest),
        ("actors", "ListActors", ListActorsRequest),
        ("stories", "ListStories", ListStoriesRequest),
    ],
)
def test_a_list_refuses_tokens_filters_and_sizes_that_are_none(
    server: RunningServer, service: str, method: str, request_: "type[ListEventsRequest]"
) -> None:
    call = getattr(getattr(server, service), method)
    for fields, reason, field in (
        ({"page_token": "made up"}, "INVALID_PAGE_TOKEN", "page_token"),
        ({"filter": 'nonsense = "x"'}, "INVALID_FILTER", "filter"),
        ({"filter": "AND AND ("}, "INVALID_FILTER", "filter"),
        ({"page_size": -1}, "INVALID_FIELD", "page_size"),
    ):
        refused = refused_call(call, request_(**fields))
        assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", reason, field), fields
        if "nonsense" in str(fields):
            assert "nonsense" in refused.message


def test_a_view_or_unit_that_does_not_exist_is_refused(server: RunningServer) -> None:
    assert refused_call(server.articles.ListArticles, ListArticlesRequest(view=9)).field == "view"
    message = IngestArticlesRequest(documents=[Document(id="unit", source="Bad input", text=GOOD)])
    [response] = server.articles.IngestArticles(iter([message]))
    request = GetArticleRequest(name=response.results[0].name, offset_unit=9)
    assert refused_call(server.articles.GetArticle, request).field == "offset_unit"


@pytest.mark.parametrize("name", ["", "no-slash", "actors/x", "articles/", "articles/a b", "articles/" + "x" * 600])
def test_what_is_no_name_is_refused(server: RunningServer, name: str) -> None:
    for call, request, field in (
        (server.articles.GetArticle, GetArticleRequest(name=name), "name"),
        (server.articles.DeleteArticle, DeleteArticleRequest(name=name), "name"),
        (server.articles.BatchGetArticles, BatchGetArticlesRequest(names=["articles/x", name]), "names[1]"),
        (server.actors.GetActor, GetActorRequest(name=name.replace("actors", "articles")), "name"),
        (server.stories.GetStory, GetStoryRequest(name=name), "name"),
        (server.stories.ListDisagreements, ListDisagreementsRequest(story=name), "story"),
    ):
        refused = refused_call(call, request)
        assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "INVALID_FIELD", field)


def test_more_names_than_256_are_refused(server: RunningServer) -> None:
    refused = refused_call(server.articles.BatchGetArticles, BatchGetArticlesRequest(names=["articles/x"] * 257))
    assert (refused.code, refused.field) == ("INVALID_ARGUMENT", "names")


def test_what_is_not_there_is_not_found(server: RunningServer) -> None:
    for call, request in (
        (server.articles.GetArticle, GetArticleRequest(name="articles/none-such")),
        (server.articles.DeleteArticle, DeleteArticleRequest(name="articles/none-such")),
        (server.articles.BatchGetArticles, BatchGetArticlesRequest(names=["articles/none-such"])),
        (server.actors.GetActor, GetActorRequest(name="actors/none-such")),
        (server.stories.GetStory, GetStoryRequest(name="stories/none-such")),
        (server.stories.ListDisagreements, ListDisagreementsRequest(story="stories/none-such")),
    ):
        refused = refused_call(call, request)
        assert (refused.code, refused.reason) == ("NOT_FOUND", "NOT_FOUND")
        assert "none-such" in refused.message
