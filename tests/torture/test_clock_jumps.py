"""The clock of a server is put forward and back by an hour under load: nothing is lost, told twice, or waits for that hour.

The server is real but for its reading and its clock: see quick_server.py.
"""

import os
from pathlib import Path

import pytest
from reparsing import NEW, read_changes, serving, wait_for
from victims import wait_until_it_answers
from writers import Editor

from dateline import Client
from dateline.v1.change_service_pb2 import Change
from dateline.v1.document_pb2 import Document
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

DOCUMENTS = 600
SECONDS = 0.02  # a document
BETWEEN = 60  # documents
HOURS_AHEAD = (1, -1, 0, 1)
PATIENCE = 60  # seconds, of which most are not needed

pytestmark = pytest.mark.slow


def put(clock: Path, hours: int) -> None:
    """Put the clock so many hours ahead, at once."""
    other = clock.with_suffix(".new")
    other.write_text(str(hours))
    os.replace(other, clock)


def test_all_that_was_taken_in_is_stored_once(store_url: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    put(clock, 0)
    notices = [Document(id=str(n), source="Ferry Post", text=f"Notice {n} of the ferries.") for n in range(DOCUMENTS)]
    with serving(store_url, tmp_path, NEW, SECONDS, clock) as (address, server), Client(address) as client:
        editor = Editor(address, "Coast Wire")
        editor.start()
        operation = client.articles.queue(notices)
        done = 0
        for hours in HOURS_AHEAD:
            done = wait_for(client, operation.name, done + BETWEEN).progress.done
            put(clock, hours)
        # It dies while it is ahead, with documents in its hands, and finds the clock put right when it starts again.
        done = wait_for(client, operation.name, done + BETWEEN).progress.done
        server.end()
        put(clock, 0)
        server.begin()
        wait_until_it_answers(address)
        assert done < DOCUMENTS, "it was done before the clock went back"
        ended = client.operations.wait(operation.name, patience=None, timeout=PATIENCE)
        editor.stopping.set()
        editor.join(PATIENCE)
        assert editor.failure is None, editor.failure
        assert ended.error is None
        progress = ended.progress
        assert (progress.total, progress.done, progress.created) == (DOCUMENTS,) * 3  # type: ignore[union-attr]
        changes = read_changes(client, operation.progress.start_cursor)
        queued = [change for change in changes if change.article.source == "Ferry Post"]
        assert [change.kind for change in queued] == [Change.CREATED] * DOCUMENTS
        assert sorted(int(change.article.document_id) for change in queued) == list(range(DOCUMENTS))
        assert editor.acknowledged
        for (name, revision), text in editor.acknowledged.items():
            assert client.articles.get_revision(name, revision).body == text
    with open_existing(store_url) as parts:
        assert check_store(parts.database, parts.upkeep, full=True).faults == []
