"""Limits of filters and streams: each says which it is, streams can be gone on with, and our client does so by itself."""

import time
from collections.abc import Iterator

import grpc
import pytest
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest
from running_server import Refused, RunningServer
from server_here import ServerHere, serve_here

from dateline import Client
from dateline.documents import make_document
from dateline.v1.article_service_pb2 import IngestArticlesRequest, IngestResult, ListArticlesRequest
from dateline.v1.change_service_pb2 import WatchRequest
from dateline.v1.document_pb2 import Document

AGE, IDLE = 2, 1


@pytest.fixture(scope="module")
def hasty() -> Iterator[ServerHere]:
    """A server that ends streams soon."""
    with serve_here(stream_age=AGE, stream_idle=IDLE) as server:
        yield server


def read_to_the_end(stream: "grpc.Call") -> tuple[list[object], Refused]:
    """What came, and why no more does."""
    came: list[object] = []
    with pytest.raises(grpc.RpcError) as ended:
        came += stream  # type: ignore[call-overload]
    return came, Refused.of(ended.value)


def test_a_watch_that_is_too_old_ends_with_a_cursor_from_which_nothing_is_missed(hasty: ServerHere) -> None:
    came, ended = read_to_the_end(hasty.changes.Watch(WatchRequest()))
    assert (ended.code, ended.reason) == ("UNAVAILABLE", "STREAM_TOO_OLD")
    assert ended.metadata["cursor"] == came[-1].cursor  # type: ignore[attr-defined]
    with Client(hasty.address) as client:
        stored = client.ingest("A ferry left Split on Monday.", id="after the watch", source="Harbour Gazette")
        changes = client.follow(cursor=ended.metadata["cursor"], once=True)
        assert [change.name for change in changes] == [stored.name]


def test_a_stream_of_documents_without_any_ends(hasty: ServerHere) -> None:
    def one_and_silence() -> Iterator[IngestArticlesRequest]:
        yield IngestArticlesRequest(
            documents=[Document(id="then silence", source="Harbour Gazette", text="A ferry left.")]
        )
        time.sleep(AGE + 5)

    came, ended = read_to_the_end(hasty.articles.IngestArticles(one_and_silence()))
    assert len(came) == 1
    assert (ended.code, ended.reason) == ("UNAVAILABLE", "STREAM_IDLE")


def test_a_stream_that_asks_for_the_schema_no_more_ends(hasty: ServerHere) -> None:
    def ask_and_be_silent() -> Iterator[bytes]:
        yield ServerReflectionRequest(list_services="*").SerializeToString()
        time.sleep(AGE + 5)

    for version in ("v1", "v1alpha"):
        method = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
        came, ended = read_to_the_end(hasty.channel.stream_stream(method)(ask_and_be_silent()))
        assert len(came) == 1
        assert (ended.code, ended.reason) == ("UNAVAILABLE", "STREAM_IDLE")


def test_our_client_goes_on_over_the_ends_of_streams(hasty: ServerHere) -> None:
    def slow_source() -> Iterator[Document]:
        for number in range(8):
            yield make_document(f"Ferry {number} left Split on Monday.", id=f"slow {number}", source="Coast Wire")
            time.sleep(AGE + IDLE if number == 4 else 0.5)

    breaks: list[object] = []
    with Client(hasty.address) as client:
        cursor = client.get_cursor()
        stored = list(client.ingest_many(slow_source()))
        assert {type(result) for result in stored} == {IngestResult}
        followed = []
        until = time.monotonic() + 2.5 * AGE
        for change in client.follow(cursor=cursor, on_break=breaks.append):
            followed.append(change.name)
            if time.monotonic() > until:
                break
            if len(followed) == len(stored):
                late = client.ingest("The last ferry left Split.", id=f"late {time.monotonic()}", source="Coast Wire")
                stored.append(late)
                time.sleep(AGE / 2)
        assert followed == [result.name for result in stored][: len(followed)]  # type: ignore[union-attr]
        assert len(followed) > 8
    assert breaks == [], "an end that was planned is no break"


@pytest.mark.parametrize(
    "written",
    [
        " OR ".join(["source = a"] * 257),
        "(" * 21 + "source = a" + ")" * 21,
        "NOT " * 21 + "source = a",
        "source = " + "a" * 4_096,
    ],
    ids=["terms", "parentheses", "negations", "length"],
)
def test_a_filter_beyond_a_limit_is_refused(server: RunningServer, written: str) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        server.articles.ListArticles(ListArticlesRequest(filter=written))
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "INVALID_FILTER", "filter")


def test_a_filter_at_the_limits_is_read(server: RunningServer) -> None:
    for written in (" OR ".join(["source=a"] * 256), "(" * 20 + "source = a" + ")" * 20):
        server.articles.ListArticles(ListArticlesRequest(filter=written))


def test_the_server_tells_its_limits(hasty: ServerHere) -> None:
    with Client(hasty.address) as client:
        limits = {limit.name: (limit.value, limit.unit) for limit in client.server_info().limits}
    assert limits["stream_age"] == (AGE, "seconds")
    assert limits["stream_idle"] == (IDLE, "seconds")
    assert limits["filter_depth"] == (20, "items")
    assert limits["terms_per_filter"] == (256, "items")
