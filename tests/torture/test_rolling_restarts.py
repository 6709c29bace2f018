"""Servers are restarted one after another under load: no call of a client that tries again is lost, nor any change.

The servers are real but for their reading (see quick_server.py), and in one test wholly so. Each is asked to end as an
operator would, by SIGTERM.
"""

import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from callers import AsyncReader, Caller, Follower, PatientReader, Reader, Streamer, Writer
from postgres_server import make_schema
from victims import QUICK_SERVER, Victim, free_address

from dateline import Client

SECONDS_BETWEEN = 0.5


def wait_until_it_serves(log: Path, times: int) -> None:
    """A port that several share does not tell which of them answers; the log of each does."""
    end = time.monotonic() + 60
    while log.read_text().count('"event": "ready"') < times:
        assert time.monotonic() < end, log.read_text()[-3000:]
        time.sleep(0.05)


def wait_for_progress(callers: list[Caller]) -> None:
    """Every one of them has succeeded once more."""
    before = [caller.done for caller in callers]
    end = time.monotonic() + 60
    while any(caller.done == done for caller, done in zip(callers, before, strict=True)):
        for caller in callers:
            assert caller.failure is None, f"{caller.name}: {caller.failure!r}"
        assert time.monotonic() < end, [caller.name for caller in callers]
        time.sleep(0.02)


def quick(address: str, url: str, grace: float) -> list[str]:
    return [QUICK_SERVER, address, url, "", "0", str(grace)]


def whole(address: str, url: str) -> list[str]:
    command = ["-m", "dateline_server.commands", "--listen", address, "--store", url]
    return [*command, "--log-format", "json", "--workers", "1"]


def restart_in_turn(commands: dict[str, list[list[str]]], folder: Path, rounds: int) -> None:
    """Restart each so often, one at a time, and look whether all that was promised holds.

    `commands` has by address how each server there is started.
    """
    started = [command for servers in commands.values() for command in servers]
    logs = [folder / f"server-{number}.log" for number in range(len(started))]
    with ExitStack() as stack:
        servers = []
        for log, command in zip(logs, started, strict=True):
            servers.append(Victim(log, *command))
            stack.callback(servers[-1].end)
        for log in logs:
            wait_until_it_serves(log, 1)
        together = ",".join(commands)
        with Client(together) as client:
            client.ingest("Norway and Kenya held talks on the harbour in Oslo on Tuesday.", id="0", source="Coast Wire")
        writer, streamer, follower = Writer(together), Streamer(together), Follower(together)
        readers = [Reader(together), AsyncReader(together), PatientReader(together)]
        callers = [*readers, writer, streamer, follower]
        for caller in callers:
            caller.start()
        for number in range(1, rounds + 1):
            for server, log in zip(servers, logs, strict=True):
                wait_for_progress(callers)
                server.renew()
                wait_until_it_serves(log, number + 1)
                time.sleep(SECONDS_BETWEEN)
        wait_for_progress(callers)
        for caller in callers:
            if caller is not follower:
                caller.stopping.set()
        for caller in callers:
            if caller is not follower:
                caller.join(60)
                assert caller.failure is None, f"{caller.name}: {caller.failure!r}"
        with Client(together) as client:
            require_all(client, writer, streamer, follower)
        print(Counter({caller.name: caller.done for caller in callers}), Counter(follower.breaks))


def require_all(client: Client, writer: Writer, streamer: Streamer, follower: Follower) -> None:
    """Every acknowledged article is there as it was acknowledged, and the follower has been told of everything once."""
    stored = {article.name: article.etag for article in client.articles.list(page_size=1000)}
    for name, text in writer.acknowledged.items():
        assert (name in stored) == (text is not None), name
    bodies = {article.name: article.body for article in client.articles.batch_get(list(stored))}
    assert all(bodies[name] == text for name, text in writer.acknowledged.items() if text is not None)
    latest = dict(sorted(streamer.acknowledged))
    for name, revision in latest.items():
        assert client.articles.get(name).revision == revision
        assert bodies[name] == streamer.acknowledged[name, revision]
    history = list(client.follow(once=True))
    follower.enough = len(history)
    client.ingest("The harbour shuts.", id="last", source="Coast Wire")  # wakes a follower that has everything
    follower.join(60)
    assert not follower.is_alive()
    assert follower.failure is None
    assert [line["sequence"] for line in follower.told][: len(history)] == [str(change.sequence) for change in history]
    state: dict[str, str] = {}
    for line in follower.told[: len(history)]:
        if line["kind"] == "DELETED":
            del state[line["name"]]
        else:
            assert (line["kind"] == "CREATED") == (line["name"] not in state)
            state[line["name"]] = line["etag"]
    assert state == stored


def on_two_ports(url: str, grace: float) -> dict[str, list[list[str]]]:
    return {address: [quick(address, url, grace)] for address in (free_address(), free_address())}


def on_one_port(url: str, grace: float) -> dict[str, list[list[str]]]:
    address = free_address()
    return {address: [quick(address, url, grace)] * 2}


def test_two_servers_on_one_postgresql(postgres_url: str, tmp_path: Path) -> None:
    with make_schema(postgres_url) as url:
        restart_in_turn(on_two_ports(url, grace=1), tmp_path, rounds=1)


def test_two_processes_that_share_a_port_and_a_sqlite_store(tmp_path: Path) -> None:
    restart_in_turn(on_one_port(str(tmp_path / "store.db"), grace=1), tmp_path, rounds=1)


@pytest.mark.slow
@pytest.mark.parametrize("grace", [0.5, 3, 10])
def test_two_servers_on_one_postgresql_again_and_again(postgres_url: str, tmp_path: Path, grace: float) -> None:
    with make_schema(postgres_url) as url:
        restart_in_turn(on_two_ports(url, grace), tmp_path, rounds=6)


@pytest.mark.slow
@pytest.mark.parametrize("grace", [0.5, 3])
def test_two_processes_that_share_a_port_again_and_again(tmp_path: Path, grace: float) -> None:
    restart_in_turn(on_one_port(str(tmp_path / "store.db"), grace), tmp_path, rounds=6)


@pytest.mark.slow
def test_two_whole_servers_with_their_language_models(postgres_url: str, tmp_path: Path) -> None:
    with make_schema(postgres_url) as url:
        commands = {address: [whole(address, url)] for address in (free_address(), free_address())}
        restart_in_turn(commands, tmp_path, rounds=2)
