"""Full-text search as the store asks for it: each database keeps its own index of words.

Searches go through the articles in one order on every database, which depends on nothing but the article itself: those
first whose titles hold all of the terms, then those whose titles hold some, then the others, and of each the one first
that was stored last. An index gives that order as it stands, since it holds the words of a title twice: as words of the
article, and marked as words of its title. However common a word is, a page reads no more than it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words

# Stands before a word of a title where it is indexed as such. No word begins with it.
TITLE_MARK = "^"


@dataclass(frozen=True, slots=True)
class Matches:
    """A subquery with the column `id` (of an article), and its parameter."""

    sql: str
    parameter: str


class WordIndex(Protocol):
    """The words of titles and bodies."""

    def row(self, article_id: int, article: Article) -> Row:
        """The row that holds the words of an article."""
        ...

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Takes the words of articles in."""
        ...

    def remove(self, connection: Connection, article_id: int, article: Article) -> None:
        """Takes the words of an article out; it must be the one that was taken in."""
        ...

    def levels(self, terms: Sequence[SearchTerm]) -> list[Matches]:
        """The articles that hold all of the terms, best first: by whether the title holds all of them, some or none.

        No article is in two of the levels.
        """
        ...


@dataclass(frozen=True, slots=True)
class Operators:
    """How a language of full-text queries writes that both sides hold, that one does, and that the right one does not."""

    both: str
    either: str
    without: str


def write_levels(in_article: Sequence[str], in_title: Sequence[str], operators: Operators) -> list[str]:
    """The queries of `WordIndex.levels`; the terms are given as they are looked for in articles and in titles."""
    everywhere = _join(operators.both, in_article)
    title_holds_all = _join(operators.both, in_title)
    if len(in_title) == 1:
        return [title_holds_all, f"{everywhere}{operators.without}{title_holds_all}"]
    title_holds_some = _join(operators.either, in_title)
    return [
        title_holds_all,
        f"({everywhere}{operators.both}{title_holds_some}){operators.without}{title_holds_all}",
        f"{everywhere}{operators.without}{title_holds_some}",
    ]


def _join(operator: str, parts: Sequence[str]) -> str:
    return f"({operator.join(f'({part})' for part in parts)})"


def title_words(title: str) -> list[str]:
    """The words of a title, marked."""
    return [TITLE_MARK + word for word in split_words(title)]
