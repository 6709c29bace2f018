"""What the proofs of reparses share: a store that an old engine read, and servers with a new one that is slow."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from victims import QUICK_SERVER, Victim, free_address, wait_until_it_answers

from dateline import Client, Unavailable
from dateline.operations import Operation
from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change
from dateline.v1.document_pb2 import Document

OLD, NEW = "old", "new"


@contextmanager
def serving(
    store_url: str, folder: Path, engine: str = NEW, seconds: float = 0, clock: Path | None = None
) -> "Iterator[tuple[str, Victim]]":
    """The address of a server whose engine takes so many seconds a document in the background, and its process.

    `clock` is a file that says by how many hours its clock is ahead.
    """
    address = free_address()
    options = [engine, str(seconds), *(["10", str(clock)] if clock else [])]
    server = Victim(folder / f"{address}.log", QUICK_SERVER, address, store_url, *options)
    try:
        wait_until_it_answers(address)
        yield address, server
    finally:
        server.end()


def fill(store_url: str, folder: Path, count: int) -> list[str]:
    """The names of so many articles that the old engine has read."""
    documents = [
        Document(id=str(n), source="Harbour Gazette", text=f"Report {n} of the harbour.") for n in range(count)
    ]
    with serving(store_url, folder, OLD) as (address, _), Client(address) as client:
        return [result.name for result in client.ingest_many(documents)]  # type: ignore[union-attr]


def wait_for(client: Client, name: str, done: int, seconds: float = 60) -> Operation:
    """The operation once it has done so many; a server that is away for the moment is waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            operation = client.operations.get(name)
        except Unavailable:
            continue
        if operation.done or operation.progress.done >= done:
            return operation
        time.sleep(0.02)
    raise AssertionError(f"{name} does not come as far as {done}")


def read_changes(client: Client, cursor: str) -> list[Change]:
    """Every change after the cursor."""
    return list(client.follow(cursor=cursor, full=True, include_before=True, once=True))


def labels(articles: "list[Article]") -> set[str]:
    """The engines by which the events of the articles were read."""
    return {event.label for article in articles for event in article.events}
