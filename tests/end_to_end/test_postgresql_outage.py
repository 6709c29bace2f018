"""PostgreSQL goes away under a running server and comes back: calls say so, then work again, and nothing is lost."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from bench.own_postgres import get_server
from running_server import Refused, RunningServer

from dateline.v1.article_service_pb2 import (
    GetArticleRequest,
    IngestArticlesRequest,
    ListArticlesRequest,
    SearchArticlesRequest,
)
from dateline.v1.change_service_pb2 import WatchRequest
from dateline.v1.document_pb2 import Document

pytestmark = pytest.mark.slow


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Any]:
    """A PostgreSQL of this test's own, which it may stop."""
    server = get_server(tmp_path / "postgres")
    yield server
    server.cleanup()


def stop_at_once(postgres: Any) -> None:
    """As when its machine fails: no transaction is ended in order."""
    postgres.get_postmaster_info().process.kill()
    postgres.get_postmaster_info().process.wait(10)


class Writers:
    """Write one article after the other, try again when refused, and note what was acknowledged and what was said."""

    def __init__(self, server: RunningServer, count: int) -> None:
        self.acknowledged: list[str] = []
        self.refusals: list[Refused] = []
        self._server = server
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Until so many more articles are acknowledged; a minute at most."""
        wanted, deadline = len(self.acknowledged) + more, time.monotonic() + 60
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} of {wanted}"
            time.sleep(0.05)

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            document = Document(
                id=f"{writer}-{number}",
                text=f"The harbour of Bergen reopened, mayor {writer}-{number} said.",
                source="Gazette",
            )
            try:
                requests = iter([IngestArticlesRequest(documents=[document])])
                [response] = self._server.articles.IngestArticles(requests, timeout=60)
                self.acknowledged.append(response.results[0].name)
            except grpc.RpcError as error:
                self.refusals.append(Refused.of(error))
                time.sleep(0.2)


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_server_outlives_its_database(tmp_path: Path, postgres: Any, abruptly: bool) -> None:
    server = RunningServer(tmp_path, "--store", postgres.get_uri(), "--workers", "1")
    seen: list[int] = []
    stream = server.changes.Watch(WatchRequest(heartbeat_seconds=1))
    follower = threading.Thread(target=follow, args=(stream, seen))
    follower.start()
    writers = Writers(server, 3)
    try:
        for _ in range(2):
            writers.wait_for(20)
            refused_before = len(writers.refusals)
            if abruptly:
                stop_at_once(postgres)
            else:
                postgres.stop()
            with pytest.raises(grpc.RpcError) as refused:
                server.articles.ListArticles(ListArticlesRequest(), timeout=5)
            refusal = Refused.of(refused.value)
            assert (refusal.code, refusal.reason) == ("UNAVAILABLE", "STORE_UNAVAILABLE")
            assert re.search("Check that the server runs|starting or stopping", refusal.message)
            time.sleep(2)
            postgres.ensure_postgres_running()
            writers.wait_for(20)
            assert {refusal.reason for refusal in writers.refusals[refused_before:]} == {"STORE_UNAVAILABLE"}
    finally:
        writers.stop()
    for name in writers.acknowledged:
        assert server.articles.GetArticle(GetArticleRequest(name=name)).name == name
    hits = server.articles.SearchArticles(SearchArticlesRequest(query="harbour", page_size=1000)).hits
    assert {hit.article.name for hit in hits} >= set(writers.acknowledged)
    deadline = time.monotonic() + 10
    while len(seen) < len(hits) and time.monotonic() < deadline:
        time.sleep(0.1)
    stream.cancel()
    follower.join()
    assert seen == list(range(1, len(hits) + 1))
    assert server.stop() == 0


def follow(stream: "grpc.Call", seen: list[int]) -> None:
    try:
        for response in stream:  # type: ignore[attr-defined]
            seen += [change.sequence for change in response.changes]
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.CANCELLED:
            seen.append(-1)
