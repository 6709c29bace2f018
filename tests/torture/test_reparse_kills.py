"""Servers are killed while they read articles again: another goes on, every article is read once, and none is left out.

The servers are real but for their reading: see quick_server.py.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from postgres_server import make_schema
from reparsing import NEW, fill, labels, read_changes, serving, wait_for

from dateline import Client
from dateline.operations import Operation
from dateline.v1.change_service_pb2 import Change
from dateline.v1.reparse_pb2 import ReparseMetadata
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

ARTICLES = 640
SECONDS = 0.02  # a document
KILLS = 4

pytestmark = pytest.mark.slow


def require_each_read_once(client: Client, operation: Operation, names: list[str]) -> None:
    """All articles have one revision more, of the new engine, and followers were told of each once."""
    response = operation.result()
    assert (response.total, response.changed) == (len(names), len(names))
    assert (response.unchanged, response.skipped, response.failed) == (0, 0, 0)
    changes = read_changes(client, operation.progress.start_cursor)
    assert [change.kind for change in changes] == [Change.UPDATED] * len(names)
    assert sorted(change.name for change in changes) == sorted(names)
    assert {change.article.revision for change in changes} == {2}
    assert labels([change.article for change in changes]) == {NEW}
    assert labels(list(client.articles.batch_get(names))) == {NEW}


def test_a_server_that_is_killed_goes_on_where_it_was_and_so_does_who_waits(store_url: str, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    names = fill(store_url, tmp_path, ARTICLES)
    with serving(store_url, tmp_path, seconds=SECONDS) as (address, server), Client(address) as client:
        name = client.articles.reparse().name
        with ThreadPoolExecutor(1) as waiting:
            waited = waiting.submit(client.operations.wait, name, timeout=240)
            done = 0
            for _ in range(KILLS):
                done = wait_for(client, name, done + 1).progress.done
                time.sleep(chance.uniform(0, 1.2))
                server.again()
            assert done < ARTICLES, "it was done before it was killed often enough"
            require_each_read_once(client, waited.result(), names)
    with open_existing(store_url) as parts:
        assert check_store(parts.database, parts.upkeep, full=True).faults == []


def test_of_two_servers_one_works_and_the_other_takes_over(postgres_url: str, tmp_path: Path) -> None:
    with make_schema(postgres_url) as url:
        names = fill(url, tmp_path, ARTICLES)
        with serving(url, tmp_path, seconds=SECONDS) as (first, worker), Client(first) as asked:
            name = asked.articles.reparse().name
            wait_for(asked, name, 1)
            with serving(url, tmp_path, seconds=SECONDS) as (second, _), Client(second) as other:
                before = wait_for(other, name, 64).progress.done
                assert before < ARTICLES
                worker.end()
                operation = other.operations.wait(name, timeout=120)
                require_each_read_once(other, operation, names)


def test_one_that_is_cancelled_at_another_server_ends_and_can_go_on(postgres_url: str, tmp_path: Path) -> None:
    with make_schema(postgres_url) as url:
        names = fill(url, tmp_path, ARTICLES)
        with (
            serving(url, tmp_path, seconds=SECONDS) as (first, _),
            serving(url, tmp_path, seconds=SECONDS) as (second, _),
            Client(first) as asked,
            Client(second) as other,
        ):
            name = asked.articles.reparse().name
            wait_for(asked, name, 1)
            other.operations.cancel(name)
            cancelled = asked.operations.get(name)
            assert cancelled.done
            assert cancelled.progress.state == ReparseMetadata.CANCELLED
            done = cancelled.progress.done
            assert 0 < done < ARTICLES
            again = other.operations.wait(other.articles.reparse().name, timeout=120)
            assert again.result().changed == ARTICLES - done
            assert asked.operations.get(name).progress.done == done
            changes = read_changes(asked, cancelled.progress.start_cursor)
            assert sorted(change.name for change in changes) == sorted(names)
