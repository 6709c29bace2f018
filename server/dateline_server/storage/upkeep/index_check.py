"""Compares the index with what is derived again from the articles."""

from collections import Counter, defaultdict

from dateline.v1.article_pb2 import Article
from dateline_server.storage.actor_merges import read_resolved
from dateline_server.storage.actor_words import name_words
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.ids import published_at, row_range
from dateline_server.storage.index_rows import actor_names, article_row, index_article
from dateline_server.storage.profile_counts import WRONG_LEADERS, ProfileCounts
from dateline_server.storage.tokens import split_words
from dateline_server.storage.upkeep.engine import Upkeep
from dateline_server.storage.words import title_words

_PROFILE_COLUMNS = {
    "actor_names": "actor, name, articles, chosen, folded",
    "actor_traits": "actor, kind, country, sector, articles",
    "actor_roles": "actor, title, organization, country, published_at, article",
}
_COUNTS = ("article_count", "event_count", "quote_count", "mention_count")
_NAMED_WORDS = 5
# Articles that the index should hold, or should not, and that no change which it has still to take in concerns.
_WAITING = "SELECT article FROM log WHERE seq > ?"
_MISSING = (
    "SELECT a.name FROM articles a LEFT JOIN article_rows r ON r.id = a.id WHERE a.delete_time IS NULL"
    f" AND (r.seq IS NULL OR r.seq <> a.head) AND a.id NOT IN ({_WAITING}) ORDER BY a.id"
)
_LEFT_OVER = (
    "SELECT a.name FROM article_rows r JOIN articles a ON a.id = r.id WHERE a.delete_time IS NOT NULL"
    f" AND a.id NOT IN ({_WAITING}) ORDER BY a.id"
)


