"""The log: every change of the store, numbered 1, 2, 3 … without a gap in the order of the commits.

It is written in the transaction that acknowledges a change, which is the only one that writes: a number is never given
to a change that is not there, and no lower number appears after a higher one.
"""

import zlib
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection


class LogKind(IntEnum):
    """What happened to an article, or to actors."""

    CREATED = 1
    UPDATED = 2
    DELETED = 3
    UNDELETED = 4
    MERGED = 5
    UNMERGED = 6


class Entry(NamedTuple):
    """A row of the log. `at` in microseconds since 1970; no revision and nothing `held`: deleted.

    `held` is the serialised Article as the database keeps it, and `checksum` the CRC-32 of the serialised one. Of actors
    that were merged or parted it is the serialised ActorMerge, and there is no article.
    """

    seq: int
    kind: int
    article: int | None
    revision: int | None
    at: int
    held: bytes | None
    checksum: int | None


def last_seq(connection: Connection) -> int:
    """The number of the last change; 0 for an empty store."""
    seq: int = connection.execute("SELECT COALESCE(max(seq), 0) FROM log").fetchone()[0]
    return seq


def append_entry(connection: Connection, entry: Entry) -> None:
    """Writes the entry; its number must follow the last one's."""
    append_entries(connection, [entry])


def append_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Writes the entries; each number must follow the one before."""
    connection.insert("log", entries)


def hold(connection: Connection, serialized: bytes) -> tuple[bytes, int]:
    """The last two columns of an entry that holds the message."""
    return connection.pack(serialized), zlib.crc32(serialized)


def is_intact(serialized: bytes, checksum: int | None) -> bool:
    """Whether the bytes of an entry are those that were written; entries of earlier versions have no checksum."""
    return checksum is None or zlib.crc32(serialized) == checksum


def read_article(connection: Connection, seq: int) -> Article:
    """The article that the entry holds."""
    return Article.FromString(connection.execute("SELECT bytes FROM log WHERE seq = ?", (seq,)).fetchone()[0])


def read_mark(connection: Connection, name: str) -> int:
    """The number kept under the mark's name."""
    seq: int = connection.execute("SELECT seq FROM marks WHERE name = ?", (name,)).fetchone()[0]
    return seq


def set_mark(connection: Connection, name: str, seq: int) -> None:
    """Keeps the number under the mark's name."""
    connection.execute("UPDATE marks SET seq = ? WHERE name = ?", (seq, name))
