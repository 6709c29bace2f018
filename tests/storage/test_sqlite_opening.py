"""Files that are no store, cannot be one now, or come from another version."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.migrations import load_migrations
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

SQLITE = "dateline_server.storage.sqlite"


def test_a_store_opens_by_path_and_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("plain.db", f"sqlite:///{tmp_path}/absolute.db", "sqlite:///relative.db", "sqlite:///with%20space.db"):
        store = open_store(url)
        store.check()
        store.close()
    stores = {"plain.db", "absolute.db", "relative.db", "with space.db"}
    assert {path.name for path in tmp_path.iterdir()} == stores | {f"{name}-generation" for name in stores}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://localhost:1/dateline", "cannot be used"),
        ("mysql://localhost/dateline", "'mysql'"),
        ("sqlite://", "no path"),
        ("", "no path"),
    ],
)
def test_other_stores_are_refused_clearly(url: str, said: str) -> None:
    with pytest.raises(StoreUnavailable, match=said):
        open_store(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=f"{tmp_path}/nowhere .* does not exist"):
        open_store(str(tmp_path / "nowhere" / "store.db"))


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is a folder"):
        open_store(str(tmp_path))


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Notes about the harbour.\n" * 100)
    with pytest.raises(StoreUnavailable, match="not a SQLite database"):
        open_store(str(path))
    assert path.read_text() == "Notes about the harbour.\n" * 100


def test_another_programs_database_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE harbours (name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    store = open_store(str(path))
    store.check()
    store.close()


def test_a_damaged_store_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(str(path))
    store.ingest([build_article(body=f"Report {n}. " * 200).article for n in range(20)])
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with pytest.raises(StoreUnavailable, match="is damaged"):
        open_store(str(path)).list_articles(ListQuery(full=True))


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(str(path)).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreUnavailable, match=r"newer version .*schema 99.*Upgrade"):
        open_store(str(path))


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {1: load_migrations(SQLITE)[1] + "\nCREATE TABLE articles (id);\n"}
    monkeypatch.setattr("dateline_server.storage.migrations.load_migrations", lambda _: broken)
    path = tmp_path / "store.db"
    with pytest.raises(StoreUnavailable, match="already exists"):
        open_store(str(path))
    monkeypatch.undo()
    store = open_store(str(path))
    store.check()
    store.close()


def as_nobody(action: Callable[[], None]) -> str:
    """What the action raised when it was run without the rights of root, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        message = "nothing was raised"
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            action()
        except StoreUnavailable as error:
            message = error.message
        finally:
            os.write(writing, message.encode())
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return answer.read().decode()


def let_pass(folder: Path) -> None:
    """Lets other users come as far as the folder."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    let_pass(tmp_path)
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o555)
    assert "cannot be written" in as_nobody(lambda: open_store(str(folder / "store.db")).close())


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    let_pass(tmp_path)
    path = tmp_path / "store.db"
    open_store(str(path)).close()
    path.chmod(0o444)
    tmp_path.chmod(0o777)
    assert "cannot be written" in as_nobody(lambda: open_store(str(path)).close())


def test_a_locked_store_can_be_read_and_refuses_writes_until_it_is_free(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(str(path), busy_seconds=0.05)
    [stored] = store.ingest([build_article().article])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked by another process"):
        store.ingest([build_article(body="Second.").article])
    with pytest.raises(StoreUnavailable, match="locked"):
        store.check()
    assert store.get_article(stored.name)
    other.execute("COMMIT")
    other.close()
    store.ingest([build_article(body="Second.").article])
    assert len(store.list_articles(ListQuery()).items) == 2
    store.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    [stored] = store.ingest([build_article().article])
    store.get_article(stored.name)
    store.close()
    store.close()
    for use in (lambda: store.get_article(stored.name), store.check, lambda: store.list_events(ListQuery())):
        with pytest.raises(StoreUnavailable):
            use()
