"""Documents that were handed in are read by whoever is there, each once: over a crash, by two processes, by two servers."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from postgres_server import make_schema
from running_server import Refused, RunningServer
from server_here import ServerHere, serve_here

from dateline import Client
from dateline.errors import ResourceExhausted
from dateline.operations import Operation
from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueArticlesRequest

COUNT = 150


def notices(count: int = COUNT) -> Iterator[Document]:
    for number in range(count):
        text = f"The harbour board of town {number} met the crews of the ferries on Tuesday. “We will sail,” said Ola Berg."
        yield Document(id=str(number), source="Ferry Post", published="2025-04-09", text=text)


def require_each_once(client: Client, operation: Operation, count: int = COUNT) -> None:
    assert operation.error is None
    result = operation.result()
    assert (result.total, result.created, result.failed) == (count, count, 0)  # type: ignore[union-attr]
    articles = list(client.articles.list(page_size=1000))
    assert sorted(int(article.document_id) for article in articles) == list(range(count))
    assert {article.revision for article in articles} == {1}
    assert client.server_info().queue.documents == 0


def readers(*servers: RunningServer) -> set[str]:
    """Who has read of the queue."""
    return {line["server"] for server in servers for line in server.lines("queued documents stored")}


def test_a_server_that_is_killed_in_the_middle_goes_on_when_it_is_started_again(tmp_path: Path) -> None:
    server = RunningServer(tmp_path)
    with Client(server.address) as client:
        name = client.articles.queue(notices()).name
        while not client.operations.get(name).progress.done:
            time.sleep(0.02)
        done = client.operations.get(name).progress.done
        server.kill()
    assert done < COUNT
    with serve_here(tmp_path) as again, Client(again.address) as client:
        assert client.operations.get(name).progress.done >= done
        require_each_once(client, client.operations.wait(name, timeout=300))


def test_a_server_that_is_stopped_gives_back_what_it_has_taken(tmp_path: Path) -> None:
    server = RunningServer(tmp_path)
    with Client(server.address) as client:
        name = client.articles.queue(notices()).name
        while not client.operations.get(name).progress.done:
            time.sleep(0.02)
    assert server.stop() == 0
    with closing(sqlite3.connect(tmp_path / "store.db")) as store:
        left, held = store.execute(
            "SELECT count(*), COALESCE(sum(owner <> '' OR attempts > 0), 0) FROM queue"
        ).fetchone()
    assert left > 0
    assert held == 0
    with serve_here(tmp_path) as again, Client(again.address) as client:
        require_each_once(client, client.operations.wait(name, timeout=300))


def test_two_processes_share_one_queue(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, "--processes", "2", "--workers", "2")
    try:
        with Client(server.address) as client:
            name = client.articles.queue(notices()).name
            require_each_once(client, client.operations.wait(name, timeout=300))
        assert len(readers(server)) == 2
    finally:
        server.stop()


def test_two_servers_on_postgresql_share_one_queue(tmp_path: Path, postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        servers = []
        for folder in (tmp_path / "one", tmp_path / "two"):
            folder.mkdir()
            servers.append(RunningServer(folder, "--store", url, "--workers", "1"))
        try:
            with Client(servers[0].address) as client:
                name = client.articles.queue(notices()).name
                require_each_once(client, client.operations.wait(name, timeout=300))
            assert len(readers(*servers)) == 2
        finally:
            for server in servers:
                server.stop()


def test_a_full_queue_is_told_with_the_time_to_wait() -> None:
    with serve_here(queue_documents=100) as server, Client(server.address) as client:
        first = client.articles.queue(notices(100))
        with pytest.raises(grpc.RpcError) as refused:
            server.articles.QueueArticles(QueueArticlesRequest(documents=notices(100)))
        told = Refused.of(refused.value)
        assert (told.code, told.reason) == ("RESOURCE_EXHAUSTED", "QUEUE_FULL")
        with pytest.raises(ResourceExhausted) as error:
            client.articles.queue(notices(100), patience=0)
        assert error.value.retry_after == 5
        limits = {limit.name: limit.value for limit in client.server_info().limits}
        assert limits["queue_documents"] == 100
        # Whoever is patient gets in as soon as there is room.
        client.operations.cancel(first.name)
        assert client.articles.queue(notices(100)).progress.total == 100


def test_the_command_hands_in_waits_and_names_what_could_not_be_read(server_here: ServerHere, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "The ferry to Larvik sails on Friday."},
        {"id": "late-one", "text": "Late.", "published": "soon"},
    ]
    (tmp_path / "notices.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"id": "c"}]))
    command = [str(Path(sys.executable).parent / "dateline"), "ingest", "--server", server_here.address, "--queue"]
    queued = subprocess.run([*command, "notices.jsonl"], cwd=tmp_path, capture_output=True, text=True)
    assert queued.returncode == 1  # one row is no document
    assert queued.stdout.startswith("operations/")
    assert "MALFORMED_ROW" in queued.stderr or "one of `text`" in queued.stderr
    waited = subprocess.run([*command, "--wait", "notices.jsonl"], cwd=tmp_path, capture_output=True, text=True)
    assert waited.returncode == 1
    assert waited.stdout == "SUCCEEDED: 2 of 2 done, 1 unchanged, 1 failed\n"
    assert "late-one: 'soon' is no publication day" in waited.stderr
    told = subprocess.run([*command, "-o", "json", "notices.jsonl"], cwd=tmp_path, capture_output=True, text=True)
    assert json.loads(told.stdout)["metadata"]["total"] == "2"
