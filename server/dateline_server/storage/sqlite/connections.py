"""One SQLite file as a Database: a writer for the process, a reader for each thread, and what their errors mean."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.database import Connection, Dialect, Parameters
from dateline_server.storage.sqlite.generation import Generation
from dateline_server.storage.sqlite.point_reads import PointReads

BUSY_SECONDS = 5.0
# Pages in the write-ahead log until they go into the file: those that many articles touch go there once, not every few
# commits.
_PAGES_OF_LOG = 8000
_FOLD_AT_ONCE = f"PRAGMA wal_autocheckpoint = {_PAGES_OF_LOG}"
# Somebody waits for most commits, and bringing so many pages into the file takes a tenth of a second.
_FOLD_LATER = f"PRAGMA wal_autocheckpoint = {4 * _PAGES_OF_LOG}"
# Pages that a reader keeps in memory, in KiB: what lists and searches come back to, and what the log is read through with.
# Articles of the log are read in their order, and none of their pages twice: kept, they only drive others out.
_CACHE, _CACHE_OF_LOG = 16_384, 512
_MOST_MAPPED = (1 << 31) - (1 << 16)  # bytes of the file: SQLite maps no more, and reads the rest
# Says in the file that it is a store of Dateline: "date" in ASCII.
APPLICATION_ID = 0x64617465

# The sqlite3 module asks of each value how it is to be adapted, but for numbers and text; without an answer, asking takes
# longer than storing a digest. These stay as they are.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), lambda none: none)


class _SqliteConnection(sqlite3.Connection):
    def stream(self, sql: str, parameters: Parameters, /) -> Iterator[Any]:
        return self.execute(sql, parameters)  # rows are made as they are asked for

    def among(self, column: str, values: Sequence[int | str | bytes], /) -> tuple[str, list[Any]]:
        return f"{column} IN ({', '.join('?' * len(values))})", list(values)

    def insert(self, table: str, rows: Sequence[Parameters], columns: str = "", /) -> None:
        if rows:
            into = f"{table} ({columns})" if columns else table
            self.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def settle(self, articles: Sequence[int], /) -> None:
        condition, values = self.among("id", articles)
        self.execute(f"UPDATE articles SET settled = 1 WHERE settled = 0 AND {condition}", values)

    def pack(self, serialized: bytes, /) -> bytes:
        return pack(serialized)


class SqliteDatabase:
    """Opens the file at `path`, or makes it; `busy_seconds` is how long a write waits for another process.

    If `mapped`, the log is read as memory: faster by a third, but the process ends when the disk does not give a page.
    Raises StoreUnavailable, saying what to do, when that cannot be done.
    """

    # SQLite reorders no CROSS JOIN. Left alone, it would rather walk a whole month of an actor than the events of one type.
    kind = "sqlite"
    dialect = Dialect(
        leading_join="CROSS JOIN", event_postings_by_type=" INDEXED BY event_postings_by_type", skip_taken=""
    )
    answers_at_once = True

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS, *, mapped: bool = False) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._mapped_log = _MOST_MAPPED if mapped else 0
        self._local = threading.local()
        self._lock = threading.Lock()
        self._all: list[_SqliteConnection] = []
        self._closed = False
        self._check_folder()
        with self.errors():
            self._writer = self._connect()
            self._writer.execute(_FOLD_LATER)
            self._writer.execute("PRAGMA cache_size = -65536")  # KiB; the index of an article touches a hundred pages
            try:
                self._prepare(self._writer)
                self._generation = Generation(_whole_path(self._writer), busy_seconds)
            except BaseException:  # also when interrupted: the file is given back
                self._writer.close()
                raise

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def pack(self, serialized: bytes, /) -> bytes:
        """The article as it is kept."""
        return pack(serialized)

    def read_one(self, sql: str, parameters: Parameters) -> Any:
        """The first row of a point read."""
        connection = self._reader()
        try:
            return connection.execute(sql, parameters).fetchone()
        except sqlite3.Error:  # entering the context manager for every read would cost a third of the read
            with self.errors():
                raise

    def point_reads(self, sql: str) -> PointReads:
        """Finds a value by its key; from memory while nobody has written."""
        return PointReads(sql, self.read_one, lambda: self._reader().in_transaction, self._generation)

    def schema_version(self, connection: Connection) -> int:
        """Number of the last migration that has run."""
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version

    def run_migration(self, connection: Connection, number: int, script: str) -> None:
        """Runs the statements of a migration and notes that they ran."""
        for statement in _split(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {number}")

    def _reader(self, *, of_log: bool = False) -> _SqliteConnection:
        """The connection of this thread, which can only read; another one reads through the log."""
        name = "log" if of_log else "connection"
        connection: _SqliteConnection | None = getattr(self._local, name, None)
        if connection is None:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            with self.errors():
                connection = self._connect()
                connection.execute("PRAGMA query_only = ON")
                if of_log:
                    connection.execute(f"PRAGMA cache_size = -{_CACHE_OF_LOG}")
                    connection.execute(f"PRAGMA mmap_size = {self._mapped_log}")
            setattr(self._local, name, connection)
        return connection

    @contextmanager
    def reading(self, *, log: bool = False) -> Iterator[_SqliteConnection]:
        """The reader inside a transaction: all its statements see the same state."""
        connection = self._reader(of_log=log)
        with self.errors():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, *, tidying: bool = False) -> Iterator[_SqliteConnection]:
        """The writer inside a transaction, which is committed to the disk at the end and undone by an exception.

        With `tidying` it brings the pages of a full log into the file; the others leave that be until the log is much longer.
        """
        with self._lock, self.errors():
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            connection = self._writer
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.total_changes
            try:
                yield connection
                if tidying:
                    connection.execute(_FOLD_AT_ONCE)
                # Statements that change no row, such as those that shape tables, change nothing that is read by its key.
                if connection.total_changes != rows or self._generation.left_odd:
                    with self._generation.changing():
                        connection.execute("COMMIT")
                else:
                    connection.execute("COMMIT")
            finally:
                if tidying:
                    connection.execute(_FOLD_LATER)
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def taking(self) -> AbstractContextManager[_SqliteConnection]:
        """The one transaction that writes: SQLite has no other."""
        return self.writing()

    def close(self) -> None:
        """Closes every connection; the last one folds the write-ahead log into the file."""
        with self._lock:
            self._closed = True
            self._generation.close()
            while self._all:
                self._all.pop().close()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns SQLite's errors into StoreUnavailable with a sentence that says what to do."""
        try:
            yield
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError) and not self._closed:
                raise
            raise StoreUnavailable(f"The store {self.path} {explain(error)}", field="store") from error

    def _check_folder(self) -> None:
        folder = self.path.absolute().parent
        if not folder.is_dir():
            raise StoreUnavailable(
                f"The folder {folder} of the store does not exist. Make it, or name another path.", field="store"
            )
        if self.path.is_dir():
            raise StoreUnavailable(
                f"The store {self.path} is a folder. Name a file, such as {self.path / 'dateline.db'}.", field="store"
            )
        # SQLite keeps the write-ahead log beside the file, so the folder counts as much as the file.
        if not os.access(folder, os.W_OK) or (self.path.exists() and not os.access(self.path, os.W_OK)):
            raise StoreUnavailable(
                f"The store {self.path} cannot be written. Give this user the right to write the file and its folder, "
                "or name another path.",
                field="store",
            )

    def _connect(self) -> _SqliteConnection:
        connection = sqlite3.connect(
            self.path,
            factory=_SqliteConnection,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self._all.append(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute(_FOLD_AT_ONCE)
        return connection

    def _prepare(self, connection: _SqliteConnection) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION_ID and tables:
            raise StoreUnavailable(
                f"The file {self.path} is a database of another program. Name another path for the store.",
                field="store",
            )
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreUnavailable(
                f"The file system of {self.path} does not let SQLite keep a write-ahead log. Use a local disk.",
                field="store",
            )


def _whole_path(connection: sqlite3.Connection) -> Path:
    """Where the file lies: other files beside it are found there, by whatever path it was named."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def pack(serialized: bytes) -> bytes:
    """The article as it is kept: as it is, because unpacking takes as long as the whole of a point read."""
    return serialized


def _split(script: str) -> list[str]:
    """The statements of a script. sqlite3's executescript would commit the transaction they belong to."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements


def explain(error: sqlite3.Error) -> str:
    """What the error means and what to do, as the end of a sentence that begins with the store."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "is locked by another process. Stop that process, or try again when it is done."
        case sqlite3.SQLITE_NOTADB:
            return "is not a SQLite database. Name another path, or move the file away."
        case sqlite3.SQLITE_CORRUPT:
            return "is damaged. Restore it from a backup, or move the file away and ingest again."
        case sqlite3.SQLITE_FULL:
            return "cannot grow: the disk is full. Free some space; what was acknowledged is kept."
        case sqlite3.SQLITE_IOERR:
            return "cannot be read or written (disk I/O error). Check the disk and its free space."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return "cannot be opened for writing. Give this user the right to write the file and its folder."
    return f"cannot be used: {error}."
