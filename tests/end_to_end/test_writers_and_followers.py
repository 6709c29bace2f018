"""Eight writers and eight followers over two servers on one PostgreSQL: everyone is told everything, once and in order."""

import threading
import time
from pathlib import Path

import grpc
import pytest
from postgres_server import make_schema
from running_server import RunningServer

from dateline.v1.article_service_pb2 import DeleteArticleRequest, IngestArticlesRequest, ListArticlesRequest
from dateline.v1.change_service_pb2 import Change, GetCursorRequest, WatchRequest
from dateline.v1.document_pb2 import Document
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

pytestmark = pytest.mark.slow

_WRITERS = _FOLLOWERS = 8
_SECONDS = 60


class Follower(threading.Thread):
    """Follows one server from the beginning on, and keeps a copy: which articles there are, in which revision."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__()
        self.sequences: list[int] = []
        self.copy: dict[str, int] = {}
        self._stream = server.changes.Watch(WatchRequest(heartbeat_seconds=1))

    def run(self) -> None:
        try:
            for response in self._stream:
                for change in response.changes:
                    self.sequences.append(change.sequence)
                    if change.kind == Change.DELETED:
                        del self.copy[change.name]
                    else:
                        self.copy[change.name] = change.article.revision
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.CANCELLED:
                raise

    def stop(self) -> None:
        self._stream.cancel()
        self.join()


def write(server: RunningServer, writer: int, until: float, problems: list[BaseException]) -> None:
    """Stores, edits and deletes articles, some of which other writers edit too."""
    try:
        number = 0
        while time.monotonic() < until:
            number += 1
            documents = [
                Document(id=f"{writer}-{number % 40}", text=f"Ferry {number} left, {writer} said.", source="Gazette"),
                Document(id=f"shared-{number % 5}", text=f"Harbour {number} opened, {writer} said.", source="Gazette"),
            ]
            [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=documents)]))
            if number % 7 == 0:
                server.articles.DeleteArticle(DeleteArticleRequest(name=response.results[0].name))
    except BaseException as problem:
        problems.append(problem)


def test_everyone_is_told_everything_once_and_in_order(tmp_path: Path, postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        servers = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            servers.append(RunningServer(tmp_path / name, "--store", url, "--workers", "1"))
        followers = [Follower(servers[number % 2]) for number in range(_FOLLOWERS)]
        for follower in followers:
            follower.start()
        problems: list[BaseException] = []
        until = time.monotonic() + _SECONDS
        writers = [
            threading.Thread(target=write, args=(servers[number % 2], number, until, problems))
            for number in range(_WRITERS)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert not problems
        with open_existing(url) as parts:
            report = check_store(parts.database, parts.upkeep, full=True)
        assert report.faults == []
        assert report.changes > 500
        deadline = time.monotonic() + 20
        while any(len(follower.sequences) < report.changes for follower in followers) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len({server.changes.GetCursor(GetCursorRequest()).cursor for server in servers}) == 1
        for follower in followers:
            follower.stop()
            assert follower.sequences == list(range(1, report.changes + 1))
        listed = servers[0].articles.ListArticles(ListArticlesRequest(page_size=1000)).articles
        assert all(follower.copy == {a.name: a.revision for a in listed} for follower in followers)
        assert [server.stop() for server in servers] == [0, 0]
