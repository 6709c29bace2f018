"""Parsed articles stored a second over rows of the same bytes written with a bare executemany, both durable.

Both sides write batches of 32, each a transaction that is on the disk at its end (SQLite: WAL and synchronous=FULL), into
a table that holds a thousand articles already. Whoever goes on writing must bring SQLite's log into the file now and
then: both sides do it once in 512 articles, and its time counts on both. `ingest_commits…` leaves it out on both.

The store is given what a server gives it: articles as bytes, packed and with their digests taken, which the server does
beside the writes, on another thread, while the batch before is written. In the time that counts it looks up what it holds,
numbers changes and keeps revisions. `ingest_with_packing…` counts packing and digests, too. Lists and searches follow when
nobody writes; `ingest_sustained…` counts everything until they have caught up.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from statistics import median

import psycopg

from bench.generated import generated_articles
from bench.stores import KINDS, empty_store, suffix
from dateline.v1.article_pb2 import Article
from dateline_server.storage.arrivals import arrive_read
from dateline_server.storage.keys import identify_article
from dateline_server.storage.opening import open_store
from dateline_server.storage.relational import RelationalStore
from dateline_server.storage.store import ListQuery

_BATCH = 32
_BATCHES = 16
_ROUNDS = 9
_ROUNDS_BEFORE = 2
_FIGURES = (
    "ingest_over_executemany",
    "ingest_commits_over_executemany",
    "ingest_with_packing_over_executemany",
    "ingest_sustained_over_executemany",
)
_Write = Callable[[Sequence[tuple[int, bytes]]], None]


def measure() -> dict[str, float]:
    """The four figures, ratios of rates, for each kind of store."""
    figures: dict[str, float] = {}
    for kind in KINDS:
        figures |= {f"{name}{suffix(kind)}": ratio for name, ratio in zip(_FIGURES, _measure(kind), strict=True)}
    return figures


@dataclass(frozen=True, slots=True)
class _Seconds:
    """How long a round took: its commits, bringing the log into the file, and of the store packing and indexing."""

    commits: float
    folding: float
    packing: float = 0.0
    indexing: float = 0.0


def _measure(kind: str) -> list[float]:
    rounds = _ROUNDS_BEFORE + _ROUNDS
    articles = generated_articles(_BATCH * _BATCHES * rounds)
    ratios = []
    with empty_store(kind) as url, empty_store(kind) if kind == "sqlite" else _same(url) as bare_url:
        store = open_store(url)
        try:
            with _bare(kind, bare_url) as write, _folding(kind, bare_url) as fold_bare, _folding(kind, url) as fold:
                for number in range(rounds):
                    batches = [list(islice(articles, _BATCH)) for _ in range(_BATCHES)]
                    bare = _time_bare(write, fold_bare, batches, number * _BATCH * _BATCHES)
                    ratios.append(_compare(bare, _time_store(store, fold, batches)))
        finally:
            store.close()
    return [median(column) for column in zip(*ratios[_ROUNDS_BEFORE:], strict=True)]


def _compare(bare: _Seconds, ours: _Seconds) -> tuple[float, ...]:
    """The round's share in each of the figures."""
    bare_whole, whole = bare.commits + bare.folding, ours.commits + ours.folding
    return (
        bare_whole / whole,
        bare.commits / ours.commits,
        bare_whole / (whole + ours.packing),
        bare_whole / (whole + ours.packing + ours.indexing),
    )


def _time_store(store: RelationalStore, fold: Callable[[], None], batches: Sequence[Sequence[Article]]) -> _Seconds:
    read = [
        [(article.SerializeToString(), identify_article(article), article) for article in batch] for batch in batches
    ]
    started = time.perf_counter()
    ready = [
        [arrive_read(serialized, identity, article.body, 0, store.pack) for serialized, identity, article in batch]
        for batch in read
    ]
    packed = time.perf_counter()
    for arrivals in ready:
        store.take_in(arrivals)
    written = time.perf_counter()
    fold()
    folded = time.perf_counter()
    store.list_articles(ListQuery(page_size=1))  # returns when everything is indexed
    fold()
    indexed = time.perf_counter()
    return _Seconds(written - packed, folded - written, packed - started, indexed - folded)


def _time_bare(write: _Write, fold: Callable[[], None], batches: Sequence[Sequence[Article]], first: int) -> _Seconds:
    rows = [
        [(first + number * _BATCH + at, article.SerializeToString()) for at, article in enumerate(batch)]
        for number, batch in enumerate(batches)
    ]
    started = time.perf_counter()
    for batch in rows:
        write(batch)
    written = time.perf_counter()
    fold()
    return _Seconds(written - started, time.perf_counter() - written)


@contextmanager
def _folding(kind: str, url: str) -> Iterator[Callable[[], None]]:
    """Brings SQLite's log into the file; PostgreSQL does that by itself, in a process of its own."""
    if kind != "sqlite":
        yield lambda: None
        return
    connection = sqlite3.connect(url, isolation_level=None)
    try:
        yield lambda: connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    finally:
        connection.close()


@contextmanager
def _same(url: str) -> Iterator[str]:
    yield url


@contextmanager
def _bare(kind: str, url: str) -> Iterator[_Write]:
    if kind == "sqlite":
        connection = sqlite3.connect(url, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB)")

        def write(rows: Sequence[tuple[int, bytes]]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)
            connection.execute("COMMIT")

        try:
            yield write
        finally:
            connection.close()
        return
    with psycopg.connect(url) as postgres:
        postgres.execute("CREATE TABLE bare (id bigint PRIMARY KEY, bytes bytea)")
        postgres.execute("ALTER TABLE bare ALTER COLUMN bytes SET STORAGE EXTERNAL")
        postgres.commit()

        def write_postgres(rows: Sequence[tuple[int, bytes]]) -> None:
            with postgres.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s)", rows)
            postgres.commit()

        yield write_postgres
