"""Server and follower are killed a hundred times each under load: nothing acknowledged is lost, nothing told twice.

The server is real but for its reading: see quick_server.py. Both are ended with SIGKILL, as a power cut would.
"""

import json
import random
import threading
import time
from pathlib import Path

import pytest
from follower import entry
from victims import HERE, QUICK_SERVER, Victim, free_address, wait_until_it_answers
from writers import Editor, Remover

from dateline import Client

SERVER_KILLS = 100
FOLLOWER_KILLS = 100
PATIENCE = 60  # seconds for which a follower may tell nothing
LONGEST_LIFE = 1.5  # seconds from the moment on that kill_server waits for

pytestmark = pytest.mark.slow


def wait_until_all_have_written(writers: "list[Editor | Remover]") -> None:
    before = [writer.done for writer in writers]
    end = time.monotonic() + 20
    while time.monotonic() < end and any(
        writer.done == done and writer.failure is None for writer, done in zip(writers, before, strict=True)
    ):
        time.sleep(0.01)


def kill_server(server: Victim, address: str, chance: random.Random, writers: "list[Editor | Remover]") -> None:
    """Every other time in the middle of the writing, else at any moment from the first answer on."""
    for number in range(SERVER_KILLS):
        wait_until_it_answers(address)
        if number % 2 == 0:
            wait_until_all_have_written(writers)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        server.again()
    wait_until_it_answers(address)


def kill_follower(follower: Victim, chance: random.Random) -> None:
    for _ in range(FOLLOWER_KILLS):
        time.sleep(chance.uniform(0.5, 3))
        follower.again()


def test_kills_lose_nothing_and_repeat_nothing(store_url: str, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    address, journal = free_address(), tmp_path / "journal"
    server = Victim(tmp_path / "server.log", QUICK_SERVER, address, store_url)
    follower = Victim(
        tmp_path / "follower.log", str(HERE / "follower.py"), address, str(tmp_path / "checkpoint"), str(journal)
    )
    writers = [Editor(address, "Harbour Gazette"), Editor(address, "Coast Wire"), Remover(address, "Night Post")]
    try:
        wait_until_it_answers(address)
        killers = [
            threading.Thread(target=kill_server, args=(server, address, random.Random(seed), writers)),
            threading.Thread(target=kill_follower, args=(follower, random.Random(seed + 1))),
        ]
        for thread in (*writers, *killers):
            thread.start()
        for killer in killers:
            killer.join()
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(120)
            assert writer.failure is None, writer.failure
        with Client(address) as client:
            require_all_writes(client, writers)
            require_same_history(client, journal)
    finally:
        follower.end()
        server.end()


def require_all_writes(client: Client, writers: "list[Editor | Remover]") -> None:
    """Every acknowledged revision is there as it was written, and there is no other."""
    for writer in writers:
        if isinstance(writer, Remover):
            assert client.articles.get(writer.name_of_article).revision == writer.revision > 1
            continue
        acknowledged = sorted(writer.acknowledged.items())
        latest = dict(sorted(writer.acknowledged))
        print(f"{writer.name}: {len(writer.acknowledged)} revisions")
        for name, last in latest.items():
            kept = [article.revision for article in client.articles.list_revisions(name, page_size=1000)]
            assert kept == list(range(last, 0, -1))
        for (name, revision), text in random.sample(acknowledged, min(len(acknowledged), 200)):
            assert client.articles.get_revision(name, revision).body == text


def require_same_history(client: Client, journal: Path) -> None:
    """The follower was told every change once, in order, and what it made of them is what the store holds."""
    history = [entry(change) for change in client.follow(once=True)]
    told = wait_until_all_is_told(journal, len(history))
    print(f"{len(history)} changes")
    assert [line["sequence"] for line in told] == [str(number) for number in range(1, len(history) + 1)]
    assert told == history
    state: dict[str, str] = {}
    for line in told:
        if line["kind"] == "DELETED":
            del state[line["name"]]
        else:
            assert (line["kind"] == "CREATED") == (line["name"] not in state)
            state[line["name"]] = line["etag"]
    assert state == {article.name: article.etag for article in client.articles.list(page_size=1000)}


def wait_until_all_is_told(journal: Path, number: int) -> list[dict[str, str]]:
    """The lines of the journal, once there are so many; a follower that is behind is waited for while it goes on."""
    told, moved = whole_lines(journal), time.monotonic()
    while len(told) < number and time.monotonic() - moved < PATIENCE:
        time.sleep(0.5)
        before, told = len(told), whole_lines(journal)
        moved = time.monotonic() if len(told) > before else moved
    return told


def whole_lines(journal: Path) -> list[dict[str, str]]:
    """The journal so far, left alone: the follower is at work on it."""
    return [json.loads(line) for line in journal.read_text().split("\n")[:-1]]
