"""Words in a tsvector, ranked by how close together the words of the search stand.

The words are split here and not by PostgreSQL, whose parser takes hosts, numbers and hyphens apart in ways of its own:
both stores find the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words
from dateline_server.storage.words import Matches

# Limits of a tsvector: a position above the last is kept as the last, and a word has at most 256 of them.
_LAST_POSITION = 16_383
_MOST_POSITIONS = 256
_MOST_BYTES_A_WORD = 2_000
# Weights of the labels D, C, B and A: a word in the title (A) weighs as much as several in the body (D).
_WEIGHTS = "{0.25, 0.25, 0.25, 1.0}"
_MATCHES = (
    f"SELECT article AS id, -ts_rank_cd('{_WEIGHTS}', words, query) AS rank"
    " FROM article_words, CAST(? AS tsquery) query WHERE words @@ query"
)

_IN_TITLE = "CAST(words @@ CAST(? AS tsquery) AS integer)"


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

    def matches(self, terms: Sequence[SearchTerm]) -> Matches:
        """The articles that hold all of the terms, ranked by how close together they stand."""
        return Matches(_MATCHES, (write_query(terms),))

    def headlines(self, terms: Sequence[SearchTerm], oldest: int = 0) -> Matches:
        """The articles that hold all of the terms, by how many of them the title holds."""
        titles = [write_query([term], label="A") for term in terms]
        count = " + ".join([_IN_TITLE] * len(titles))
        return Matches(
            f"SELECT article AS id, -({count}) AS rank FROM article_words"
            " WHERE words @@ CAST(? AS tsquery) AND article >= ?",
            (*titles, write_query(terms), oldest),
        )


def write_vector(title: str, body: str) -> str:
    """The words with their places, as a tsvector is written; a place is left free between title and body."""
    places: dict[str, list[str]] = defaultdict(list)
    headline = split_words(title)
    _note_places(places, headline, 1, "A")
    _note_places(places, split_words(body), len(headline) + 2, "")
    return " ".join([_write_lexeme(word, held) for word, held in places.items() if _fits(word)])


def _note_places(places: dict[str, list[str]], words: Sequence[str], first: int, label: str) -> None:
    for at, word in enumerate(words, first):
        held = places[word]
        if at <= _LAST_POSITION:
            held.append(f"{at}{label}")


def _write_lexeme(word: str, places: Sequence[str]) -> str:
    return f"'{word}':{','.join(places[:_MOST_POSITIONS])}" if places else f"'{word}'"


def write_query(terms: Iterable[SearchTerm], label: str = "") -> str:
    """The terms as a tsquery is written, for words of one label or of any.

    Words hold letters and digits only, so that nothing in them is syntax.
    """
    phrases = []
    for term in terms:
        words = [word for word in split_words(term.text) if _fits(word)]
        labels = [label] * len(words)
        if words and term.prefix:
            labels[-1] = f"*{label}"
        words = [f"'{word}'" + (f":{label}" if label else "") for word, label in zip(words, labels, strict=True)]
        phrases.append(" <-> ".join(words) or "''")
    return " & ".join(f"({phrase})" for phrase in phrases)


def _fits(word: str) -> bool:
    return len(word.encode()) <= _MOST_BYTES_A_WORD
