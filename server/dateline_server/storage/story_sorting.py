"""Sorts articles into stories, one entry of the log after the other, so that the log alone decides which stories there are.

An article is compared with those of about the same days that share rare terms with it; see `stories/clusters.py`. An
article in a story stays in it when it changes, and leaves it when it is deleted.
"""

from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.feature_bytes import pack_features, unpack_features
from dateline_server.storage.ids import SECONDS_A_DAY
from dateline_server.storage.log import LogKind, read_mark, set_mark
from dateline_server.storage.story_members import StoryMembers
from dateline_server.stories.clusters import WINDOW_DAYS, Choice, Neighbour, choose
from dateline_server.stories.features import Features, describe

_MICROSECONDS_A_DAY = SECONDS_A_DAY * 1_000_000
_ENTRIES = "SELECT seq, kind, article, at, bytes FROM log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
# A term in so many articles tells nothing, and is not counted any further.
_MOST_COUNTED = 1000
_RARE = 200
_MOST_LOOKED_AT = 600  # rows of story_terms, for one article
_MOST_COMPARED = 24  # one that tells of the same happening shares many rare terms
_IN_WINDOW = "day BETWEEN ? AND ?"
_COUNT = (
    f"(SELECT count(*) FROM (SELECT 1 FROM story_terms s WHERE s.term = w.term AND s.{_IN_WINDOW}"
    f" LIMIT {_MOST_COUNTED}) AS counted)"
)
_SELECT = (
    "SELECT f.article, f.day, f.dated, f.features, m.story FROM story_features f"
    " LEFT JOIN story_articles m ON m.article = f.article WHERE"
)


def sort_entries(connection: Connection, limit: int) -> int:
    """Sorts up to `limit` entries that the index holds already; the number of the last entry that is sorted now."""
    done = read_mark(connection, "sorted")
    entries = connection.execute(_ENTRIES, (done, read_mark(connection, "indexed"), limit)).fetchall()
    sorting = _Sorting(connection)
    for seq, kind, article, at, held in entries:
        if kind == LogKind.DELETED:
            sorting.remove(article, seq, at)
        elif article is not None:
            sorting.take(article, seq, at, Article.FromString(held))
    if entries:
        done = entries[-1][0]
        set_mark(connection, "sorted", done)
    return done


class _Sorting:
    """The entries of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._members = StoryMembers(connection)
        self._articles_by_day: dict[int, int] = {}

    def take(self, article_id: int, seq: int, at: int, article: Article) -> None:
        described = describe(article)
        packed = pack_features(described)
        features = unpack_features(packed, described.day)
        day = at // _MICROSECONDS_A_DAY if features.day is None else features.day
        self._forget(article_id)
        story = self._members.story_of(article_id)
        if story is not None:
            fellows = self._read_features("m.story", [story])
            choice = choose(features, fellows, {}, 0)
            self._keep(article_id, day, features, packed)
            self._members.change(story, article_id, article, choice, seq)
            return
        choice = self._choose(features, day)
        self._keep(article_id, day, features, packed)
        if choice is not None:
            self._members.join(article_id, article, choice, seq, at)

    def remove(self, article_id: int, seq: int, at: int) -> None:
        self._forget(article_id)
        self._members.leave(article_id, seq, at)

    def _choose(self, features: Features, day: int) -> Choice | None:
        window = (day - WINDOW_DAYS, day + WINDOW_DAYS)
        counts = self._count(features, window)
        near = self._find_near(features, counts, window)
        if not near:
            return None
        total = sum(self._count_day(one) for one in range(window[0], window[1] + 1))
        return choose(features, self._read_features("f.article", near), counts, total)

    def _count(self, features: Features, window: tuple[int, int]) -> dict[int, int]:
        """In how many articles of the window each term stands, up to 1,000."""
        if not features.terms:
            return {}
        wanted = ", ".join(["(CAST(? AS bigint))"] * len(features.terms))
        return dict(
            self._connection.execute(
                f"WITH wanted (term) AS (VALUES {wanted}) SELECT w.term, {_COUNT} FROM wanted w",
                [*(term for term, _ in features.terms), *window],
            ).fetchall()
        )

    def _find_near(self, features: Features, counts: dict[int, int], window: tuple[int, int]) -> list[int]:
        """The articles of the window that share the rarest terms, those first of which these tell most."""
        rare = sorted(
            (count, place) for place, (term, _) in enumerate(features.terms) if 0 < (count := counts[term]) <= _RARE
        )
        chosen: dict[int, float] = {}
        left = _MOST_LOOKED_AT
        for count, place in rare:
            left -= count
            if left < 0 and chosen:
                break
            term, weight = features.terms[place]
            chosen[term] = weight / count
        if not chosen:
            return []
        among, values = self._connection.among("term", list(chosen))
        scores: dict[int, float] = {}
        for term, article in self._connection.execute(
            f"SELECT term, article FROM story_terms WHERE {among} AND {_IN_WINDOW} ORDER BY term, article",
            [*values, *window],
        ):
            scores[article] = scores.get(article, 0.0) + chosen[term]
        return sorted(scores, key=lambda article: (-scores[article], article))[:_MOST_COMPARED]

    def _read_features(self, column: str, values: Sequence[int]) -> list[Neighbour]:
        among, parameters = self._connection.among(column, values)
        rows = self._connection.execute(f"{_SELECT} {among} ORDER BY f.article LIMIT {_MOST_COMPARED}", parameters)
        return [
            Neighbour(article, story, unpack_features(held, day if dated else None))
            for article, day, dated, held, story in rows
        ]

    def _count_day(self, day: int) -> int:
        known = self._articles_by_day.get(day)
        if known is None:
            row = self._connection.execute("SELECT count(*) FROM story_features WHERE day = ?", (day,)).fetchone()
            known = self._articles_by_day[day] = row[0]
        return known

    def _keep(self, article_id: int, day: int, features: Features, packed: bytes) -> None:
        self._connection.insert("story_features", [(article_id, day, int(features.day is not None), packed)])
        rows: list[Row] = sorted((term, day, article_id) for term, _ in features.terms)
        self._connection.insert("story_terms", rows)
        if day in self._articles_by_day:
            self._articles_by_day[day] += 1

    def _forget(self, article_id: int) -> None:
        connection = self._connection
        row = connection.execute("SELECT day, features FROM story_features WHERE article = ?", (article_id,)).fetchone()
        if row is None:
            return
        day, held = row
        connection.execute("DELETE FROM story_features WHERE article = ?", (article_id,))
        connection.executemany(
            "DELETE FROM story_terms WHERE term = ? AND day = ? AND article = ?",
            [(term, day, article_id) for term, _ in unpack_features(held, None).terms],
        )
        if day in self._articles_by_day:
            self._articles_by_day[day] -= 1
