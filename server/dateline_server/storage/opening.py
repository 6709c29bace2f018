"""Which store an address means."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.sqlite import SqliteStore
from dateline_server.storage.store import Store


def open_store(url: str) -> Store:
    """The store at a path, at `sqlite:///relative/path` or at `sqlite:////absolute/path`; made when the file is new.

    Raises StoreUnavailable when it cannot be opened; the message says what to do.
    """
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme in ("postgresql", "postgres"):
        raise StoreUnavailable("This version stores in SQLite only: give --store a file path instead.", field="store")
    if scheme not in ("", "sqlite"):
        raise StoreUnavailable(f"There is no store of the kind {scheme!r}: give --store a file path.", field="store")
    path = unquote(url.removeprefix("sqlite://").removeprefix("/")) if scheme else url
    if not path:
        raise StoreUnavailable("The store has no path: give --store a file path.", field="store")
    return SqliteStore(Path(path))
