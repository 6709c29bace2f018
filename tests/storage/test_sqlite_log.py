"""SQLite's log goes into the file when nobody waits for it, and who reads through the log of changes keeps little of it."""

from pathlib import Path

import pytest

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.sqlite import connections
from dateline_server.storage.sqlite.connections import SqliteDatabase


def test_only_who_tidies_up_brings_a_full_log_into_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_FOLD_AT_ONCE", "PRAGMA wal_autocheckpoint = 10")
    path = tmp_path / "store.db"
    database = SqliteDatabase(path)

    def write(*, tidying: bool = False) -> bool:
        """Whether the file has grown."""
        before = path.stat().st_size
        with database.writing(tidying=tidying) as connection:
            connection.execute("INSERT INTO ferries VALUES (zeroblob(100000))")
        return path.stat().st_size > before

    with database.writing(tidying=True) as connection:
        connection.execute("CREATE TABLE ferries (manifest BLOB)")
    assert [write(), write(), write(tidying=True), write()] == [False, False, True, False]
    database.close()


def test_a_log_that_nobody_tidies_up_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_FOLD_LATER", "PRAGMA wal_autocheckpoint = 10")
    database = SqliteDatabase(tmp_path / "store.db")
    log = tmp_path / "store.db-wal"
    lengths = []
    for number in range(8):
        with database.writing() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS ferries (manifest BLOB)")
            connection.execute("INSERT INTO ferries VALUES (zeroblob(100000))")
        if number > 1:
            lengths.append(log.stat().st_size)
    assert len(set(lengths)) == 1
    database.close()


def test_reading_through_the_log_drives_no_pages_out_that_others_come_back_to(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "store.db")

    def kibibytes(*, log: bool) -> int:
        with database.reading(log=log) as connection:
            return -int(connection.execute("PRAGMA cache_size").fetchone()[0])

    for _ in range(2):
        assert 0 < kibibytes(log=True) * 16 < kibibytes(log=False)
    with pytest.raises(StoreUnavailable), database.reading(log=True) as connection:
        connection.execute("CREATE TABLE ferries (manifest BLOB)")
    database.close()
