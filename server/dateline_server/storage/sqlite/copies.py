"""Copies of a SQLite store: a backup taken while others write, and the way back.

A copy is made beside its target, checked, put on the disk, and only then given its name: a target is never half a store.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from dateline_server.errors import InvalidField, NotFound, StoreUnavailable
from dateline_server.storage.sqlite.connections import APPLICATION_ID, BUSY_SECONDS, explain
from dateline_server.storage.upkeep.engine import Progress, no_progress

_PAGES_AT_ONCE = 2_048
_BESIDE = ("-wal", "-shm", "-journal")


def back_up(source: Path, target: Path, force: bool = False, progress: Progress = no_progress) -> int:
    """Copies the store as it is at one moment, while others may read and write; the number of its last change.

    Raises NotFound when there is no source, StoreUnavailable when it is no sound store, and InvalidField when the
    target exists and `force` is not given.
    """
    _require_store(source)
    if target.exists() and not force:
        raise InvalidField(f"{target} exists already. Name another file, or add --force to replace it.", field="target")
    with _place(target) as partial, _errors(source), closing(_open_to_read(source)) as connection:
        # The snapshot of a transaction: without it every write of somebody else would start the copy over.
        connection.execute("BEGIN")
        last: int = connection.execute("SELECT COALESCE(max(seq), 0) FROM log").fetchone()[0]
        with _errors(partial), closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            connection.backup(
                copy, pages=_PAGES_AT_ONCE, progress=lambda status, left, pages: progress(pages - left, pages), sleep=0
            )
            # One plain file, which can be read from where nothing can be written.
            copy.execute("PRAGMA journal_mode = DELETE")
            _require_soundness(copy, target)
            if copy.execute("SELECT COALESCE(max(seq), 0) FROM log").fetchone()[0] != last:
                raise StoreUnavailable(f"The copy {target} is not whole. Make it again.", field="target")
    return last


def restore(backup: Path, target: Path, force: bool = False, progress: Progress = no_progress) -> int:
    """Makes the backup the store at `target`, after checking it; the number of its last change.

    Cursors and page tokens given out before are refused by the restored store: it may have told them changes that it no
    longer knows. Raises NotFound when there is no backup, StoreUnavailable when it is not sound or a process has the
    target open, and InvalidField when the target exists and `force` is not given.
    """
    _require_store(backup)
    if target.exists():
        if not force:
            raise InvalidField(
                f"{target} exists already. Name another path, or add --force to replace what it holds.", field="store"
            )
        _require_unused(target)
    with _place(target) as partial:
        with _errors(backup), closing(_open_to_read(backup)) as connection:
            connection.execute("BEGIN")
            _require_soundness(connection, backup)
            with _errors(partial), closing(sqlite3.connect(partial, isolation_level=None)) as copy:
                connection.backup(
                    copy, pages=_PAGES_AT_ONCE, progress=lambda status, left, pages: progress(pages - left, pages)
                )
                copy.execute("PRAGMA journal_mode = DELETE")
                copy.execute("DELETE FROM store_facts WHERE name = 'token_secret'")
                _require_soundness(copy, target)
                last: int = copy.execute("SELECT COALESCE(max(seq), 0) FROM log").fetchone()[0]
        # A write-ahead log of the store that was there would be folded into the new one.
        for part in _BESIDE:
            target.with_name(target.name + part).unlink(missing_ok=True)
    return last


@contextmanager
def _place(target: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end is on the disk under the target's name, or gone after an exception."""
    folder = target.absolute().parent
    if not folder.is_dir():
        raise StoreUnavailable(f"The folder {folder} does not exist. Make it, or name another path.", field="target")
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        yield partial
        _sync(partial)
        partial.replace(target)
        _sync(folder)
    except OSError as error:
        raise StoreUnavailable(
            f"{target} cannot be written: {(error.strerror or str(error)).lower()}. Check its folder and the free space.",
            field="target",
        ) from error
    finally:
        for part in ("", *_BESIDE):
            with suppress(OSError):
                partial.with_name(partial.name + part).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(f"The store {path} {explain(error)}", field="store") from error


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def _require_store(path: Path) -> None:
    if not path.is_file():
        raise NotFound(f"There is no store {path}.", field="store")
    with _errors(path), closing(_open_to_read(path)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnavailable(f"The file {path} is a database of another program.", field="store")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone():
            raise StoreUnavailable(
                f"The store {path} is of an earlier version. Copy the file while no server has it open; the next server"
                " that opens the copy brings it up to date.",
                field="store",
            )


def _require_soundness(connection: sqlite3.Connection, path: Path) -> None:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)").fetchall()]
    if found != ["ok"]:
        raise StoreUnavailable(f"{path} is damaged: {'; '.join(found)}. Use another backup.", field="store")


def _require_unused(path: Path) -> None:
    """Raises StoreUnavailable while a process has the store open. A file that is no sound store is nobody's."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            # Only the sole user of a file can take it out of this mode.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreUnavailable(
                f"The store {path} is in use by another process. Stop its server first.", field="store"
            ) from error
