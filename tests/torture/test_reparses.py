"""While a server reads articles again it answers, people edit and correct, and it can be stopped or given up.

The servers are real but for their reading: see quick_server.py.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reparsing import NEW, fill, labels, serving, wait_for

from dateline import Client, InvalidFilter
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event
from dateline_server.storage.opening import open_store

ARTICLES = 96  # three batches


def test_edits_and_corrections_made_meanwhile_stand(store_url: str, tmp_path: Path) -> None:
    names = fill(store_url, tmp_path, ARTICLES)
    with serving(store_url, tmp_path, seconds=0.02) as (address, _), Client(address) as client:
        name = client.articles.reparse().name
        for number in range(0, ARTICLES, 8):
            edited = Document(id=str(number), source="Harbour Gazette", text=f"Edited {number}.")
            assert client.ingest(edited).name == names[number]
            key = client.articles.get(names[number + 1]).events[0].key
            client.events.correct(names[number + 1], key, Event(status=Event.PLANNED), ["status"])
        response = client.operations.wait(name, timeout=60).result()
        assert response.failed == 0
        articles = client.articles.batch_get(names)
        assert labels(list(articles)) == {NEW}
        for number, article in enumerate(articles):
            assert article.body == (f"Edited {number}." if number % 8 == 0 else f"Report {number} of the harbour.")
            assert (article.events[0].status == Event.PLANNED) == (number % 8 == 1)
            # An edit that came first has been read by the engine of now.
            assert article.revision in {0: (2, 3), 1: (3,)}.get(number % 8, (2,))
        # Nothing is left that the old engine has read.
        assert client.operations.wait(client.articles.reparse().name).result().total == 0


def test_a_server_that_is_stopped_gives_the_operation_back(store_url: str, tmp_path: Path) -> None:
    fill(store_url, tmp_path, ARTICLES)
    with serving(store_url, tmp_path, seconds=0.02) as (address, server), Client(address) as client:
        name = client.articles.reparse().name
        wait_for(client, name, 1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
    store = open_store(store_url)
    assert store.reparses.claim("the next one", NEW) is not None
    store.close()


def test_a_server_with_another_engine_leaves_it_to_one_that_has_it(store_url: str, tmp_path: Path) -> None:
    names = fill(store_url, tmp_path, ARTICLES)
    with serving(store_url, tmp_path, engine="other") as (address, _), Client(address) as client:
        with serving(store_url, tmp_path, engine=NEW) as (second, _), Client(second) as other:
            assert other.operations.wait(other.articles.reparse().name, timeout=60).result().changed == ARTICLES
        assert labels(list(client.articles.batch_get(names))) == {NEW}


def test_a_filter_that_cannot_be_read_is_refused(store_url: str, tmp_path: Path) -> None:
    with serving(store_url, tmp_path) as (address, _), Client(address) as client:
        with pytest.raises(InvalidFilter) as refused:
            client.articles.reparse("colour = red")
        assert refused.value.position == 0
        assert client.operations.list().take(1) == []


def test_interrupting_who_waits_ends_the_waiting_alone(store_url: str, tmp_path: Path) -> None:
    fill(store_url, tmp_path, ARTICLES)
    with serving(store_url, tmp_path, seconds=0.05) as (address, _), Client(address) as client:
        command = [str(Path(sys.executable).with_name("dateline")), "reparse", "--server", address]
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while not (found := client.operations.list().take(1)) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(1)  # it waits by now, on a busy machine too
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
        assert (waiting.returncode, out) == (130, "")
        assert f"dateline operations wait {found[0].name}" in err
        assert f"dateline operations cancel {found[0].name}" in err
        assert client.operations.wait(found[0].name, timeout=60).result().changed == ARTICLES
