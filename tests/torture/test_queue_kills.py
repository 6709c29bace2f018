"""Servers are killed and renewed while documents are handed in and read: what was taken is stored, each document once.

The servers are real but for their reading: see quick_server.py.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from postgres_server import make_schema
from reparsing import NEW, read_changes, serving, wait_for

from dateline import Client
from dateline.operations import Operation
from dateline.v1.change_service_pb2 import Change
from dateline.v1.document_pb2 import Document
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

DOCUMENTS = 1_200
SECONDS = 0.02  # a document
KILLS = 6

pytestmark = pytest.mark.slow


def notices() -> list[Document]:
    return [Document(id=str(n), source="Ferry Post", text=f"Notice {n} of the ferries.") for n in range(DOCUMENTS)]


def require_each_once(client: Client, operation: Operation) -> None:
    """Every document is one article in its first revision, and followers were told of each once."""
    progress = operation.progress
    assert operation.error is None
    assert (progress.total, progress.done, progress.failed) == (DOCUMENTS, DOCUMENTS, 0)
    assert progress.created == DOCUMENTS  # type: ignore[union-attr]
    changes = read_changes(client, progress.start_cursor)
    assert [change.kind for change in changes] == [Change.CREATED] * DOCUMENTS
    assert sorted(int(change.article.document_id) for change in changes) == list(range(DOCUMENTS))
    assert client.server_info().queue.documents == 0


def test_a_server_that_is_killed_or_renewed_goes_on_with_what_was_handed_in(store_url: str, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with serving(store_url, tmp_path, NEW, SECONDS) as (address, server), Client(address) as client:
        # Handing in goes on over the kills too: a message is sent again under its id.
        first = client.articles.queue([], more=True)
        with ThreadPoolExecutor(2) as others:
            handed_in = others.submit(client.articles.queue, notices(), operation=first.name, patience=None)
            waited = others.submit(client.operations.wait, first.name, patience=None, timeout=400)
            done = 0
            for _ in range(KILLS):
                done = wait_for(client, first.name, done + 1).progress.done
                time.sleep(chance.uniform(0, 1.2))
                if chance.random() < 0.5:
                    server.again()
                else:
                    server.renew()
            assert done < DOCUMENTS, "it was done before it was killed often enough"
            assert handed_in.result().name == first.name
            require_each_once(client, waited.result())
    with open_existing(store_url) as parts:
        assert check_store(parts.database, parts.upkeep, full=True).faults == []


def test_three_servers_share_a_queue_while_they_are_killed(postgres_url: str, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with make_schema(postgres_url) as url, ExitStack() as stack:
        servers = [stack.enter_context(serving(url, tmp_path, NEW, SECONDS)) for _ in range(3)]
        with Client([address for address, _ in servers]) as client:
            name = client.articles.queue(notices()).name
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.2, 1.0))
                chance.choice(servers)[1].again()
            require_each_once(client, client.operations.wait(name, patience=None, timeout=400))
        with open_existing(url) as parts:
            assert check_store(parts.database, parts.upkeep, full=True).faults == []
