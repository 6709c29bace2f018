"""Words in an FTS5 table, ranked by bm25."""

from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.words import Matches

_MATCHES = "SELECT rowid AS id, bm25(article_words, 4.0, 1.0) AS rank FROM article_words WHERE article_words MATCH ?"

_IN_TITLE = "(rowid IN (SELECT rowid FROM article_words WHERE article_words MATCH ? AND rowid >= ?))"


class SqliteWords:
    """A WordIndex over the table `article_words`, which holds no text."""

    def row(self, article_id: int, article: Article) -> Row:
        """The id, the title and the body."""
        return article_id, article.title, article.body

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Takes the words of articles in."""
        connection.executemany("INSERT INTO article_words (rowid, title, body) VALUES (?, ?, ?)", rows)

    def remove(self, connection: Connection, article_id: int, article: Article) -> None:
        """Takes the words of an article out."""
        connection.execute(
            "INSERT INTO article_words (article_words, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            (article_id, article.title, article.body),
        )

    def matches(self, terms: Sequence[SearchTerm]) -> Matches:
        """The articles that hold all of the terms, ranked by bm25."""
        return Matches(_MATCHES, (match_expression(terms),))

    def headlines(self, terms: Sequence[SearchTerm], oldest: int = 0) -> Matches:
        """The articles that hold all of the terms, by how many of them the title holds."""
        count = " + ".join([_IN_TITLE] * len(terms))
        titles: list[str | int] = []
        for term in terms:
            titles += (f"title : {match_expression([term])}", oldest)
        return Matches(
            f"SELECT rowid AS id, -({count}) AS rank FROM article_words WHERE article_words MATCH ? AND rowid >= ?",
            (*titles, match_expression(terms), oldest),
        )


def match_expression(terms: Sequence[SearchTerm]) -> str:
    """The terms in FTS5's language, every one a quoted string, so that nothing in them is read as syntax."""
    return " AND ".join(
        '"' + term.text.replace("\0", " ").replace('"', '""') + '"' + (" *" if term.prefix else "") for term in terms
    )
