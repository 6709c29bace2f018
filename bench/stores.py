"""Stores to measure: SQLite in a file, PostgreSQL in a database of its own, empty or full of generated articles."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench import generated, vocabulary
from bench.generated import SEED, article_count, generated_articles
from bench.own_postgres import get_server
from bench.running import dateline_server
from bench.vocabulary import Vocabulary
from dateline_server import storage
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

KINDS = ("sqlite", "postgresql")
_BATCH = 256
_KEPT = Path(__file__).parents[1] / "build" / "bench"
_DISK = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class Filling:
    """How many articles were stored and indexed, how large they were, and how long that took."""

    articles: int
    article_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FullStore:
    """A store of generated articles, all indexed, behind a server at `address`."""

    kind: str
    url: str
    address: str
    filling: Filling
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
    """A store of BENCH_ARTICLES articles (100,000), and a server over it; the figures only read it.

    It is filled once and kept below build/bench, unless it is in the database that DATELINE_TEST_POSTGRES names.
    """
    with _filled(kind) as (url, filling), dateline_server(url) as server:
        yield FullStore(kind, url, server.address, filling, _disk_bytes(kind, url), Vocabulary(SEED))


@contextmanager
def _filled(kind: str) -> Iterator[tuple[str, Filling]]:
    if kind == "postgresql" and "DATELINE_TEST_POSTGRES" in os.environ:
        with empty_store(kind) as url:
            yield url, _fill(url)
        return
    folder = _KEPT / f"{kind}-{article_count()}-{_recipe(kind)}"
    facts = folder / "filling.json"
    if not facts.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with _store_in(kind, folder) as url:
        if facts.exists():
            print(f"  kept in {folder}", file=sys.stderr, flush=True)
            yield url, Filling(**json.loads(facts.read_text()))
        else:
            filling = _fill(url)
            facts.write_text(json.dumps(asdict(filling)))
            yield url, filling


def _recipe(kind: str) -> str:
    """Digest of what a filled store follows from: the seed, how articles are made, and the schema."""
    migrations = Path(storage.__file__).parent / kind.removesuffix("ql") / "migrations"
    files = [Path(generated.__file__), Path(vocabulary.__file__), *sorted(migrations.glob("*.sql"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextmanager
def _store_in(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield str(folder / "bench.db")
        return
    server = get_server(folder / "postgres")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _fill(url: str) -> Filling:
    number, size, seconds = article_count(), 0, 0.0
    articles = generated_articles(number)
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
    return Filling(number, size, seconds)


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
