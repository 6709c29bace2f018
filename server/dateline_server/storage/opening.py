"""Which store an address means, and how it is opened: migrated, and ready to read and write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dateline_server.clock import Clock, SteadyClock, utc_now
from dateline_server.errors import StoreUnavailable
from dateline_server.storage.changes import Changes
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Database
from dateline_server.storage.migrations import migrate
from dateline_server.storage.relational import RelationalStore
from dateline_server.storage.sqlite.connections import BUSY_SECONDS, SqliteDatabase
from dateline_server.storage.sqlite.upkeep import SqliteUpkeep
from dateline_server.storage.sqlite.words import SqliteWords
from dateline_server.storage.upkeep.engine import Upkeep
from dateline_server.storage.words import WordIndex

_WAYS_TO_WRITE_IT = "Give --store a file path, or postgresql://user@host/database."


@dataclass(frozen=True, slots=True)
class StoreParts:
    """The parts of an open store; `migrations` is the package that holds its migrations."""

    database: Database
    words: WordIndex
    upkeep: Upkeep
    migrations: str


def open_store(
    url: str, clock: Clock = utc_now, busy_seconds: float = BUSY_SECONDS, steady: SteadyClock = time.monotonic
) -> RelationalStore:
    """The store at a path, at `sqlite:///relative/path`, at `sqlite:////absolute/path` or in a PostgreSQL database.

    A new file or an empty database is made a store. `busy_seconds` is how long a call waits for another process or for
    a connection. Raises StoreUnavailable when it cannot be opened; the message says what to do.
    """
    parts = open_database(url, busy_seconds)
    try:
        migrate(parts.database, parts.migrations)
        return RelationalStore(parts.database, parts.words, clock, steady)
    except BaseException:  # whatever stopped it, no connection stays open behind the caller's back
        parts.database.close()
        raise


@contextmanager
def open_changes(url: str) -> Iterator[Changes]:
    """The change feed of the store at the address, which must be there and migrated: for a process that does no more.

    A SQLite file is read through the memory of the process, which ends when the file cannot be read.
    """
    database = open_database(url, mapped=True).database
    try:
        yield Changes(database, Cursors(read_secret(database)))
    finally:
        database.close()


def read_secret(database: Database) -> bytes:
    """What the store signs its cursors and page tokens with."""
    secret: bytes = database.read_one("SELECT value FROM store_facts WHERE name = 'token_secret'", ())[0]
    return secret


def sqlite_path(url: str) -> Path | None:
    """The path of the file that the address means; None for a PostgreSQL database. Raises StoreUnavailable for no address."""
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme in ("postgresql", "postgres"):
        return None
    if scheme not in ("", "sqlite"):
        raise StoreUnavailable(f"There is no store of the kind {scheme!r}. {_WAYS_TO_WRITE_IT}", field="store")
    path = unquote(url.removeprefix("sqlite://").removeprefix("/")) if scheme else url
    if not path:
        raise StoreUnavailable(f"The store has no path. {_WAYS_TO_WRITE_IT}", field="store")
    return Path(path)


def open_database(url: str, busy_seconds: float = BUSY_SECONDS, *, mapped: bool = False) -> StoreParts:
    """What is at the address, not migrated; the log of a SQLite file is read as memory if `mapped`."""
    path = sqlite_path(url)
    if path is None:
        # Only who uses PostgreSQL pays for loading its client.
        from dateline_server.storage.postgres.connections import PostgresDatabase
        from dateline_server.storage.postgres.upkeep import PostgresUpkeep
        from dateline_server.storage.postgres.words import PostgresWords

        postgres = PostgresDatabase(url)
        return StoreParts(postgres, PostgresWords(), PostgresUpkeep(postgres), "dateline_server.storage.postgres")
    sqlite = SqliteDatabase(path, busy_seconds, mapped=mapped)
    return StoreParts(sqlite, SqliteWords(), SqliteUpkeep(sqlite), "dateline_server.storage.sqlite")
