"""Several processes behind one port: calls go on when one of them dies, and all end in order."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from running_server import RunningServer, start_and_fail

from dateline import Client
from dateline.documents import make_document

TEXT = "Ferrymen in Piraeus went on strike on Monday."


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Two processes, and two again after each test."""
    running = RunningServer(tmp_path_factory.mktemp("group"), "--processes", "2")
    yield running
    running.stop()


def processes(server: RunningServer) -> list[int]:
    """Process ids of those that answer calls, children of the supervisor."""
    path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def fresh(server: RunningServer) -> Client:
    """A client on a connection of its own, which the kernel gives to one process or the other."""
    return Client(server.address, options=[("grpc.use_local_subchannel_pool", 1)])


def peers(server: RunningServer) -> set[str]:
    """The connections over which it has been called."""
    return {line["peer"] for line in server.lines("call")}


def test_both_answer_with_what_either_has_stored(group: RunningServer) -> None:
    with fresh(group) as client:
        [stored] = client.ingest_many([make_document(TEXT)])
    before = peers(group)
    for _ in range(12):
        with fresh(group) as client:
            assert client.articles.get(stored.name).body == TEXT
    deadline = time.monotonic() + 30
    while len(peers(group) - before) < 12:
        assert time.monotonic() < deadline
        time.sleep(0.05)  # log lines are written a moment later


def test_one_that_dies_is_replaced_and_calls_go_on(group: RunningServer) -> None:
    first, second = processes(group)
    ready = len(group.lines("ready"))
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 90
    while len(group.lines("ready")) == ready:
        assert time.monotonic() < deadline
        with fresh(group) as client:
            assert client.health() in ("SERVING", "NOT_SERVING")
        time.sleep(0.2)  # what takes its place needs a processor too
    now = processes(group)
    assert second in now
    assert first not in now
    assert len(now) == 2
    assert group.lines("process lost")


def test_a_signal_ends_all_in_order(tmp_path: Path) -> None:
    group = RunningServer(tmp_path, "--processes", "2")
    assert group.stop() == 0
    assert len(group.lines("stopped")) == 2
    with socket.socket() as probe:
        host, _, port = group.address.rpartition(":")
        probe.bind((host, int(port)))


def test_what_stands_in_the_way_of_one_is_said_and_ends_all(tmp_path: Path) -> None:
    ended = start_and_fail(tmp_path, "--processes", "2", "--model", "no_such_model")
    assert ended.returncode == 5
    assert "no_such_model" in ended.stderr
    assert ended.stdout == ""


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = start_and_fail(tmp_path, "--processes", "2", "--listen", address)
    assert ended.returncode == 5
    assert f"Cannot listen on {address}" in ended.stderr


def test_a_second_server_does_not_share_the_port(group: RunningServer, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for options in ([], ["--processes", "2"]):
        ended = start_and_fail(other, *options, "--listen", group.address)
        assert ended.returncode == 5
        assert f"Cannot listen on {group.address}" in ended.stderr
    with grpc.insecure_channel(group.address) as channel:
        grpc.channel_ready_future(channel).result(10)
