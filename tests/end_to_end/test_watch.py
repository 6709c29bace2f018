"""Watching a real server: from a cursor on, as it happens, and on after a restart."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from bench.generated import generated_articles
from running_server import Refused, RunningServer, ServerCalls
from server_here import ServerHere, serve_here

from dateline.v1.article_service_pb2 import ARTICLE_VIEW_FULL, DeleteArticleRequest, IngestArticlesRequest
from dateline.v1.change_service_pb2 import Change, GetCursorRequest, WatchRequest, WatchResponse
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest
from dateline_server.storage.opening import open_store


def ingest(server: ServerCalls, *texts: str) -> list[str]:
    documents = [
        Document(id=str(n), text=text, source="Harbour Gazette", published="2025-04-09") for n, text in enumerate(texts)
    ]
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=documents)]))
    return [result.name for result in response.results]


def take(stream: Iterator[WatchResponse], count: int) -> tuple[list[Change], str]:
    """The next `count` changes, and the cursor after them."""
    changes: list[Change] = []
    while True:
        response = next(stream)
        changes += response.changes
        if len(changes) >= count:
            return changes, response.cursor


def test_changes_come_as_they_happen_and_go_on_from_a_cursor(server_here: ServerHere, tmp_path: Path) -> None:
    stream = server_here.changes.Watch(WatchRequest(view=ARTICLE_VIEW_FULL), timeout=60)
    assert next(stream).caught_up
    names = ingest(server_here, "The mayor of Bergen resigned on Monday.", "Dockers struck in Oslo.")
    changes, cursor = take(stream, 2)
    assert [(change.kind, change.name) for change in changes] == [(Change.CREATED, name) for name in names]
    assert changes[0].article.events
    server_here.articles.DeleteArticle(DeleteArticleRequest(name=names[0]))
    [change], _ = take(stream, 1)
    assert (change.kind, change.name, change.sequence) == (Change.DELETED, names[0], 3)
    server_here.close()
    with serve_here(tmp_path) as again:
        stream = again.changes.Watch(WatchRequest(cursor=cursor), timeout=60)
        [change], cursor = take(stream, 1)
        assert (change.kind, change.sequence) == (Change.DELETED, 3)
        assert cursor == again.changes.GetCursor(GetCursorRequest()).cursor


def test_a_cursor_from_after_a_backup_is_refused(server_here: ServerHere, tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    cursor = store.seal_cursor(7)
    store.close()
    with pytest.raises(grpc.RpcError) as refused:
        next(server_here.changes.Watch(WatchRequest(cursor=cursor), timeout=60))
    refusal = Refused.of(refused.value)
    assert (refusal.reason, refusal.field) == ("INVALID_CURSOR", "cursor")
    assert "restored from a backup" in refusal.message


def test_what_another_process_has_stored_is_told_before_the_watcher_is_said_to_have_caught_up(
    server_here: ServerHere, tmp_path: Path
) -> None:
    other = open_store(str(tmp_path / "store.db"))
    try:
        for article in generated_articles(20):
            cursor = server_here.changes.GetCursor(GetCursorRequest()).cursor
            [ingested] = other.ingest([article])
            told = []
            for response in server_here.changes.Watch(WatchRequest(cursor=cursor), timeout=60):
                told += [change.name for change in response.changes]
                if response.caught_up:
                    break
            assert told == [ingested.name]
    finally:
        other.close()


def hold_open(released: threading.Event) -> Iterator[ParseBatchRequest]:
    """One message, and no end before it is let go."""
    yield ParseBatchRequest(documents=[Document(text="Dockers struck in Oslo.")])
    released.wait(60)


def test_a_drained_server_ends_the_stream_at_once_and_says_where_to_go_on(
    own_server: RunningServer, tmp_path: Path
) -> None:
    stream = own_server.changes.Watch(WatchRequest(), timeout=60)
    assert next(stream).caught_up
    ingest(own_server, "The mayor of Bergen resigned on Monday.")
    take(stream, 1)
    held_open = threading.Event()
    documents = own_server.parser.ParseBatch(hold_open(held_open))
    next(documents)
    own_server.process.send_signal(signal.SIGTERM)
    with pytest.raises(grpc.RpcError) as ended:
        next(stream)
    assert documents.is_active()  # streams of documents are given time to end
    held_open.set()
    own_server.wait()
    refusal = Refused.of(ended.value)
    assert refusal.reason == "DRAINING"
    with serve_here(tmp_path) as again:
        resumed = again.changes.Watch(WatchRequest(cursor=refusal.metadata["cursor"]), timeout=60)
        first = next(resumed)
        assert first.caught_up
        assert not first.changes


def test_silence_is_broken_by_heartbeats(server: RunningServer) -> None:
    stream = server.changes.Watch(WatchRequest(heartbeat_seconds=1, filter='source = "Nobody"'), timeout=60)
    responses = [next(stream) for _ in range(3)]
    assert not any(response.changes for response in responses)
    assert responses[-1].caught_up
    stream.cancel()


@pytest.mark.parametrize(
    ("request_", "field", "reason"),
    [
        (WatchRequest(cursor="nonsense"), "cursor", "INVALID_CURSOR"),
        (WatchRequest(filter="source >"), "filter", "INVALID_FILTER"),
        (WatchRequest(filter="event_type = CONSULTS"), "filter", "INVALID_FILTER"),
        (WatchRequest(heartbeat_seconds=1000), "heartbeat_seconds", "INVALID_FIELD"),
        (WatchRequest(view=9), "view", "INVALID_FIELD"),
    ],
)
def test_bad_requests_are_refused(server: RunningServer, request_: WatchRequest, field: str, reason: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        next(server.changes.Watch(request_, timeout=60))
    refusal = Refused.of(refused.value)
    assert (refusal.reason, refusal.field) == (reason, field)


def test_a_cursor_is_too_old_once_the_store_was_compacted_and_who_watches_goes_on(
    server_here: ServerHere, tmp_path: Path
) -> None:
    stream = server_here.changes.Watch(WatchRequest(), timeout=60)
    start = next(stream).cursor
    for text in ("Rain fell in Oslo.", "Snow fell in Oslo.", "Hail fell in Oslo."):
        ingest(server_here, text)
    command = ["compact", "--store", str(tmp_path / "store.db"), "--older-than", "0d"]
    subprocess.run([sys.executable, "-m", "dateline_server.commands.store", *command], check=True, timeout=60)
    for _ in range(2):  # the server still remembers the changes, and tells them to nobody who comes new
        with pytest.raises(grpc.RpcError) as refused:
            next(server_here.changes.Watch(WatchRequest(cursor=start), timeout=60))
        refusal = Refused.of(refused.value)
        assert (refusal.code, refusal.reason, refusal.field) == ("OUT_OF_RANGE", "CURSOR_TOO_OLD", "cursor")
        assert "GetCursor" in refusal.message
    changes, cursor = take(stream, 3)
    assert [change.sequence for change in changes] == [1, 2, 3]
    assert next(server_here.changes.Watch(WatchRequest(cursor=cursor), timeout=60)).caught_up
