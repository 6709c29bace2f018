"""Followers who come from far back are told every change once and in order, though the process that reads for them is killed."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from contract.articles import build_article
from running_server import RunningServer, eventually

from dateline import Client
from dateline_server.storage.opening import open_store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only there the log is read in a process of its own"),
]
_CHANGES = 40_000  # the process starts where 16,384 are missing
_FOLLOWERS = 6


def test_none_misses_a_change(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(str(path))
    for start in range(0, _CHANGES, 1_000):
        store.ingest(
            [
                build_article(document_id=str(number), body=f"Report {number}.").article
                for number in range(start, start + 1_000)
            ]
        )
    assert store.last_change() == _CHANGES
    store.close()
    server = RunningServer(tmp_path)
    killed = threading.Event()
    told: list[list[tuple[int, str]]] = [[] for _ in range(_FOLLOWERS)]

    def follow(number: int) -> None:
        with Client(server.address) as client:
            for change in client.follow(once=True, full=True):
                told[number].append((change.sequence, change.article.document_id))
                if change.sequence % 128 == 0 and not killed.is_set():
                    time.sleep(0.02)  # so that they are not at the end before the process has begun

    followers = [threading.Thread(target=follow, args=(number,)) for number in range(_FOLLOWERS)]
    try:
        for follower in followers:
            follower.start()
        process = eventually(lambda: find_log_process(server.process.pid))
        os.kill(process, signal.SIGBUS)  # as where a page of the file cannot be read
        killed.set()
        for follower in followers:
            follower.join()
        assert server.lines("the log process was lost; the server reads the log itself for a while")
    finally:
        server.stop()
    everything = [(number + 1, str(number)) for number in range(_CHANGES)]
    assert all(one == everything for one in told)


def find_log_process(server: int) -> int | None:
    """Once it reads."""
    for children in Path(f"/proc/{server}/task").glob("*/children"):
        for child in children.read_text().split():
            with suppress(OSError):  # it has ended
                of_child = Path("/proc") / child
                if (
                    "log_process" in (of_child / "cmdline").read_text()
                    and "/store.db\n" in (of_child / "maps").read_text()
                ):
                    return int(child)
    return None
