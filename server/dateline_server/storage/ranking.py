"""The articles that a search goes through, in its order."""

from collections.abc import Iterator, Sequence

from dateline_server.storage.database import Connection, Dialect
from dateline_server.storage.filter_sql import TRUE, Condition
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.words import Matches, WordIndex

ANY = (1 << 62) - 1  # above every id
_MOST_AT_ONCE = 1_024


class Ranking:
    """The articles that hold all of the terms and meet the condition (on their rows, alias a)."""

    def __init__(self, dialect: Dialect, words: WordIndex, terms: Sequence[SearchTerm], condition: Condition) -> None:
        self._levels = words.levels(terms)
        self._join, self._condition = "", ""
        self._parameters = condition.parameters
        if condition is not TRUE:
            self._join = f" {dialect.leading_join} article_rows a ON a.id = f.id"
            self._condition = f" AND {condition.sql}"

    def walk(
        self, connection: Connection, at_once: int, newest: int = ANY, start: tuple[int, int] = (0, ANY)
    ) -> Iterator[tuple[int, int]]:
        """Level and id of each, best first, none later than `newest`; from the place `start` on.

        It reads `at_once` of them, and then more and more, as far as the caller goes.
        """
        first, latest = start
        for level, matches in enumerate(self._levels[first:], first):
            below, limit = (min(latest, newest) if level == first else newest) + 1, at_once
            while True:
                found = self._select(connection, matches, below, limit)
                yield from ((level, article) for article in found)
                if len(found) < limit:
                    break
                below, limit = found[-1], max(limit, min(2 * limit, _MOST_AT_ONCE))

    def _select(self, connection: Connection, matches: Matches, below: int, limit: int) -> list[int]:
        rows = connection.execute(
            f"SELECT f.id FROM ({matches.sql}) f{self._join} WHERE f.id < ?{self._condition} ORDER BY f.id DESC LIMIT ?",
            (matches.parameter, below, *self._parameters, limit),
        )
        return [article for (article,) in rows]
