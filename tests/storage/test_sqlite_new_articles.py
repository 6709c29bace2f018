"""New articles have small indexes of their own in SQLite until lists and searches have taken them in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline_server.storage import indexing
from dateline_server.storage.indexing import Indexing
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing
from dateline_server.storage.upkeep.reindexing import catch_up, reindex


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(Indexing, "start", lambda self: None)
    opened = open_store(str(path))
    yield opened
    opened.close()


def put(store: Store, count: int) -> list[str]:
    drafts = [build_article(document_id=str(number), body=f"Report {number}.") for number in range(count)]
    return [stored.name for stored in store.ingest([draft.article for draft in drafts])]


def settled(path: Path) -> list[bool]:
    with closing(sqlite3.connect(path)) as connection:
        return [bool(row[0]) for row in connection.execute("SELECT settled FROM articles ORDER BY id")]


def test_whoever_takes_them_in_settles_them(store: Store, path: Path) -> None:
    put(store, 3)
    assert settled(path) == [False, False, False]
    store.list_articles(ListQuery())
    assert settled(path) == [True, True, True]
    put(store, 5)
    assert settled(path) == [True, True, True, False, False]


def test_they_are_settled_with_the_batch_that_takes_them_in(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_BATCH", 2)
    put(store, 5)
    for count in (2, 4, 5):
        store._indexing._take_batch()
        assert settled(path) == [number < count for number in range(5)]


def test_what_was_deleted_before_anybody_took_it_in_is_settled_too(store: Store, path: Path) -> None:
    store.delete_article(put(store, 2)[0])
    store.list_articles(ListQuery())
    assert settled(path) == [True, True]


def test_deriving_the_index_anew_leaves_them_settled(store: Store, path: Path) -> None:
    put(store, 2)
    with open_existing(str(path)) as parts:
        reindex(parts.database, parts.words, parts.upkeep)
    assert settled(path) == [True, True]


def test_a_check_finds_a_name_that_is_there_twice(store: Store, path: Path) -> None:
    [name] = put(store, 1)
    with open_existing(str(path)) as parts:
        catch_up(parts.database, parts.words)
        with parts.database.writing() as connection:
            connection.execute(
                "INSERT INTO articles SELECT 99, name, content, body_sha256, '', revision, head, create_time, NULL, 0"
                " FROM articles"
            )
        assert f"a name belongs to two articles: {name}" in {
            fault.what for fault in check_store(parts.database, parts.upkeep).faults
        }
