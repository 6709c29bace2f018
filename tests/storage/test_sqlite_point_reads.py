"""What was read by its key is in memory, as much as there is room for, until somebody writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dateline_server.storage.sqlite import point_reads
from dateline_server.storage.sqlite.connections import SqliteDatabase
from dateline_server.storage.sqlite.point_reads import PointReads


@pytest.fixture(autouse=True)
def room_for_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values of a thousand bytes; and nobody looks for other programs."""
    monkeypatch.setattr(point_reads, "_MOST_BYTES", 10 * 1_300)
    monkeypatch.setattr(point_reads, "_LARGEST", 2_000)
    monkeypatch.setattr(point_reads, "_BETWEEN_LOOKS", 3600.0)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    with closing(SqliteDatabase(tmp_path / "ferries.db")) as database:
        with database.writing() as connection:
            connection.execute("CREATE TABLE ferries (name TEXT PRIMARY KEY, manifest BLOB)")
        yield database


@pytest.fixture
def read(database: SqliteDatabase) -> PointReads:
    return database.point_reads("SELECT manifest, NULL FROM ferries WHERE name = ?")


def put(database: SqliteDatabase, letter: str, *names: str, length: int = 1_000) -> None:
    with database.writing() as connection:
        connection.executemany(
            "REPLACE INTO ferries VALUES (?, ?)", [(name, letter.encode() * length) for name in names]
        )


def put_by_another_program(database: SqliteDatabase, letter: str) -> None:
    """All manifests, without a word to anybody."""
    with closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("UPDATE ferries SET manifest = ?", (letter.encode() * 1_000,))


def in_memory(database: SqliteDatabase, read: PointReads, *names: str) -> list[str]:
    """Those that another program can change behind the back of who reads them."""
    put_by_another_program(database, "?")
    return [name for name in names if read(name) != b"?" * 1_000]


def test_what_was_read_is_in_memory(database: SqliteDatabase, read: PointReads) -> None:
    put(database, "a", "north", "south")
    assert read("north") == b"a" * 1_000
    assert in_memory(database, read, "north", "south") == ["north"]


def test_whoever_writes_makes_all_of_it_be_read_again(database: SqliteDatabase, read: PointReads) -> None:
    put(database, "a", "north", "south")
    assert read("north") == b"a" * 1_000
    put(database, "b", "south")
    assert in_memory(database, read, "north") == []


def test_what_is_not_there_is_looked_for_each_time(database: SqliteDatabase, read: PointReads) -> None:
    assert read("north") is None
    put(database, "a", "north")
    assert read("north") == b"a" * 1_000
    with database.writing() as connection:
        connection.execute("DELETE FROM ferries")
    assert read("north") is None


def test_there_is_room_for_what_was_asked_for_last(database: SqliteDatabase, read: PointReads) -> None:
    names = [f"ferry {number:02}" for number in range(30)]
    put(database, "a", *names)
    for name in names:
        read(name)
        read("ferry 00")  # asked for all the time
    assert in_memory(database, read, "ferry 00", *reversed(names[1:])) == ["ferry 00", *reversed(names[-9:])]


def test_the_same_read_again_and_again_takes_no_more_room(database: SqliteDatabase, read: PointReads) -> None:
    for letter in "abcdefghijklmno":
        put(database, letter, "north", "south")
        assert (read("north"), read("south")) == (letter.encode() * 1_000,) * 2
    assert in_memory(database, read, "north", "south") == ["north", "south"]


def test_a_large_value_pushes_nothing_out(database: SqliteDatabase, read: PointReads) -> None:
    put(database, "a", "north")
    put(database, "b", "large", length=2_001)
    assert read("north") == b"a" * 1_000
    assert read("large") == b"b" * 2_001
    assert in_memory(database, read, "north", "large") == ["north"]


def test_inside_a_transaction_nothing_is_kept(database: SqliteDatabase, read: PointReads) -> None:
    put(database, "a", "north")
    with database.reading() as connection:
        connection.execute("SELECT count(*) FROM ferries").fetchone()
        put(database, "b", "north")
        assert read("north") == b"a" * 1_000
    assert read("north") == b"b" * 1_000


def test_another_program_is_noticed_as_soon_as_it_is_looked_for(
    database: SqliteDatabase, read: PointReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(point_reads, "_BETWEEN_LOOKS", 0.0)
    put(database, "a", "north")
    assert [read("north") for _ in range(2)] == [b"a" * 1_000] * 2
    assert in_memory(database, read, "north") == []
