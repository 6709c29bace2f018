"""Parsed articles stored a second over rows of the same bytes written with a bare executemany, both durable.

Both sides write batches of 32, each a transaction that is on the disk at its end (SQLite: WAL and synchronous=FULL).
The store looks up what it holds, numbers changes and keeps revisions in that time; lists and searches follow when
nobody writes. `ingest_sustained…` counts the time until they have caught up, too.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from statistics import median

import psycopg

from bench.generated import generated_articles
from bench.stores import KINDS, empty_store, suffix
from dateline.v1.article_pb2 import Article
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

_BATCH = 32
_BATCHES = 16
_ROUNDS = 9
_Write = Callable[[Sequence[tuple[int, bytes]]], None]


def measure() -> dict[str, float]:
    """`ingest_over_executemany` and `ingest_sustained_over_executemany` (ratios of rates) for each kind of store."""
    figures = {}
    for kind in KINDS:
        acknowledged, sustained = _measure(kind)
        figures[f"ingest_over_executemany{suffix(kind)}"] = acknowledged
        figures[f"ingest_sustained_over_executemany{suffix(kind)}"] = sustained
    return figures


def _measure(kind: str) -> tuple[float, float]:
    articles = generated_articles(_BATCH * _BATCHES * _ROUNDS)
    acknowledged, sustained = [], []
    with empty_store(kind) as url, empty_store(kind) if kind == "sqlite" else _same(url) as bare_url:
        store = open_store(url)
        try:
            with _bare(kind, bare_url) as write:
                for number in range(_ROUNDS):
                    batches = [list(islice(articles, _BATCH)) for _ in range(_BATCHES)]
                    bare = _time_bare(write, batches, number * _BATCH * _BATCHES)
                    started = time.perf_counter()
                    for batch in batches:
                        store.ingest(batch)
                    ours = time.perf_counter() - started
                    store.list_articles(ListQuery(page_size=1))  # returns when everything is indexed
                    acknowledged.append(bare / ours)
                    sustained.append(bare / (time.perf_counter() - started))
        finally:
            store.close()
    return median(acknowledged), median(sustained)


def _time_bare(write: _Write, batches: Sequence[Sequence[Article]], first: int) -> float:
    rows = [
        [(first + number * _BATCH + at, article.SerializeToString()) for at, article in enumerate(batch)]
        for number, batch in enumerate(batches)
    ]
    started = time.perf_counter()
    for batch in rows:
        write(batch)
    return time.perf_counter() - started


@contextmanager
def _same(url: str) -> Iterator[str]:
    yield url


@contextmanager
def _bare(kind: str, url: str) -> Iterator[_Write]:
    if kind == "sqlite":
        connection = sqlite3.connect(url, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
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