class IndexCheck:
    """One comparison, inside the transaction of `connection`; `faults` are sentences. `indexed` is the index's mark."""

    def __init__(self, connection: Connection, upkeep: Upkeep, indexed: int) -> None:
        self.faults: list[str] = []
        self._connection = connection
        self._upkeep = upkeep
        waiting = connection.execute(f"{_WAITING} UNION SELECT article FROM stale", (indexed,)).fetchall()
        self._waiting = {row[0] for row in waiting}
        self._targets = read_resolved(connection)
        self._indexed = indexed
        self._rows: dict[str, int] = defaultdict(int)
        self._profiles = ProfileCounts()
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self._word_counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def compare(self, article: Article, article_id: int, seq: int) -> None:
        """Compares the rows of one article, held by the entry `seq` of the log, with those derived from it now."""
        if article_id in self._waiting:
            return
        connection, name = self._connection, article.name
        held = connection.execute("SELECT * FROM article_rows WHERE id = ?", (article_id,)).fetchone()
        if held is None:
            return  # named among the missing
        if tuple(held) != article_row(article, article_id, seq):
            self.faults.append(f"the row of {name} is not what its article says")
        ids = self._actor_ids(actor_names(article))
        derived = index_article(article, article_id, ids)
        for table, wanted in (("events", derived.events), ("quotes", derived.quotes)):
            rows = connection.execute(
                f"SELECT * FROM {table} WHERE id BETWEEN ? AND ?", row_range(article_id)
            ).fetchall()
            if sorted(tuple(row) for row in rows) != sorted(wanted):
                self.faults.append(f"the {table} of {name} are not those of its article")
            self._rows[table] += len(wanted)
        for table, key, wanted in (
            ("article_postings", "article", derived.article_postings),
            ("event_postings", "event", derived.event_postings),
        ):
            if not all(self._holds(table, key, row) for row in wanted):
                self.faults.append(f"{table} lacks rows of {name}")
            self._rows[table] += len(wanted)
        if not self._upkeep.holds_words(connection, article_id, article):
            self.faults.append(f"a search does not find {name} by all of its words")
        self._count_words(article)
        names = {actor_id: self._targets.get(actor, actor) for actor, actor_id in ids.items()}
        for actor_id, sighting in derived.sightings.items():
            counts = self._counts[names[actor_id]]
            for place, more in enumerate((1, sighting.events, sighting.quotes, sighting.mentions)):
                counts[place] += more
        self._profiles.add(derived.sightings, {}, article_id, published_at(article), 1)

    def compare_totals(self, full: bool) -> None:
        """Compares which articles the index holds and, when every article has been compared, how much there is in all."""
        connection = self._connection
        for sql, what in (
            (_MISSING, "the index does not hold {} as it is now"),
            (_LEFT_OVER, "the index still holds {}"),
        ):
            self.faults += [what.format(name) for (name,) in connection.execute(sql, (self._indexed,)).fetchall()]
        articles = connection.execute("SELECT count(*) FROM article_rows").fetchone()[0]
        if (words := self._upkeep.count_words(connection)) != articles:
            self.faults.append(f"the index of words holds {words} articles, not {articles}")
        if not full or self._waiting:
            return
        for table, wanted in sorted(self._rows.items()):
            held = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            if held != wanted:
                self.faults.append(f"{table} holds {held} rows, not {wanted}")
        for name, *held in connection.execute(
            f"SELECT name, {', '.join(_COUNTS)} FROM actors ORDER BY name"
        ).fetchall():
            counts = self._counts.get(name, [0, 0, 0, 0])
            if held != counts:
                self.faults.append(f"{name} is counted {held}, not {counts} ({', '.join(_COUNTS)})")
        if miscounted := self._upkeep.miscounted_words(connection, self._word_counts):
            named = ", ".join(miscounted[:_NAMED_WORDS])
            self.faults.append(
                f"the index holds {len(miscounted):,} words more or less often than the articles: {named}"
            )
        self._compare_words_of_names()
        self._compare_profiles()

    def _count_words(self, article: Article) -> None:
        words = Counter(split_words(article.title) + title_words(article.title) + split_words(article.body))
        for word, times in words.items():
            articles, before = self._word_counts[word]
            self._word_counts[word] = articles + 1, before + times

    def _compare_profiles(self) -> None:
        connection = self._connection
        for table, wanted in self._profiles.rows().items():
            held = {tuple(row) for row in connection.execute(f"SELECT {_PROFILE_COLUMNS[table]} FROM {table}")}
            if held != wanted:
                self.faults.append(
                    f"{table} holds {len(held):,} rows, not {len(wanted):,}; {len(wanted - held):,} are missing or other"
                )
        self.faults += [
            f"the profile of {name} is not that of most articles"
            for (name,) in connection.execute(WRONG_LEADERS).fetchall()
        ]
        for name, shown, folded in connection.execute(
            "SELECT name, display_name, display_folded FROM actors ORDER BY name"
        ):
            if folded != shown.casefold():
                self.faults.append(f"{name} is sorted as {folded!r} and not as {shown!r}")

    def _compare_words_of_names(self) -> None:
        names = self._connection.execute("SELECT actor, name FROM actor_names")
        wanted = {(word, actor) for actor, name in names for word in name_words(name)}
        held = {tuple(row) for row in self._connection.execute("SELECT word, actor FROM actor_words")}
        if held != wanted:
            self.faults.append(f"actor_words holds {len(held)} rows, of which {len(held - wanted)} are not of any name")

    def _actor_ids(self, names: set[str]) -> dict[str, int]:
        """The ids that the actors have; an actor that has none gets one that no row can hold."""
        ids = {}
        for number, name in enumerate(sorted(names), 1):
            row = self._connection.execute(
                "SELECT id FROM actors WHERE name = ?", (self._targets.get(name, name),)
            ).fetchone()
            ids[name] = row[0] if row else -number
        return ids

    def _holds(self, table: str, key: str, row: Row) -> bool:
        held = self._connection.execute(
            f"SELECT * FROM {table} WHERE term = ? AND published_at = ? AND {key} = ?", row[:3]
        ).fetchone()
        return held is not None and tuple(held) == row
