"""However many articles there are, the memory that a file of them takes stays what it was."""

import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from contract.articles import build_article
from running_server import RunningServer

from dateline import Client
from dateline.exports import Format, Resource
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.knowledge.ontology import event_type
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
ARTICLES = 100_000
MIB = 1024 * 1024


def small_articles() -> Iterator[Article]:
    for number in range(ARTICLES):
        built = build_article(
            body=f"Ferry number {number} ran aground off the northern skerries, and its pilot was questioned.",
            document_id=str(number),
            published=f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
        )
        pilot = built.actor(f"Pilot {number % 500}", country="NOR")
        built.event("CONSULT", [pilot], status=Event.CLAIMED)
        built.event("COERCE", recipients=[pilot])
        for event in built.article.events:
            event.cameo_code = event_type(event.type).cameo_code
        yield built.article


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("large")
    store = open_store(str(folder / "store.db"))
    articles = small_articles()
    while batch := list(islice(articles, 500)):
        store.ingest(batch)
    store.list_articles(ListQuery(page_size=1))
    store.close()
    running = RunningServer(folder, "--workers", "1")
    yield running
    running.kill()


def resident(pid: str) -> int:
    """Bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def memory(server: RunningServer) -> int:
    """Bytes of the server and of the process that writes the file for it."""
    pid = str(server.process.pid)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    writing = [child for child in children if "export_process" in Path(f"/proc/{child}/cmdline").read_text()]
    return sum(map(resident, [pid, *writing]))


@pytest.mark.parametrize(
    ("resource", "format", "records"),
    [
        ("articles", "jsonl", ARTICLES),
        ("events", "csv", 2 * ARTICLES),
        ("events", "parquet", 2 * ARTICLES),
        ("events", "gdelt", ARTICLES),  # only what has occurred
    ],
)
def test_memory_does_not_grow_with_what_is_written(
    large: RunningServer, resource: Resource, format: Format, records: int
) -> None:
    measured = []
    written = 0
    with Client(large.address) as client, closing(client.export(resource, format)) as pieces:
        for piece in pieces:
            written += piece.record_count
            if written < records:  # the writing process may be gone behind the last piece
                measured.append(memory(large))
    assert written == records
    early, late = max(measured[: len(measured) // 5]), max(measured[len(measured) // 5 :])
    print(f"{format}: {early / MIB:.0f} MiB in the first fifth, {late / MIB:.0f} MiB in the rest")
    assert late - early < 12 * MIB
