"""Opens a store to look after it: it must be there, and of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline_server.errors import NotFound, StoreUnavailable
from dateline_server.storage.migrations import load_migrations
from dateline_server.storage.opening import StoreParts, open_database, sqlite_path


@contextmanager
def open_existing(url: str) -> Iterator[StoreParts]:
    """The store at this address, closed at the end; nothing is made or migrated.

    Raises NotFound when there is no such file, and StoreUnavailable for no store, or one of another version.
    """
    path = sqlite_path(url)
    if path is not None:
        require_file(path)
    parts = open_database(url)
    try:
        with parts.database.reading() as connection:
            version = parts.database.schema_version(connection)
        _require_schema(parts.database.name, version, max(load_migrations(parts.migrations)))
        yield parts
    finally:
        parts.database.close()


def require_file(path: Path) -> None:
    """Raises NotFound when there is no such file: opening it would make one."""
    if not path.exists():
        raise NotFound(f"There is no store {path}. A server makes it: dateline serve --store {path}.", field="store")


def _require_schema(name: str, version: int, newest: int) -> None:
    if version == 0:
        raise StoreUnavailable(
            f"The database {name} holds no store. A server makes it when it opens it.", field="store"
        )
    if version < newest:
        raise StoreUnavailable(
            f"The store {name} is of an earlier version (schema {version}, now {newest}). A server brings it up to date "
            "when it opens it: dateline serve.",
            field="store",
        )
    if version > newest:
        raise StoreUnavailable(
            f"The store {name} was written by a newer version of Dateline (schema {version}; this one knows {newest}). "
            "Upgrade Dateline.",
            field="store",
        )
