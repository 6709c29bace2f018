"""Full-text search in a SQLite store.

FTS5 ranks by bm25, which shifts a little with every article that is stored. A page token therefore names the last hit
of its page and the newest article of the first page: the next page begins after that hit, where it stands by now,
and leaves out what came later.
"""

import sqlite3

from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_sql import ARTICLE_BINDINGS, Condition, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.page_tokens import PageTokens, Position, read_page_size
from dateline_server.storage.search_words import SearchTerm, read_search_terms
from dateline_server.storage.sqlite_connections import SqliteConnections
from dateline_server.storage.store import Page, SearchQuery
from dateline_server.storage.wire import frame, frame_text

_SNIPPET_WORDS = 24
_MATCHES = "article_words MATCH ?"
# A word in the title weighs as much as several in the body.
_RANK = "bm25(article_words, 4.0, 1.0)"


class SqliteSearch:
    """Searches of one store."""

    def __init__(self, connections: SqliteConnections, tokens: PageTokens) -> None:
        self._connections = connections
        self._tokens = tokens

    def articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best match first."""
        size = read_page_size(query.page_size)
        binding = ("search articles", query.query, query.filter)
        after = self._tokens.open(binding, query.page_token)
        words = match_expression(read_search_terms(query.query))
        condition = compile_filter(parse_filter(query.filter, ARTICLE_FIELDS), ARTICLE_BINDINGS)
        with self._connections.reading() as connection:
            newest = after[2] if after else connection.execute("SELECT max(id) FROM articles").fetchone()[0] or 0
            ranked = self._rank(connection, words, condition, after, int(newest), size + 1)
            items = _hits(connection, words, [article for _, article in ranked[:size]])
        token = self._tokens.seal(binding, (*ranked[size - 1], newest)) if len(ranked) > size else ""
        return Page(items, token)

    def _rank(
        self,
        connection: sqlite3.Connection,
        words: str,
        condition: Condition,
        after: Position | None,
        newest: int,
        limit: int,
    ) -> list[tuple[float, int]]:
        conditions = [Condition("f.id <= ?", (newest,)), condition]
        if after is not None:
            rank, last = after[0], after[1]
            now = connection.execute(
                f"SELECT {_RANK} FROM article_words WHERE {_MATCHES} AND rowid = ?", (words, last)
            ).fetchone()
            conditions.append(Condition("(f.rank, f.id) > (?, ?)", (now[0] if now else rank, last)))
        where = join_conditions("AND", conditions)
        return connection.execute(
            f"SELECT f.rank, f.id FROM (SELECT rowid AS id, {_RANK} AS rank FROM article_words WHERE {_MATCHES}) f"
            f" CROSS JOIN articles a ON a.id = f.id WHERE {where.sql} ORDER BY f.rank, f.id LIMIT ?",
            (words, *where.parameters, limit),
        ).fetchall()


def match_expression(terms: list[SearchTerm]) -> str:
    """The terms in FTS5's language, every one a quoted string, so that nothing in them is read as syntax."""
    return " AND ".join(
        '"' + term.text.replace("\0", " ").replace('"', '""') + '"' + (" *" if term.prefix else "") for term in terms
    )


def _hits(connection: sqlite3.Connection, words: str, articles: list[int]) -> list[bytes]:
    marks = ", ".join("?" * len(articles))
    snippets = dict(
        connection.execute(
            f"SELECT rowid, snippet(article_words, -1, '«', '»', '…', {_SNIPPET_WORDS}) FROM article_words"
            f" WHERE {_MATCHES} AND rowid IN ({marks})",
            (words, *articles),
        )
    )
    basics = dict(connection.execute(f"SELECT id, basic FROM articles WHERE id IN ({marks})", articles))
    return [
        frame(ArticleHit.ARTICLE_FIELD_NUMBER, basics[article])
        + frame_text(ArticleHit.SNIPPET_FIELD_NUMBER, " ".join(snippets[article].split()))
        for article in articles
    ]
