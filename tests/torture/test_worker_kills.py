"""Workers are killed, one every second, while documents are stored: each is stored or refused with a reason, none twice."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from bench.articles import distinct_documents
from running_server import RunningServer

from dateline import Client, DatelineError
from dateline.v1.article_service_pb2 import IngestResult

DOCUMENTS = 200
SECONDS_BETWEEN = 1.0
# A worker takes seconds to start, and is killed as soon as it has.
MOST_KILLS = 8

pytestmark = pytest.mark.slow


@contextmanager
def killing_workers(server: RunningServer) -> Iterator[list[int]]:
    """Inside the block one of the workers that are ready is killed every second, until enough are."""
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        while len(killed) < MOST_KILLS and not ended.wait(SECONDS_BETWEEN):
            ready = [worker for worker in server.workers() if worker not in killed]
            if ready:
                worker = random.choice(ready)
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                killed.append(worker)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


def test_no_document_is_lost(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, "--workers", "2")
    try:
        with Client(server.address) as client:
            stored: list[str] = []
            refused: list[DatelineError] = []
            with killing_workers(server) as killed:
                for result in client.ingest_many(distinct_documents(DOCUMENTS)):
                    if isinstance(result, IngestResult):
                        assert result.outcome == IngestResult.CREATED, result
                        stored.append(result.name)
                    else:
                        refused.append(result)
            print(f"{len(killed)} workers killed, {len(stored)} articles stored, {len(refused)} refused")
            assert len(killed) > 2
            assert len(stored) + len(refused) == DOCUMENTS
            # What two workers died over is set aside: nobody can tell that it was not its fault.
            assert {error.reason for error in refused} <= {"SET_ASIDE", "WORKER_CRASHED"}
            assert len(refused) <= len(killed) / 2
            assert sorted(article.name for article in client.articles.list(page_size=1000)) == sorted(stored)
            assert client.parse("The harbour of Oslo is shut, its master said.").body
    finally:
        server.kill()
