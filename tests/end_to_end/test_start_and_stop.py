"""How a server begins and ends: ready when it says so, clear when it cannot start, orderly when it is told to stop."""

import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from running_server import Refused, RunningServer, eventually, start_and_fail
from server_here import serve_here

from dateline.v1.article_service_pb2 import GetArticleRequest, IngestArticlesRequest, ListArticlesRequest
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse, ParseRequest

TEXT = "Workers at the port of Santos went on strike on Thursday over pay. “We had no choice,” their union said."
LONG = " ".join(f"On Monday the council of town {number} met the mayor of Lisbon." for number in range(60))


def test_the_first_line_is_the_address_and_it_can_answer_then(server: RunningServer) -> None:
    assert re.fullmatch(r"listening on 127\.0\.0\.1:[1-9]\d*\n", server.first_line)
    assert server.parser.Parse(ParseRequest(document=Document(text=TEXT)), timeout=5).HasField("article")


def test_the_log_has_no_word_of_an_article(server: RunningServer) -> None:
    server.parser.Parse(ParseRequest(document=Document(text=TEXT + " Zanzibarbara.", title="Zanzibarbara")))
    with pytest.raises(grpc.RpcError):
        server.parser.Parse(ParseRequest(document=Document(text=TEXT, title="Zanzibarbara", published="never")))
    eventually(lambda: "/dateline.v1.ParserService/Parse" in server.log.read_text())
    assert "Zanzibarbara" not in server.log.read_text()


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--listen", "nonsense"], 2, "'nonsense' is no address"),
        (["--listen", "0.0.0.0:0"], 2, "--insecure-bind"),
        (["--workers", "1000"], 2, "1000 workers"),
        (["--store", "/no/such/folder/store.db"], 5, "/no/such/folder"),
        (["--store", "postgresql://127.0.0.1:1/news"], 5, "Check that the server runs"),
        (["--store", __file__], 5, "not a SQLite database"),
        (["--listen", "192.0.2.7:0", "--insecure-bind"], 5, "192.0.2.7:0"),
        (["--model", "no_such_model"], 5, "no_such_model"),
    ],
)
def test_what_stands_in_its_way_is_said_in_one_sentence(
    tmp_path: Path, options: list[str], code: int, says: str
) -> None:
    ended = start_and_fail(tmp_path, *options)
    assert ended.returncode == code
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stdout == ""


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = start_and_fail(tmp_path, "--listen", address)
    assert ended.returncode == 5
    assert f"Cannot listen on {address}" in ended.stderr


def test_an_interrupt_ends_it_in_order(own_server: RunningServer) -> None:
    own_server.process.send_signal(signal.SIGINT)
    assert own_server.wait() == 0


def begin_to_parse(server: RunningServer, *messages: ParseBatchRequest) -> Iterator[ParseBatchResponse]:
    """The answers of a stream that is under way: a message before these has been answered."""
    first = ParseBatchRequest(documents=[Document(text=TEXT)])
    responses: Iterator[ParseBatchResponse] = server.parser.ParseBatch(iter([first, *messages]))
    next(responses)
    return responses


def test_a_stream_under_way_is_finished_first(own_server: RunningServer) -> None:
    message = ParseBatchRequest(documents=[Document(id=str(number), text=LONG) for number in range(3)])
    responses = begin_to_parse(own_server, message, message)
    own_server.process.send_signal(signal.SIGTERM)
    assert [len(response.results) for response in responses] == [3, 3]
    assert own_server.wait() == 0


def is_refused_who_comes_new(address: str) -> bool:
    try:
        with grpc.insecure_channel(address) as channel:
            HealthStub(channel).Check(HealthCheckRequest(), timeout=2)
    except grpc.RpcError as error:
        return error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    return False


def test_while_it_drains_it_is_not_serving_and_takes_nothing_new(own_server: RunningServer) -> None:
    watch = HealthStub(own_server.channel).Watch(HealthCheckRequest())
    assert next(watch).status == HealthCheckResponse.SERVING
    responses = begin_to_parse(own_server, ParseBatchRequest(documents=[Document(text=LONG)] * 4))
    own_server.process.send_signal(signal.SIGTERM)
    assert next(watch).status == HealthCheckResponse.NOT_SERVING
    eventually(lambda: is_refused_who_comes_new(own_server.address))
    assert len(next(responses).results) == 4
    assert own_server.wait() == 0


def test_a_stream_that_never_ends_is_told_before_it_is_cut(own_server: RunningServer) -> None:
    finish = threading.Event()

    def documents() -> Iterator[IngestArticlesRequest]:
        yield IngestArticlesRequest(documents=[Document(id="only", text=TEXT)])
        finish.wait(30)

    responses = own_server.articles.IngestArticles(documents())
    assert next(responses).results[0].name
    started = time.monotonic()
    own_server.process.send_signal(signal.SIGTERM)
    with pytest.raises(grpc.RpcError) as failure:
        next(responses)
    finish.set()
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason) == ("UNAVAILABLE", "DRAINING")
    assert own_server.wait() == 0
    assert time.monotonic() - started < 25


def test_a_second_signal_ends_it_at_once(own_server: RunningServer) -> None:
    responses = begin_to_parse(own_server, ParseBatchRequest(documents=[Document(text=LONG)] * 200))
    own_server.process.send_signal(signal.SIGTERM)
    # The system keeps a signal only once: a second that came before the first was seen would be the same.
    eventually(lambda: own_server.lines("draining"))
    own_server.process.send_signal(signal.SIGTERM)
    assert own_server.wait() == 128 + signal.SIGTERM
    assert not own_server.lines("stopped")  # as it would have when its grace is over
    del responses  # whose end would have ended the call


def test_after_a_stop_all_is_there(tmp_path: Path) -> None:
    first = RunningServer(tmp_path)
    message = IngestArticlesRequest(
        documents=[Document(id=str(number), text=f"{TEXT} {number}") for number in range(8)]
    )
    [response] = first.articles.IngestArticles(iter([message]))
    assert first.stop() == 0
    with serve_here(tmp_path) as second:
        listed = {article.name for article in second.articles.ListArticles(ListArticlesRequest()).articles}
        assert listed == {result.name for result in response.results}


def test_nothing_acknowledged_is_lost_when_it_is_killed_during_ingest(tmp_path: Path) -> None:
    first = RunningServer(tmp_path)

    def documents() -> Iterator[IngestArticlesRequest]:
        for batch in range(1_000):
            yield IngestArticlesRequest(
                documents=[Document(id=f"{batch}-{number}", text=f"{TEXT} {batch} {number}") for number in range(4)]
            )

    acknowledged: list[str] = []
    responses = first.articles.IngestArticles(documents())
    with suppress(grpc.RpcError):
        for response in responses:
            acknowledged += [result.name for result in response.results]
            if len(acknowledged) == 20:
                first.process.kill()
    assert responses.code() == grpc.StatusCode.UNAVAILABLE
    first.kill()
    assert len(acknowledged) >= 20
    with serve_here(tmp_path) as second:
        for name in acknowledged:
            assert second.articles.GetArticle(GetArticleRequest(name=name)).body
