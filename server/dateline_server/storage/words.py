"""Full-text search as the store asks for it: each database keeps its own index of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.search_words import SearchTerm


@dataclass(frozen=True, slots=True)
class Matches:
    """A subquery with the columns `id` (of an article) and `rank` (lower is better), and its parameters."""

    sql: str
    parameters: tuple[str | int, ...]


class WordIndex(Protocol):
    """The words of titles and bodies; a word in the title weighs as much as several in the body."""

    def row(self, article_id: int, article: Article) -> Row:
        """The row that holds the words of an article."""
        ...

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Takes the words of articles in."""
        ...

    def remove(self, connection: Connection, article_id: int, article: Article) -> None:
        """Takes the words of an article out; it must be the one that was taken in."""
        ...

    def matches(self, terms: Sequence[SearchTerm]) -> Matches:
        """The articles that hold all of the terms, by how much they are about them."""
        ...

    def headlines(self, terms: Sequence[SearchTerm], oldest: int = 0) -> Matches:
        """The articles that hold all of the terms, by how many of them the title holds: other articles count for nothing.

        None with an id below `oldest` is looked at.
        """
        ...
