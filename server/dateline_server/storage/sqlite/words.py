"""Words in an FTS5 table. They are split before it sees them, so that both stores find the same."""

from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words
from dateline_server.storage.words import Matches, Operators, title_words, write_levels

_MATCHES = "SELECT rowid AS id FROM article_words WHERE article_words MATCH ?"
_OPERATORS = Operators(both=" AND ", either=" OR ", without=" NOT ")


class SqliteWords:
    """A WordIndex over the table `article_words`, which holds no text."""

    def row(self, article_id: int, article: Article) -> Row:
        """The id, and the words of the title, of the title as marked ones, and of the body."""
        return article_id, *(" ".join(words) for words in word_columns(article))

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Takes the words of articles in."""
        connection.executemany("INSERT INTO article_words (rowid, title, headline, body) VALUES (?, ?, ?, ?)", rows)

    def remove(self, connection: Connection, article_id: int, article: Article) -> None:
        """Takes the words of an article out."""
        connection.executemany(
            "INSERT INTO article_words (article_words, rowid, title, headline, body) VALUES ('delete', ?, ?, ?, ?)",
            [self.row(article_id, article)],
        )

    def levels(self, terms: Sequence[SearchTerm]) -> list[Matches]:
        """The articles that hold all of the terms, by how many of them the title holds."""
        in_article = [write_phrase(split_words(term.text), term.prefix) for term in terms]
        in_title = [write_phrase(title_words(term.text), term.prefix) for term in terms]
        return [Matches(_MATCHES, query) for query in write_levels(in_article, in_title, _OPERATORS)]


def word_columns(article: Article) -> tuple[list[str], list[str], list[str]]:
    """The words of the title, of the title as marked ones, and of the body."""
    return split_words(article.title), title_words(article.title), split_words(article.body)


def write_phrase(words: Sequence[str], prefix: bool = False) -> str:
    """Words that stand side by side, in FTS5's language; they hold letters, digits and marks, and are quoted."""
    return f'"{" ".join(words)}"' + (" *" if prefix else "")
