"""Searches, orders, masks, consistency tokens and what a server says of itself, over the wire."""

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from running_server import Refused, RunningServer

from dateline.cli.main import run
from dateline.client import Client
from dateline.v1.actor_service_pb2 import ListActorsRequest, SearchActorsRequest
from dateline.v1.admin_service_pb2 import GetServerInfoRequest
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub
from dateline.v1.article_service_pb2 import (
    ARTICLE_VIEW_BASIC,
    ARTICLE_VIEW_FULL,
    BatchGetArticlesRequest,
    DeleteArticleRequest,
    GetArticleRequest,
    IngestArticlesRequest,
    IngestArticlesResponse,
    ListArticlesRequest,
)
from dateline.v1.change_service_pb2 import WatchRequest
from dateline.v1.document_pb2 import Document
from dateline.v1.event_service_pb2 import ListEventsRequest, SearchEventsRequest
from dateline.v1.quote_service_pb2 import ListQuotesRequest, SearchQuotesRequest

TEXT = (
    "Norway's foreign minister, Ingrid Solberg, met her Kenyan counterpart, Daniel Otieno, in Nairobi on Tuesday. "
    '"We agreed to open two new lighthouses," Ms Solberg said.'
)
SOURCE = 'source = "Reads Gazette"'


@pytest.fixture(scope="module")
def stored(server: RunningServer) -> IngestArticlesResponse:
    document = Document(text=TEXT, title="Lighthouses", source="Reads Gazette", published="2025-04-09")
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]))
    return response


def test_events_quotes_and_actors_are_found_by_their_words(
    server: RunningServer, stored: IngestArticlesResponse
) -> None:
    [result] = stored.results
    token = stored.consistency_token
    events = server.events.SearchEvents(
        SearchEventsRequest(query="solberg nairobi", filter=SOURCE, consistency_token=token)
    )
    assert {hit.event.article for hit in events.hits} == {result.name}
    assert "«Nairobi»" in events.hits[0].snippet
    quotes = server.quotes.SearchQuotes(SearchQuotesRequest(query='"new lighthouses"', consistency_token=token))
    assert [hit.quote.article for hit in quotes.hits] == [result.name]
    actors = server.actors.SearchActors(SearchActorsRequest(query="otieno", consistency_token=token))
    assert [actor.display_name for actor in actors.actors] == ["Daniel Otieno"]


def test_a_mask_chooses_fields_in_every_read(server: RunningServer, stored: IngestArticlesResponse) -> None:
    name = stored.results[0].name
    mask = FieldMask(paths=["name", "events.type"])
    articles = [
        server.articles.GetArticle(GetArticleRequest(name=name, read_mask=mask)),
        *server.articles.BatchGetArticles(BatchGetArticlesRequest(names=[name], read_mask=mask)).articles,
        *server.articles.ListArticles(ListArticlesRequest(filter=SOURCE, read_mask=mask)).articles,
    ]
    for article in articles:
        assert article.name == name
        assert article.events[0].type
        assert (article.title, article.body, article.events[0].gist) == ("", "", "")
    [title] = server.articles.ListArticles(
        ListArticlesRequest(filter=SOURCE, view=ARTICLE_VIEW_FULL, read_mask=FieldMask(paths=["title"]))
    ).articles
    assert title.ByteSize() == 2 + len("Lighthouses")
    event = server.events.ListEvents(
        ListEventsRequest(filter=SOURCE, read_mask=FieldMask(paths=["event.gist", "actors.name"]))
    ).events[0]
    assert event.event.gist
    assert not event.article
    quote = server.quotes.ListQuotes(
        ListQuotesRequest(filter=SOURCE, read_mask=FieldMask(paths=["quote.content.text"]))
    ).quotes[0]
    assert quote.quote.content[0].text
    actor = server.actors.ListActors(ListActorsRequest(read_mask=FieldMask(paths=["display_name"]))).actors[0]
    assert actor.display_name
    assert not actor.article_count


