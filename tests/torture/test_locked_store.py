"""Another process holds the lock of the store for a while: writes wait or are refused with a reason, and reads go on."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from running_server import Refused, RunningServer

from dateline.v1.article_service_pb2 import GetArticleRequest, IngestArticlesRequest
from dateline.v1.document_pb2 import Document

pytestmark = pytest.mark.slow

SECONDS_LOCKED = 12


def store_one(server: RunningServer, number: int) -> str:
    """The name of the article that was stored; raises grpc.RpcError where it was not."""
    document = Document(id=str(number), text=f"The ferry of {number} passengers is late.", source="Coast Wire")
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]), timeout=60)
    result = response.results[0]
    if result.HasField("error"):
        raise AssertionError(result.error)
    return result.name


def test_a_store_that_another_process_locks_is_waited_for_or_told(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, "--workers", "1")
    try:
        acknowledged = [store_one(server, 0)]
        with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            refusals: list[Refused] = []
            locked_until = time.monotonic() + SECONDS_LOCKED
            number = 0
            while time.monotonic() < locked_until:
                number += 1
                try:
                    acknowledged.append(store_one(server, number))
                except grpc.RpcError as error:
                    refusals.append(Refused.of(error))
                assert server.articles.GetArticle(GetArticleRequest(name=acknowledged[0])).name == acknowledged[0]
            other.execute("rollback")
        assert refusals
        assert {(refusal.code, refusal.reason) for refusal in refusals} == {("UNAVAILABLE", "STORE_UNAVAILABLE")}
        acknowledged.append(store_one(server, number + 1))
        for name in acknowledged:
            assert server.articles.GetArticle(GetArticleRequest(name=name)).name == name
    finally:
        server.kill()
