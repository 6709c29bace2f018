"""What looking after a store asks of its database beyond what reading and writing it does."""

from collections.abc import Callable, Mapping
from typing import Protocol

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection

# Told how many of how many steps are done.
Progress = Callable[[int, int], None]

# For each word that the index should hold: in how many articles, and how often in all.
WordCounts = Mapping[str, tuple[int, int]]


def no_progress(done: int, of: int) -> None:
    """Nobody watches."""


class Upkeep(Protocol):
    """The care of one database and its index of words. Every method raises StoreUnavailable when it cannot be used."""

    def faults(self, connection: Connection, full: bool) -> list[str]:
        """What the database itself finds wrong with its tables and indexes, a sentence each; `full` takes longer."""
        ...

    def size(self) -> int:
        """Bytes that the store takes on the disk."""
        ...

    def free(self) -> int | None:
        """Bytes that are free on its disk; None where that cannot be known from here."""
        ...

    def tables(self) -> set[str]:
        """The names of the store's tables; an index of words is one."""
        ...

    def count_words(self, connection: Connection) -> int:
        """How many articles the index of words holds."""
        ...

    def holds_words(self, connection: Connection, article_id: int, article: Article) -> bool:
        """Whether the index of words finds the article by all of its words."""
        ...

    def miscounted_words(self, connection: Connection, expected: WordCounts) -> list[str]:
        """The words that the index does not hold as often as expected; none where `holds_words` compares whole rows."""
        ...

    def clear_words(self, connection: Connection) -> None:
        """Empties the index of words."""
        ...

    def shrink(self) -> None:
        """Gives the space of dropped rows back to the disk; writers wait meanwhile."""
        ...
