"""The tables by which articles are found, kept in step with the log: derived from it, batch by batch."""

from collections.abc import Iterable

from dateline.v1.article_pb2 import Article
from dateline_server.storage.actor_merges import read_targets, resolve
from dateline_server.storage.database import Connection, Cursor
from dateline_server.storage.ids import published_at, row_range
from dateline_server.storage.index_rows import Row, actor_names, article_row, index_article
from dateline_server.storage.profile_counts import Leader, ProfileCounts
from dateline_server.storage.words import WordIndex

_MOST_PENDING = 256  # articles held in memory
_LOOKED_UP_AT_ONCE = 500


class Index:
    """The changes of one transaction to the index; `finish` must be called before it is committed."""

    def __init__(self, connection: Connection, words: WordIndex) -> None:
        self._connection = connection
        self._words = words
        self._actor_ids: dict[str, int] = {}
        self._leaders: dict[int, Leader] = {}
        self._counts = ProfileCounts()
        self._pending: list[tuple[Article, int, int]] = []
        self._pending_words: list[Row] = []
        self._pending_ids: set[int] = set()

    def add(self, article: Article, article_id: int, seq: int) -> None:
        """Takes the article in under its id, as the entry `seq` of the log holds it."""
        self._pending_words.append(self._words.row(article_id, article))
        self._take_in(article, article_id, seq)

    def retake(self, article: Article, article_id: int, seq: int) -> None:
        """Derives the rows of a stale article again: actors in it were merged or parted."""
        self._remove_rows(article, article_id)
        self._take_in(article, article_id, seq)

    def _take_in(self, article: Article, article_id: int, seq: int) -> None:
        self._pending.append((article, article_id, seq))
        self._pending_ids.add(article_id)
        if len(self._pending) == _MOST_PENDING:
            self._flush()

    def remove(self, article: Article, article_id: int) -> None:
        """Takes the article out; it must be the one that was taken in."""
        self._remove_rows(article, article_id)
        self._words.remove(self._connection, article_id, article)

    def _remove_rows(self, article: Article, article_id: int) -> None:
        if article_id in self._pending_ids:
            self._flush()
        connection = self._connection
        connection.execute("DELETE FROM article_rows WHERE id = ?", (article_id,))
        rows = index_article(article, article_id, self._actors_when_taken_in(article, article_id))
        self._counts.add(rows.sightings, self._leaders, article_id, published_at(article), -1)
        connection.executemany(
            "DELETE FROM article_postings WHERE term = ? AND published_at = ? AND article = ?", rows.article_postings
        )
        connection.executemany(
            "DELETE FROM event_postings WHERE term = ? AND published_at = ? AND event = ?",
            [row[:3] for row in rows.event_postings],
        )
        for table in ("events", "quotes"):
            connection.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", row_range(article_id))

    def finish(self) -> None:
        """Writes the rows and counts that were gathered."""
        self._flush()
        self._counts.write(self._connection)

    def _actors_when_taken_in(self, article: Article, article_id: int) -> dict[str, int]:
        """The ids of the article's actors by their names, as they were when its rows were derived."""
        names = actor_names(article)
        row = self._connection.execute("SELECT since FROM stale WHERE article = ?", (article_id,)).fetchone()
        if row is None:
            return self._intern_actors(names)
        self._connection.execute("DELETE FROM stale WHERE article = ?", (article_id,))
        targets = read_targets(self._connection, as_of=row[0])
        wholes = {name: resolve(targets, name) for name in names}
        marks = ", ".join("?" * len(wholes))
        ids = dict(
            self._connection.execute(
                f"SELECT name, id FROM actors WHERE name IN ({marks})", list(wholes.values())
            ).fetchall()
        )
        return {name: ids[whole] for name, whole in wholes.items()}

    def _intern_actors(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of the actors by their names, new ones included."""
        unknown = self._look_up_actors({name for name in names if name not in self._actor_ids})
        self._connection.executemany(
            "INSERT INTO actors (name) VALUES (?) ON CONFLICT DO NOTHING", [(name,) for name in sorted(unknown)]
        )
        self._look_up_actors(unknown)
        return self._actor_ids

    def _look_up_actors(self, names: set[str]) -> set[str]:
        """Those of the names that no actor has yet."""
        wanted = sorted(names)
        for at in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
            for name, actor, *leader in _select_actors(self._connection, wanted[at : at + _LOOKED_UP_AT_ONCE]):
                self._actor_ids[name] = actor
                self._leaders[actor] = tuple(leader)
        return {name for name in names if name not in self._actor_ids}

    def _flush(self) -> None:
        connection, pending, words = self._connection, self._pending, self._pending_words
        self._pending, self._pending_words, self._pending_ids = [], [], set()
        actors = self._intern_actors(name for article, _, _ in pending for name in actor_names(article))
        indexed = [index_article(article, article_id, actors) for article, article_id, _ in pending]
        for (article, article_id, _), rows in zip(pending, indexed, strict=True):
            self._counts.add(rows.sightings, self._leaders, article_id, published_at(article), 1)
        self._words.add(connection, words)
        connection.insert("article_rows", [article_row(*taken) for taken in pending])
        # Sorted as the tables are, so that rows for the same page come together.
        article_postings = [row for rows in indexed for row in rows.article_postings]
        article_postings.sort()
        connection.insert("article_postings", article_postings)
        connection.insert("events", [row for rows in indexed for row in rows.events])
        event_postings = [row for rows in indexed for row in rows.event_postings]
        event_postings.sort()  # term, day and event differ
        connection.insert("event_postings", event_postings)
        connection.insert("quotes", [row for rows in indexed for row in rows.quotes])


def _select_actors(connection: Connection, names: list[str]) -> Cursor:
    named, values = connection.among("a.name", names)
    return connection.execute(
        "SELECT a.name, t.id, t.display_name, t.kind, t.country, t.sector"
        f" FROM actors a JOIN actors t ON t.id = COALESCE(a.merged_into, a.id) WHERE {named}",
        values,
    )
