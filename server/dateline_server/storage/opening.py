"""Which store an address means, and how it is opened: migrated, and ready to read and write."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.database import Database
from dateline_server.storage.migrations import migrate
from dateline_server.storage.relational import RelationalStore
from dateline_server.storage.sqlite.connections import BUSY_SECONDS, SqliteDatabase
from dateline_server.storage.sqlite.words import SqliteWords
from dateline_server.storage.words import WordIndex

_WAYS_TO_WRITE_IT = "Give --store a file path, or postgresql://user@host/database."


def open_store(
    url: str, clock: Callable[[], datetime] | None = None, busy_seconds: float = BUSY_SECONDS
) -> RelationalStore:
    """The store at a path, at `sqlite:///relative/path`, at `sqlite:////absolute/path` or in a PostgreSQL database.

    A new file or an empty database is made a store. `busy_seconds` is how long a call waits for another process or for
    a connection. Raises StoreUnavailable when it cannot be opened; the message says what to do.
    """
    database, words, package = _open_database(url, busy_seconds)
    try:
        migrate(database, package)
        return RelationalStore(database, words, clock) if clock else RelationalStore(database, words)
    except BaseException:
        database.close()
        raise


def _open_database(url: str, busy_seconds: float) -> tuple[Database, WordIndex, str]:
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme in ("postgresql", "postgres"):
        # Only who uses PostgreSQL pays for loading its client.
        from dateline_server.storage.postgres.connections import PostgresDatabase
        from dateline_server.storage.postgres.words import PostgresWords

        return PostgresDatabase(url), PostgresWords(), "dateline_server.storage.postgres"
    if scheme not in ("", "sqlite"):
        raise StoreUnavailable(f"There is no store of the kind {scheme!r}. {_WAYS_TO_WRITE_IT}", field="store")
    path = unquote(url.removeprefix("sqlite://").removeprefix("/")) if scheme else url
    if not path:
        raise StoreUnavailable(f"The store has no path. {_WAYS_TO_WRITE_IT}", field="store")
    return SqliteDatabase(Path(path), busy_seconds), SqliteWords(), "dateline_server.storage.sqlite"
