"""Full-text search in a store.

Ranks shift a little with every article that is stored. A page token therefore names the last hits of its page and the
newest article of the first page: the next page begins after the last of those hits that is still what it was, where it
stands by now, and leaves out what came later.
"""

from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_sql import ARTICLE_BINDINGS, Condition, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.log import read_mark
from dateline_server.storage.page_tokens import PageTokens, Position, read_page_size
from dateline_server.storage.search_words import SearchTerm, read_search_terms
from dateline_server.storage.snippets import make_snippet
from dateline_server.storage.store import Page, SearchQuery
from dateline_server.storage.wire import frame, frame_text
from dateline_server.storage.words import Matches, WordIndex

_ANCHORS = 16  # hits that a token names: as many of the last ones may be deleted or edited before the next page


class Search:
    """Searches of one store."""

    def __init__(self, database: Database, words: WordIndex, tokens: PageTokens) -> None:
        self._database = database
        self._words = words
        self._tokens = tokens

    def articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best match first."""
        size = read_page_size(query.page_size)
        binding = ("search articles", query.query, query.filter)
        after = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        matches = self._words.matches(terms)
        condition = compile_filter(parse_filter(query.filter, ARTICLE_FIELDS), ARTICLE_BINDINGS)
        with self._database.reading() as connection:
            newest = after[0] if after else connection.execute("SELECT max(id) FROM article_rows").fetchone()[0] or 0
            ranked = self._rank(connection, matches, condition, after, int(newest), size + 1)
            shown = [article for _, article in ranked[:size]]
            items = _hits(connection, terms, shown)
            indexed = read_mark(connection, "indexed")
        more = len(ranked) > size
        position = (newest, indexed, ranked[size - 1][0], *shown[: -_ANCHORS - 1 : -1]) if more else ()
        return Page(items, self._tokens.seal(binding, position) if more else "")

    def _rank(
        self,
        connection: Connection,
        matches: Matches,
        condition: Condition,
        after: Position | None,
        newest: int,
        limit: int,
    ) -> list[tuple[float, int]]:
        conditions = [Condition("f.id <= ?", (newest,)), condition]
        if after is not None:
            _, indexed, rank, *anchors = after
            rank, last = self._anchor(connection, matches, int(indexed), anchors) or (rank, anchors[0])
            conditions.append(Condition("(f.rank, f.id) > (?, ?)", (rank, last)))
            conditions.append(Condition(f"f.id NOT IN ({', '.join('?' * len(anchors))})", tuple(anchors)))
        where = join_conditions("AND", conditions)
        return connection.execute(
            f"SELECT f.rank, f.id FROM ({matches.sql}) f {self._database.dialect.leading_join} article_rows a ON a.id = f.id"
            f" WHERE {where.sql} ORDER BY f.rank, f.id LIMIT ?",
            (*matches.parameters, *where.parameters, limit),
        ).fetchall()

    def _anchor(
        self, connection: Connection, matches: Matches, indexed: int, anchors: list[int | float | str]
    ) -> tuple[float, int] | None:
        """Rank by now and id of the first anchor that is still what it was when the index stood at `indexed`."""
        marks = ", ".join("?" * len(anchors))
        rows = connection.execute(
            f"SELECT f.id, f.rank FROM ({matches.sql}) f JOIN article_rows a ON a.id = f.id"
            f" WHERE a.seq <= ? AND f.id IN ({marks})",
            (*matches.parameters, indexed, *anchors),
        ).fetchall()
        ranks: dict[int, float] = dict(rows)
        return next(((ranks[int(anchor)], int(anchor)) for anchor in anchors if anchor in ranks), None)


def _hits(connection: Connection, terms: Sequence[SearchTerm], articles: list[int]) -> list[bytes]:
    if not articles:
        return []
    marks = ", ".join("?" * len(articles))
    found = {
        article: (basic, serialized)
        for article, basic, serialized in connection.execute(
            f"SELECT a.id, a.basic, l.bytes FROM article_rows a JOIN log l ON l.seq = a.seq WHERE a.id IN ({marks})",
            articles,
        )
    }
    hits = []
    for article in articles:
        basic, serialized = found[article]
        whole = Article.FromString(serialized)
        snippet = make_snippet(whole.title, whole.body, terms)
        hits.append(
            frame(ArticleHit.ARTICLE_FIELD_NUMBER, basic) + frame_text(ArticleHit.SNIPPET_FIELD_NUMBER, snippet)
        )
    return hits
