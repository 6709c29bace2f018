"""What was acknowledged is there: after a kill, on a full disk, with several writers."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from contract.articles import build_article

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.event_pb2 import EventRecord
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery, SearchQuery, Store

# Ingests without end, or until the store refuses, and prints each name once it is acknowledged.
INGEST = """
import sys
from contract.articles import build_article
from dateline_server.errors import StoreUnavailable
from dateline_server.storage.opening import open_store

store, number = open_store(sys.argv[1]), 0
try:
    while True:
        batch = []
        for _ in range(3):
            number += 1
            draft = build_article(document_id=f"{sys.argv[2]}-{number}", body=f"Report {number}. " * 300)
            draft.event(agents=[draft.country("KEN", "Kenya")])
            batch.append(draft.article)
        for stored in store.ingest(batch):
            print(stored.name, flush=True)
except StoreUnavailable as error:
    print("refused:", error.message, flush=True)
"""

# The same process reads and writes on.
WAIT_FOR_ROOM = """except StoreUnavailable as error:
    print("refused", flush=True)
    assert store.get_article(stored.name)
    sys.stdin.readline()
    for result in store.ingest(batch):
        print(result.name, flush=True)
    store.close()
    sys.exit()
except ValueError as error:"""


def start_ingest(path: Path, writer: str, code: str = INGEST, **options: Any) -> "subprocess.Popen[str]":
    tests = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tests), *sys.path])}
    command = [sys.executable, "-c", code, str(path), writer]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, **options)


def check_all_there(store: Store, acknowledged: list[str]) -> None:
    """Every acknowledged article is there, and each with its event, actor and words."""
    assert len(set(acknowledged)) == len(acknowledged)
    articles = [Article.FromString(item) for item in store.get_articles(acknowledged)]
    assert all(article.revision == 1 for article in articles)
    listed, token = [], ""
    while True:
        page = store.list_events(ListQuery(filter="agent.country = KEN", page_size=1000, page_token=token))
        listed += [EventRecord.FromString(item).article for item in page.items]
        if not (token := page.next_page_token):
            break
    assert set(acknowledged) <= set(listed)
    stored = len(store.list_articles(ListQuery(page_size=1000)).items)
    assert len(store.search_articles(SearchQuery("report", page_size=1000)).items) == stored


@pytest.mark.parametrize("acknowledged", [1, 20, 47])
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "store.db"
    child = start_ingest(path, "one")
    assert child.stdout is not None
    names = [child.stdout.readline().strip() for _ in range(acknowledged)]
    time.sleep(0.003 * acknowledged)  # somewhere inside a later batch
    child.send_signal(signal.SIGKILL)
    names += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.wait()
    store = open_store(str(path))
    check_all_there(store, names)
    store.ingest([build_article(body="Life goes on.").article])
    store.close()


def test_nothing_acknowledged_is_lost_when_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    def limit_file_size() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    child = start_ingest(path, "one", preexec_fn=limit_file_size)
    output, _ = child.communicate(timeout=60)
    *names, last = output.splitlines()
    assert last.startswith("refused: The store")
    assert "disk" in last
    assert len(names) > 10
    store = open_store(str(path))
    check_all_there(store, names)
    store.close()


def test_a_store_goes_on_once_the_disk_has_room_again(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    code = INGEST.replace("except StoreUnavailable as error:", WAIT_FOR_ROOM)

    def limit_file_size() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))

    child = start_ingest(path, "one", code=code, stdin=subprocess.PIPE, preexec_fn=limit_file_size)
    assert child.stdout is not None
    lines = iter(child.stdout.readline, "")
    names = [line.strip() for line in takewhile(lambda line: "refused" not in line, lines)]
    assert child.stdin is not None
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    child.stdin.write("there is room\n")
    output, _ = child.communicate(timeout=60)
    again = output.splitlines()
    assert len(again) == 3
    store = open_store(str(path))
    check_all_there(store, names + again)
    store.close()


def test_several_processes_write_to_one_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    children = [start_ingest(path, writer) for writer in ("one", "two")]
    names = []
    for child in children:
        assert child.stdout is not None
        names += [child.stdout.readline().strip() for _ in range(30)]
    for child in children:
        child.kill()
        child.wait()
    store = open_store(str(path))
    check_all_there(store, names)
    store.close()


def test_several_threads_write_and_read_at_once(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    acknowledged: list[str] = []
    problems: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(15):
                draft = build_article(document_id=f"{writer}-{number}", body=f"Report {number} of {writer}.")
                draft.event(agents=[draft.country("KEN", "Kenya")])
                [stored] = store.ingest([draft.article])
                acknowledged.append(stored.name)
                assert Article.FromString(store.get_article(stored.name)).revision == 1
                assert store.list_events(ListQuery(filter="agent.country = KEN")).items
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    check_all_there(store, acknowledged)
    store.close()


def test_a_batch_that_fails_stores_nothing(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    broken = build_article(body="Second.").article
    broken.published_date = "in spring"
    with pytest.raises(ValueError, match="in spring"):
        store.ingest([build_article(body="First.").article, broken])
    assert not store.list_articles(ListQuery()).items
    [stored] = store.ingest([build_article(body="First.").article])
    assert stored.outcome == IngestResult.CREATED
    store.close()
