"""The store in one SQLite file: the default, with nothing to set up."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import NotFound
from dateline_server.storage.keys import Identity
from dateline_server.storage.page_tokens import PageTokens
from dateline_server.storage.sqlite_actors import SqliteActors
from dateline_server.storage.sqlite_connections import BUSY_SECONDS, SqliteConnections
from dateline_server.storage.sqlite_lists import SqliteLists
from dateline_server.storage.sqlite_migrations import migrate
from dateline_server.storage.sqlite_search import SqliteSearch
from dateline_server.storage.sqlite_writes import SqliteWrites
from dateline_server.storage.store import ListQuery, Page, SearchQuery, Stored

_GET = "SELECT b.bytes FROM articles a CROSS JOIN article_bytes b ON b.article = a.id WHERE a.name = ?"


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteStore:
    """Keeps articles in the file at `path`. Implements Store; several processes may have the same file open.

    `clock` gives the time for create_time and update_time; `busy_seconds` is how long a call waits for another process.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now, busy_seconds: float = BUSY_SECONDS) -> None:
        self._clock = clock
        self._connections = SqliteConnections(path, busy_seconds)
        try:
            migrate(self._connections)
            tokens = PageTokens(self._token_secret())
        except BaseException:
            self._connections.close()
            raise
        self._lists = SqliteLists(self._connections, tokens)
        self._search = SqliteSearch(self._connections, tokens)
        self._actors = SqliteActors(self._connections, tokens)

    def ingest(self, articles: Sequence[Article]) -> list[Stored]:
        """Stores the articles in one transaction; see Store."""
        with self._connections.writing() as connection:
            writes = SqliteWrites(connection, self._clock)
            results = [writes.ingest(article) for article in articles]
            writes.finish()
        return results

    def unchanged(self, identities: Sequence[Identity]) -> list[Stored | None]:
        """For each document its UNCHANGED result where the same content is stored."""
        results: list[Stored | None] = []
        with self._connections.reading() as connection:
            for identity in identities:
                row = connection.execute(
                    "SELECT revision FROM articles WHERE name = ? AND content = ?", (identity.name, identity.content)
                ).fetchone()
                results.append(Stored(identity.name, IngestResult.UNCHANGED, row[0]) if row else None)
        return results

    def get_article(self, name: str) -> bytes:
        """The serialised Article. Raises NotFound."""
        connection = self._connections.reader()
        try:
            row = connection.execute(_GET, (name,)).fetchone()
        except sqlite3.Error:  # entering the context manager for every read would cost a third of the read
            with self._connections.errors():
                raise
        if row is None:
            raise _no_article(name)
        serialized: bytes = row[0]
        return serialized

    def get_articles(self, names: Sequence[str]) -> list[bytes]:
        """The serialised Articles in the order of the names. Raises NotFound."""
        found = []
        with self._connections.reading() as connection:
            for name in names:
                row = connection.execute(_GET, (name,)).fetchone()
                if row is None:
                    raise _no_article(name)
                found.append(row[0])
        return found

    def list_articles(self, query: ListQuery) -> Page:
        """Serialised Articles, latest published first."""
        return self._lists.articles(query)

    def search_articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best match first."""
        return self._search.articles(query)

    def delete_article(self, name: str) -> None:
        """Removes the article with its events and quotes. Raises NotFound."""
        with self._connections.writing() as connection:
            writes = SqliteWrites(connection, self._clock)
            writes.delete(name)
            writes.finish()

    def list_events(self, query: ListQuery) -> Page:
        """Serialised EventRecords, those of the latest published article first."""
        return self._lists.events(query)

    def list_quotes(self, query: ListQuery) -> Page:
        """Serialised QuoteRecords, those of the latest published article first."""
        return self._lists.quotes(query)

    def list_actors(self, query: ListQuery) -> Page:
        """Serialised ActorProfiles, those in most articles first."""
        return self._actors.list(query)

    def get_actor(self, name: str) -> bytes:
        """The serialised ActorProfile. Raises NotFound."""
        return self._actors.get(name)

    def check(self) -> None:
        """Returns when the store can be read and written; raises StoreUnavailable otherwise."""
        with self._connections.writing() as connection:
            connection.execute("SELECT value FROM store_facts WHERE name = 'token_secret'").fetchone()

    def close(self) -> None:
        """Closes the file."""
        self._connections.close()

    def _token_secret(self) -> bytes:
        select = "SELECT value FROM store_facts WHERE name = 'token_secret'"
        with self._connections.errors():
            row = self._connections.reader().execute(select).fetchone()
        if row is None:
            with self._connections.writing() as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO store_facts VALUES ('token_secret', ?)", (secrets.token_bytes(32),)
                )
                row = connection.execute(select).fetchone()
        secret: bytes = row[0]
        return secret


def _no_article(name: str) -> NotFound:
    return NotFound(f"There is no article {name!r}.", field="name", name=name)
