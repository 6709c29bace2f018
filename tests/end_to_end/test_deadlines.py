"""A call that is given up, or whose deadline passes, stops the work that is done for it, and costs no worker."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import grpc
import pytest
from running_server import RunningServer

from dateline.v1.article_service_pb2 import IngestArticlesRequest, ListArticlesRequest
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseRequest

TEXT = "The harbour master of Tema, Efua Mensah, closed two piers on Friday."
LONG = " ".join(f"On Friday the harbour master of town {number} closed pier {number}." for number in range(700))
BATCH = [Document(id=str(number), text=LONG) for number in range(20)]
STOPPED = "reading stopped, nobody waits for it"


def give_up_after(call: grpc.Call, seconds: float) -> None:
    time.sleep(seconds)
    call.cancel()


# Calls that end after so many seconds.
CALLS: dict[str, Callable[[RunningServer, float], object]] = {
    "a document, deadline": lambda server, seconds: server.parser.Parse(
        ParseRequest(document=Document(text=LONG)), timeout=seconds
    ),
    "a document, given up": lambda server, seconds: give_up_after(
        server.parser.Parse.future(ParseRequest(document=Document(text=LONG))), seconds
    ),
    "a stream, deadline": lambda server, seconds: list(
        server.parser.ParseBatch(iter([ParseBatchRequest(documents=BATCH)] * 3), timeout=seconds)
    ),
    "a stream, given up": lambda server, seconds: give_up_after(
        server.parser.ParseBatch(iter([ParseBatchRequest(documents=BATCH)] * 3)), seconds
    ),
    "an ingest, deadline": lambda server, seconds: list(
        server.articles.IngestArticles(iter([IngestArticlesRequest(documents=BATCH)] * 3), timeout=seconds)
    ),
}


def lines_after(server: RunningServer, before: int) -> list[dict[str, Any]]:
    """What the log tells of stopped readings beyond those of before; it is written a moment later than calls are answered."""
    end = time.monotonic() + 1
    while len(lines := server.lines(STOPPED)) == before and time.monotonic() < end:
        time.sleep(0.05)
    return lines[before:]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("server"), "--workers", "1")
    yield running
    running.kill()


@pytest.mark.parametrize("kind", CALLS)
def test_the_worker_stops_and_reads_for_the_next(server: RunningServer, kind: str) -> None:
    before = len(server.lines(STOPPED))
    for seconds in (0.5, 1, 2, 4):  # a busy machine may not have begun to read after the first of them
        with suppress(grpc.RpcError):
            CALLS[kind](server, seconds)
        [response] = server.parser.ParseBatch(iter([ParseBatchRequest(documents=[Document(text=TEXT)])]))
        assert response.results[0].HasField("article")
        if stopped := lines_after(server, before):
            break
    assert [line["documents"] for line in stopped] == [1]
    assert len(server.workers()) == 1
    assert not server.articles.ListArticles(ListArticlesRequest()).articles
