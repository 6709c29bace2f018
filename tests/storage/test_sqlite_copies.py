"""A copy of a store is whole, is taken while others write, and never takes the place of something unasked."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from contract.articles import build_article
from storage.test_sqlite_durability import start_ingest

from dateline.v1.article_pb2 import Article
from dateline_server.errors import InvalidCursor, InvalidField, StoreUnavailable
from dateline_server.storage.opening import open_store
from dateline_server.storage.sqlite.copies import back_up, restore
from dateline_server.storage.store import ListQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing


def ingest(store: Store, *bodies: str) -> None:
    store.ingest([build_article(document_id=body, body=body).article for body in bodies])


def bodies(path: Path) -> list[str]:
    store = open_store(str(path))
    listed = [Article.FromString(item).body for item in store.list_articles(ListQuery(full=True)).items]
    store.close()
    return listed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    store = open_store(str(path))
    ingest(store, "Rain.", "Snow.")
    store.close()
    return path


@pytest.fixture
def writer(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes to the store without end."""
    child = start_ingest(path, "one")
    assert child.stdout is not None
    child.stdout.readline()
    yield child
    child.kill()
    child.wait()


def test_a_backup_is_one_whole_store_while_another_process_writes(
    path: Path, tmp_path: Path, writer: "subprocess.Popen[str]"
) -> None:
    for number in range(5):
        seen: list[tuple[int, int]] = []
        copy = tmp_path / f"copy-{number}.db"
        last = back_up(path, copy, progress=lambda done, of, seen=seen: seen.append((done, of)))
        assert seen[-1][0] == seen[-1][1]
        with open_existing(str(copy)) as parts:
            report = check_store(parts.database, parts.upkeep, full=True)
        assert (report.changes, report.faults) == (last, [])
    assert writer.poll() is None
    assert sorted(item.name for item in tmp_path.iterdir() if "partial" in item.name) == []


def test_a_backup_is_one_file_that_can_be_read_from_where_nothing_can_be_written(path: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    back_up(path, shelf / "copy.db")
    assert [item.name for item in shelf.iterdir()] == ["copy.db"]
    (shelf / "copy.db").chmod(0o400)
    shelf.chmod(0o500)
    restore(shelf / "copy.db", tmp_path / "again.db")
    shelf.chmod(0o700)
    assert bodies(tmp_path / "again.db") == ["Snow.", "Rain."]


def test_what_is_there_is_replaced_only_when_asked(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    store = open_store(str(path))
    ingest(store, "Hail.")
    store.close()
    for call in (lambda: back_up(path, copy), lambda: restore(copy, path)):
        with pytest.raises(InvalidField, match="--force"):
            call()
    assert bodies(path) == ["Hail.", "Snow.", "Rain."]
    restore(copy, path, force=True)
    assert bodies(path) == ["Snow.", "Rain."]


def test_a_store_in_use_is_not_replaced(path: Path, tmp_path: Path, writer: "subprocess.Popen[str]") -> None:
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    with pytest.raises(StoreUnavailable, match="in use by another process"):
        restore(copy, path, force=True)
    assert writer.poll() is None


def test_a_damaged_backup_is_no_store(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    whole = copy.read_bytes()
    for spoiled in (
        whole[: len(whole) // 2],
        whole[:8192] + os.urandom(60_000) + whole[68_192:],
        b"",
        b"nonsense" * 999,
    ):
        copy.write_bytes(spoiled)
        with pytest.raises(StoreUnavailable):
            restore(copy, tmp_path / "new.db")
        with pytest.raises(StoreUnavailable):
            restore(copy, path, force=True)
    assert not (tmp_path / "new.db").exists()
    assert bodies(path) == ["Snow.", "Rain."]


def test_a_damaged_store_is_replaced_with_all_that_lay_beside_it(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE store_facts SET value = value")
        other.execute("UPDATE marks SET seq = 0")
        other.commit()
        leftover = {part: (tmp_path / f"store.db{part}").read_bytes() for part in ("-wal", "-shm")}
    path.write_bytes(b"nonsense" * 1000)
    for part, content in leftover.items():
        (tmp_path / f"store.db{part}").write_bytes(content)
    restore(copy, path, force=True)
    assert bodies(path) == ["Snow.", "Rain."]


def test_a_restored_store_knows_no_cursor_of_before(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    store = open_store(str(path))
    ingest(store, "Hail.")
    cursor = store.seal_cursor(store.last_change())
    store.close()
    restore(copy, path, force=True)
    restored = open_store(str(path))
    ingest(restored, "Sleet.")
    with pytest.raises(InvalidCursor):
        restored.open_cursor(cursor)
    restored.close()


def test_a_copy_that_cannot_be_written_leaves_nothing(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        back_up(path, tmp_path / "nowhere" / "copy.db")
    (tmp_path / "copy.db.partial").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        back_up(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
