"""Writing to a SQLite store: articles come and go together with every row that was derived from them."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import NotFound
from dateline_server.storage.filter_sql import microseconds
from dateline_server.storage.ids import published_at
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.keys import canonical_url, identify_article
from dateline_server.storage.sqlite_index import SqliteIndex
from dateline_server.storage.store import Stored


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored under a name already."""

    id: int
    content: str
    revision: int
    create_time: int
    body_sha256: bytes


class SqliteWrites:
    """The writes of one transaction; `finish` must be called before it is committed."""

    def __init__(self, connection: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock
        self._index = SqliteIndex(connection)

    def ingest(self, article: Article) -> Stored:
        """Stores the article, unless it is stored already as it is."""
        identity = identify_article(article)
        known = self._find(identity.name)
        if known is not None and known.content == identity.content:
            return Stored(identity.name, IngestResult.UNCHANGED, known.revision)
        stored = Article()
        stored.CopyFrom(article)
        stored.name = identity.name
        body_sha256 = hashlib.sha256(article.body.encode()).digest()
        stored.near_duplicate_of = self._first_with_body(body_sha256, known.id if known else None)
        now = self._clock()
        stored.update_time.FromDatetime(now)
        if known is None:
            stored.revision = 1
            stored.create_time.FromDatetime(now)
            self._insert(stored, self._next_id(), identity.content, body_sha256, microseconds(now))
        else:
            self._remove(known.id)
            stored.revision = known.revision + 1
            stored.create_time.FromMicroseconds(known.create_time)
            self._insert(stored, known.id, identity.content, body_sha256, known.create_time)
            if known.body_sha256 != body_sha256:
                self._lead_duplicates_elsewhere(identity.name)
        if known is not None:
            return Stored(identity.name, IngestResult.UPDATED, stored.revision)
        if stored.near_duplicate_of:
            return Stored(identity.name, IngestResult.DUPLICATE, 1, stored.near_duplicate_of)
        return Stored(identity.name, IngestResult.CREATED, 1)

    def delete(self, name: str) -> None:
        """Removes the article and all its rows. Raises NotFound."""
        known = self._find(name)
        if known is None:
            raise NotFound(f"There is no article {name!r}.", field="name", name=name)
        self._remove(known.id)
        self._lead_duplicates_elsewhere(name)

    def finish(self) -> None:
        """Writes what the index has gathered."""
        self._index.finish()

    def _find(self, name: str) -> _Known | None:
        row = self._connection.execute(
            "SELECT id, content, revision, create_time, body_sha256 FROM articles WHERE name = ?", (name,)
        ).fetchone()
        return _Known(*row) if row else None

    def _first_with_body(self, body_sha256: bytes, but: int | None) -> str:
        row = self._connection.execute(
            "SELECT name FROM articles WHERE body_sha256 = ? AND id IS NOT ? ORDER BY duplicate_of <> '', id LIMIT 1",
            (body_sha256, but),
        ).fetchone()
        return row[0] if row else ""

    def _next_id(self) -> int:
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()
        return (row[0] if row else 0) + 1

    def _insert(self, article: Article, article_id: int, content: str, body_sha256: bytes, created: int) -> None:
        article.etag = _etag(article, content)
        self._connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                article.name,
                content,
                body_sha256,
                canonical_url(article.url) or article.url,
                article.source,
                article.language,
                article.section,
                article.title,
                article.title.casefold(),
                published_at(article),
                article.published_date,
                created,
                article.revision,
                article.near_duplicate_of,
                _serialize(basic_view(article)),
            ),
        )
        self._connection.execute("INSERT INTO article_bytes VALUES (?, ?)", (article_id, _serialize(article)))
        self._index.add(article, article_id)

    def _remove(self, article_id: int) -> None:
        self._index.remove(Article.FromString(self._bytes(article_id)), article_id)
        self._connection.execute("DELETE FROM article_bytes WHERE article = ?", (article_id,))
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def _lead_duplicates_elsewhere(self, name: str) -> None:
        """The articles that named the one under `name` as their original now name the first one that is left."""
        duplicates = self._connection.execute(
            "SELECT id, content, body_sha256 FROM articles WHERE duplicate_of = ? AND duplicate_of <> '' ORDER BY id",
            (name,),
        ).fetchall()
        original = ""
        for article_id, content, body_sha256 in duplicates:
            if not original:
                original = self._first_with_body(body_sha256, None)
            article = Article.FromString(self._bytes(article_id))
            article.near_duplicate_of = original if original != article.name else ""
            article.etag = _etag(article, content)
            self._connection.execute(
                "UPDATE articles SET duplicate_of = ?, basic = ? WHERE id = ?",
                (article.near_duplicate_of, _serialize(basic_view(article)), article_id),
            )
            self._connection.execute(
                "UPDATE article_bytes SET bytes = ? WHERE article = ?", (_serialize(article), article_id)
            )

    def _bytes(self, article_id: int) -> bytes:
        row = self._connection.execute("SELECT bytes FROM article_bytes WHERE article = ?", (article_id,)).fetchone()
        serialized: bytes = row[0]
        return serialized


def _etag(article: Article, content: str) -> str:
    state = (article.name, content, article.revision, article.engine.digest, article.near_duplicate_of)
    update = article.update_time
    return hashlib.sha256(repr((*state, update.seconds, update.nanos)).encode()).hexdigest()[:16]


def _serialize(article: Article) -> bytes:
    return article.SerializeToString(deterministic=True)
