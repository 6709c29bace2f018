"""Storing and getting back, from outside."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress

import grpc
import pytest
from running_server import RunningServer

from dateline.v1.actor_service_pb2 import GetActorRequest, ListActorsRequest
from dateline.v1.article_service_pb2 import (
    ARTICLE_VIEW_FULL,
    BatchGetArticlesRequest,
    DeleteArticleRequest,
    GetArticleRequest,
    IngestArticlesRequest,
    IngestResult,
    ListArticlesRequest,
    SearchArticlesRequest,
)
from dateline.v1.document_pb2 import Document
from dateline.v1.event_service_pb2 import ListEventsRequest
from dateline.v1.quote_service_pb2 import ListQuotesRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_UTF16

TEXT = (
    "Finland’s prime minister, Aino Laine, held talks with her Estonian colleague in Tallinn on Tuesday. "
    "“We agreed on a second tunnel,” Laine said."
)
PAGE = "<html><body><article><h1>Tunnel agreed</h1>" + f"<p>{TEXT}</p>" * 3 + "</article></body></html>"


def document(number: int, source: str, **fields: object) -> Document:
    whole: dict[str, object] = {"id": f"d{number}", "source": source, "text": f"{TEXT} Part {number} follows."}
    return Document(**(whole | {"published": "2025-04-09"} | fields))


def ingest(server: RunningServer, *documents: Document) -> list[IngestResult]:
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=documents)]))
    return list(response.results)


def test_a_new_document_is_created_and_can_be_had(server: RunningServer) -> None:
    [result] = ingest(server, document(1, "Create"))
    assert (result.id, result.outcome, result.revision) == ("d1", IngestResult.CREATED, 1)
    article = server.articles.GetArticle(GetArticleRequest(name=result.name))
    assert (article.name, article.revision, article.document_id) == (result.name, 1, "d1")
    assert article.HasField("create_time")
    assert article.HasField("received_time")


@pytest.mark.parametrize("fields", [{}, {"text": None, "html": PAGE.encode()}], ids=["text", "html"])
def test_the_same_again_is_unchanged(server: RunningServer, fields: dict[str, object]) -> None:
    again = document(1, f"Unchanged {len(fields)}", **fields)
    [first] = ingest(server, again)
    [second] = ingest(server, again)
    assert (second.name, second.outcome, second.revision) == (first.name, IngestResult.UNCHANGED, 1)


def test_an_edited_one_is_a_new_revision_of_the_same_article(server: RunningServer) -> None:
    [first] = ingest(server, document(1, "Update"))
    [second] = ingest(server, document(1, "Update", text=TEXT + " It was the third meeting this year."))
    assert (second.name, second.outcome, second.revision) == (first.name, IngestResult.UPDATED, 2)


def test_the_same_body_under_another_key_is_a_duplicate(server: RunningServer) -> None:
    [first] = ingest(server, document(1, "Duplicate", text=TEXT + " Duplicate."))
    [second] = ingest(server, document(2, "Duplicate", text=TEXT + " Duplicate."))
    assert (second.outcome, second.duplicate_of) == (IngestResult.DUPLICATE, first.name)
    assert second.name != first.name


def test_in_one_stream_the_last_version_wins(server: RunningServer) -> None:
    old, new = (document(1, "Versions", text=f"{TEXT} Edition {n}.") for n in (1, 2))
    messages = [IngestArticlesRequest(documents=[version]) for version in (old, new, old, old, new, new)]
    outcomes = [r.results[0].outcome for r in server.articles.IngestArticles(iter(messages))]
    created, updated, unchanged = IngestResult.CREATED, IngestResult.UPDATED, IngestResult.UNCHANGED
    assert outcomes == [created, updated, updated, unchanged, updated, unchanged]


def test_in_one_message_the_last_version_wins(server: RunningServer) -> None:
    link = "https://versions.example/a"
    old, new = (document(n, "Message", url=link, text=f"{TEXT} Version {n}.") for n in (1, 2))
    ingest(server, old)
    results = ingest(server, new, old)
    assert [result.outcome for result in results] == [IngestResult.UPDATED, IngestResult.UPDATED]
    article = server.articles.GetArticle(GetArticleRequest(name=results[0].name))
    assert article.body.endswith("Version 1.")


def test_answers_come_while_the_stream_is_open(server: RunningServer) -> None:
    answered = threading.Event()

    def documents() -> Iterator[IngestArticlesRequest]:
        yield IngestArticlesRequest(documents=[document(1, "Open stream")])
        assert answered.wait(20)
        yield IngestArticlesRequest(documents=[document(2, "Open stream")])

    stream = server.articles.IngestArticles(documents())
    [first] = next(stream).results
    assert server.articles.GetArticle(GetArticleRequest(name=first.name)).name == first.name
    answered.set()
    assert next(stream).results[0].outcome == IngestResult.CREATED


def test_an_article_can_be_had_with_offsets_in_another_unit(server: RunningServer) -> None:
    [result] = ingest(server, document(1, "Units", text="🙂 " + TEXT))
    article = server.articles.GetArticle(GetArticleRequest(name=result.name, offset_unit=OFFSET_UNIT_UTF16))
    assert article.offset_unit == OFFSET_UNIT_UTF16


def test_several_come_in_the_order_of_their_names(server: RunningServer) -> None:
    names = [result.name for result in ingest(server, *(document(n, "Several") for n in range(5)))]
    names.reverse()
    response = server.articles.BatchGetArticles(BatchGetArticlesRequest(names=names))
    assert [article.name for article in response.articles] == names


def test_lists_go_page_by_page_through_all_of_them(server: RunningServer) -> None:
    created = {result.name for result in ingest(server, *(document(n, "Pages") for n in range(7)))}
    request = ListArticlesRequest(page_size=3, filter='source = "Pages"', view=ARTICLE_VIEW_FULL)
    pages = []
    while True:
        response = server.articles.ListArticles(request)
        pages.append([article.name for article in response.articles])
        assert all(article.body for article in response.articles)
        request.page_token = response.next_page_token
        if not request.page_token:
            break
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {name for page in pages for name in page} == created


def test_words_find_articles(server: RunningServer) -> None:
    [result] = ingest(server, document(1, "Search", text=TEXT + " A walrus watched."))
    response = server.articles.SearchArticles(SearchArticlesRequest(query="walrus"))
    assert [hit.article.name for hit in response.hits] == [result.name]
    assert "«walrus»" in response.hits[0].snippet


def test_a_deleted_article_is_gone(server: RunningServer) -> None:
    [result] = ingest(server, document(1, "Delete"))
    server.articles.DeleteArticle(DeleteArticleRequest(name=result.name))
    with pytest.raises(grpc.RpcError) as failure:
        server.articles.GetArticle(GetArticleRequest(name=result.name))
    assert failure.value.code() == grpc.StatusCode.NOT_FOUND


def test_events_quotes_and_actors_are_listed_with_their_article(server: RunningServer) -> None:
    [result] = ingest(server, document(1, "Claims"))
    article = server.articles.GetArticle(GetArticleRequest(name=result.name))
    mine = 'source = "Claims"'
    events = server.events.ListEvents(ListEventsRequest(filter=mine)).events
    quotes = server.quotes.ListQuotes(ListQuotesRequest(filter=mine)).quotes
    assert [record.event.id for record in events] == [event.id for event in article.events]
    assert [record.quote.id for record in quotes] == [quote.id for quote in article.quotes]
    assert {record.article for record in [*events, *quotes]} <= {result.name}
    for actor in article.actors[:1]:
        assert server.actors.GetActor(GetActorRequest(name=actor.actor)).article_count >= 1
        assert server.actors.ListActors(ListActorsRequest()).actors


def test_a_worker_that_is_killed_costs_no_document(server: RunningServer) -> None:
    messages = [
        IngestArticlesRequest(documents=[document(batch * 8 + n, "Killed worker") for n in range(8)])
        for batch in range(6)
    ]
    responses = server.articles.IngestArticles(iter(messages))
    results = list(next(responses).results)
    for worker in server.workers():
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    for response in responses:
        results += response.results
    assert len({result.name for result in results}) == 48
    assert all(result.revision == 1 for result in results)