def test_an_unknown_path_is_refused_before_anything_is_read(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as error:
        server.articles.GetArticle(GetArticleRequest(name="articles/x", read_mask=FieldMask(paths=["titel"])))
    refused = Refused.of(error.value)
    assert (refused.code, refused.field) == ("INVALID_ARGUMENT", "read_mask")
    assert "Did you mean title?" in refused.message


def test_a_batch_is_full_unless_the_view_says_otherwise(server: RunningServer, stored: IngestArticlesResponse) -> None:
    names = [stored.results[0].name]
    [full] = server.articles.BatchGetArticles(BatchGetArticlesRequest(names=names)).articles
    [basic] = server.articles.BatchGetArticles(BatchGetArticlesRequest(names=names, view=ARTICLE_VIEW_BASIC)).articles
    assert full.body
    assert (basic.title, basic.body) == ("Lighthouses", "")


def test_a_list_comes_in_the_order_asked_for(server: RunningServer, stored: IngestArticlesResponse) -> None:
    rising = server.articles.ListArticles(ListArticlesRequest(order_by="create_time", page_size=1000)).articles
    times = [article.create_time.ToMicroseconds() for article in rising]
    assert times == sorted(times)
    with pytest.raises(grpc.RpcError) as error:
        server.events.ListEvents(ListEventsRequest(order_by="confidence"))
    assert (Refused.of(error.value).code, Refused.of(error.value).field) == ("INVALID_ARGUMENT", "order_by")


def test_the_token_of_an_ingest_is_a_cursor_too(server: RunningServer, stored: IngestArticlesResponse) -> None:
    watch = server.changes.Watch(WatchRequest(cursor=stored.consistency_token))
    first = next(iter(watch))
    watch.cancel()
    assert not any(change.name == stored.results[0].name for change in first.changes)


def test_the_token_of_any_other_write_comes_after_the_answer(
    server: RunningServer, stored: IngestArticlesResponse
) -> None:
    document = Document(text="Soon forgotten.", source="Forgotten Gazette", published="2025-04-09")
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]))
    _, call = server.articles.DeleteArticle.with_call(DeleteArticleRequest(name=response.results[0].name))
    token = dict(call.trailing_metadata())["dateline-consistency-token"]
    assert token > response.consistency_token > stored.consistency_token
    listed = ListArticlesRequest(filter='source = "Forgotten Gazette"', consistency_token=token)
    assert list(server.articles.ListArticles(listed).articles) == []


def test_a_token_that_no_store_gave_is_refused(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as error:
        server.articles.GetArticle(GetArticleRequest(name="articles/x", consistency_token="x"))
    assert Refused.of(error.value).field == "consistency_token"


def test_the_server_says_what_it_is_and_takes(server: RunningServer) -> None:
    info = AdminServiceStub(server.channel).GetServerInfo(GetServerInfoRequest())
    assert info.engine.model.startswith("en_core_web_sm")
    assert (info.engine.ontology, info.store.kind) == ("dateline-1 (PLOVER 0.8)", "sqlite")
    assert info.store.schema_version > 0
    assert {limit.name: limit.value for limit in info.limits}["documents_per_message"] == 256
    resources = {resource.name: resource for resource in info.resources}
    assert list(resources) == ["articles", "events", "quotes", "actors", "stories", "operations"]
    status = next(field for field in resources["events"].filter_fields if field.name == "status")
    assert (status.type, list(status.operators)) == ("enum", ["=", "!="])
    assert "CLAIMED" in status.values
    assert [order.name for order in resources["actors"].order_fields] == ["article_count", "display_name"]
    assert {"Dateline", "GeoNames", info.engine.model} <= {licence.subject for licence in info.licences}
    watch = server.changes.Watch(WatchRequest(cursor=info.store.oldest_cursor))
    assert next(iter(watch)).cursor
    watch.cancel()


def test_the_client_searches_orders_and_chooses_fields(server: RunningServer, stored: IngestArticlesResponse) -> None:
    name = stored.results[0].name
    with Client(server.address) as client:
        assert {hit.event.article for hit in client.events.search("solberg nairobi", SOURCE)} == {name}
        assert [hit.quote.article for hit in client.quotes.search("lighthouses")] == [name]
        assert [actor.display_name for actor in client.actors.search("otieno")] == ["Daniel Otieno"]
        [article] = client.articles.list(SOURCE, order_by="create_time", fields=["title"])
        assert (article.title, article.name) == ("Lighthouses", "")
        [actor, *_] = client.actors.list(order_by="display_name", fields=["display_name"])
        assert actor == type(actor)(display_name=actor.display_name)
        assert client.server_info().store.kind == "sqlite"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["search", "events", "solberg", "nairobi"], '"article":"articles/'),
        (["search", "quotes", "lighthouses"], "two new lighthouses"),
        (["search", "actors", "otieno"], '"displayName":"Daniel Otieno"'),
        (
            ["list", "articles", "--filter", SOURCE, "--order-by", "create_time desc", "--fields", "title"],
            "Lighthouses",
        ),
        (["actors", "--order-by", "display_name", "--fields", "display_name"], "Daniel Otieno"),
        (["info"], '"schemaVersion"'),
    ],
)
def test_the_command_line_does_too(
    server: RunningServer,
    stored: IngestArticlesResponse,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    expected: str,
) -> None:
    assert run([*arguments, "-o", "jsonl", "--server", server.address]) == 0
    assert expected in capsys.readouterr().out
