"""Whenever processes that write and index are killed, the store is sound, and goes on where it stood."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.inspecting import inspect
from dateline_server.storage.upkeep.opening import open_existing
from dateline_server.storage.upkeep.reindexing import catch_up, reindex

pytestmark = pytest.mark.slow

# Writes, edits, deletes and brings back articles without end, has the index catch up in small batches now and then, and
# prints the name and revision of each that is acknowledged.
WRITE = """
import itertools, random, sys
from contextlib import suppress
from contract.articles import build_article
from dateline.v1.article_pb2 import Article
from dateline_server.errors import NotFound
from dateline_server.storage import indexing
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

indexing._BATCH = 8
store, chance = open_store(sys.argv[1], busy_seconds=60), random.Random(sys.argv[2])
for turn in itertools.count():
    batch = []
    for number in chance.sample(range(200), 5):
        draft = build_article(document_id=str(number), body=f"Report {number} of {sys.argv[2]}, turn {turn}.")
        minister = draft.actor("Ada", also=[f"Ada {number}"], role=("minister", "Ministry", "KEN"))
        draft.event(agents=[draft.country("KEN", "Kenya")], recipients=[minister])
        draft.quote("It rained.", minister)
        batch.append(draft.article)
    for stored in store.ingest(batch):
        print(stored.name, stored.revision, flush=True)
    if turn % 3 == 0:
        with suppress(NotFound):  # another writer was first
            store.delete_article(stored.name)
            back = Article.FromString(store.undelete_article(stored.name))
            print(back.name, back.revision, flush=True)
    if turn % 4 == 0:
        store.list_events(ListQuery(page_size=1))
"""


def start(url: str, seed: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, url, seed],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def kill(child: "subprocess.Popen[str]") -> dict[str, int]:
    """The latest revision of each article that it had acknowledged."""
    child.send_signal(signal.SIGKILL)
    assert child.stdout is not None
    assert child.stderr is not None
    # `communicate` would leave out what the first line was read with, and begin within a line.
    out, err = child.stdout.read(), child.stderr.read()
    child.wait(30)
    assert not err, err
    whole, _, _ = out.rpartition("\n")  # a kill can come in the middle of a line: `7` is left of revision 71
    return {name: int(revision) for name, revision in (line.split() for line in whole.splitlines())}


@pytest.mark.parametrize("writers", [1, 2])
def test_a_kill_leaves_a_sound_store(store_url: str, writers: int) -> None:
    open_store(store_url).close()
    chance = random.Random(writers)
    behind = 0
    for turn in range(5):
        children = [start(store_url, f"{turn}-{writer}") for writer in range(writers)]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline(), child.communicate()[1]
        time.sleep(chance.uniform(0.05, 1.0))
        acknowledged = [kill(child) for child in children]
        with open_existing(store_url) as parts:
            assert check_store(parts.database, parts.upkeep, full=True).faults == []
            behind += inspect(parts.database, parts.upkeep).behind > 0
            catch_up(parts.database, parts.words)
            report = check_store(parts.database, parts.upkeep, full=True)
            assert (report.faults, report.behind) == ([], 0)
        store = open_store(store_url)
        for names in acknowledged:
            for name, revision in names.items():
                assert store.latest_revision(name) >= revision
        changes, after = [], 0
        while batch := store.read_changes(after, 500):
            changes += [change.seq for change in batch]
            after = changes[-1]
        assert changes == list(range(1, store.last_change() + 1))
        store.close()
    assert behind, "no kill came while the index was behind"


def test_a_kill_while_the_index_is_derived_anew_is_made_good_by_the_next_reader(store_url: str) -> None:
    child = start(store_url, "fill")
    assert child.stdout is not None
    for _ in range(300):
        child.stdout.readline()
    kill(child)
    with open_existing(store_url) as parts:
        reindex(parts.database, parts.words, parts.upkeep)
        report = check_store(parts.database, parts.upkeep, full=True)
    chance = random.Random(5)
    for _ in range(4):
        command = [sys.executable, "-m", "dateline_server.commands.store", "reindex", "--store", store_url]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.3, 1.2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with open_existing(store_url) as parts:
            assert check_store(parts.database, parts.upkeep, full=True).faults == []
        store = open_store(store_url)
        assert len(store.list_articles(ListQuery(page_size=1000)).items) == report.articles
        store.close()
