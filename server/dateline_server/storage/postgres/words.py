"""Words in a tsvector. They are split before PostgreSQL sees them, so that both stores find the same: its own parser takes
hosts, numbers and hyphens apart in ways of its own.
"""

from collections import defaultdict
from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words
from dateline_server.storage.words import TITLE_MARK, Matches, Operators, title_words, write_levels

# Limits of a tsvector: a position above the last is kept as the last, and a word has at most 256 of them.
_LAST_POSITION = 16_383
_MOST_POSITIONS = 256
_MOST_BYTES_A_WORD = 2_000
_NOWHERE = f"'{TITLE_MARK}'"  # a word too long for the index; no article has this one

_MATCHES = "SELECT article AS id FROM article_words WHERE words @@ CAST(? AS tsquery)"
# Few titles hold a word, and PostgreSQL takes one that it never met for common: left to itself, it reads the articles from
# the newest on. The sum leaves it the index of words alone.
_TITLES = "SELECT article + 0 AS id FROM article_words WHERE words @@ CAST(? AS tsquery)"
_OPERATORS = Operators(both=" & ", either=" | ", without=" & !")


class PostgresWords:
    """A WordIndex over the table `article_words`."""

    def row(self, article_id: int, article: Article) -> Row:
        """The id and the tsvector."""
        return article_id, write_vector(article.title, article.body)

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Takes the words of articles in."""
        connection.insert("article_words", rows)

    def remove(self, connection: Connection, article_id: int, article: Article) -> None:
        """Takes the words of an article out."""
        connection.execute("DELETE FROM article_words WHERE article = ?", (article_id,))

    def levels(self, terms: Sequence[SearchTerm]) -> list[Matches]:
        """The articles that hold all of the terms, by how many of them the title holds."""
        in_article = [write_phrase(split_words(term.text), term.prefix) for term in terms]
        in_title = [write_phrase(title_words(term.text), term.prefix) for term in terms]
        *in_titles, elsewhere = write_levels(in_article, in_title, _OPERATORS)
        return [*(Matches(_TITLES, query) for query in in_titles), Matches(_MATCHES, elsewhere)]


def write_vector(title: str, body: str) -> str:
    """The words with their places, as a tsvector is written; a place is left free between title and body."""
    places: dict[str, list[str]] = defaultdict(list)
    headline = split_words(title)
    _note_places(places, headline, 1)
    _note_places(places, [TITLE_MARK + word for word in headline], 1)
    _note_places(places, split_words(body), len(headline) + 2)
    return " ".join([_write_lexeme(word, held) for word, held in places.items() if _fits(word)])


def _note_places(places: dict[str, list[str]], words: Sequence[str], first: int) -> None:
    for at, word in enumerate(words, first):
        held = places[word]
        if at <= _LAST_POSITION:
            held.append(str(at))


def _write_lexeme(word: str, places: Sequence[str]) -> str:
    return f"'{word}':{','.join(places[:_MOST_POSITIONS])}" if places else f"'{word}'"


def write_phrase(words: Sequence[str], prefix: bool = False) -> str:
    """Words that stand side by side, as a tsquery is written; they hold letters, digits and marks, and are quoted."""
    written = [f"'{word}'" if _fits(word) else _NOWHERE for word in words]
    return " <-> ".join(written) + (":*" if prefix else "")


def _fits(word: str) -> bool:
    return len(word.encode()) <= _MOST_BYTES_A_WORD
