"""Drops entries of the log that later ones have overtaken.

What is dropped are revisions with a successor, and deleted articles with their tombstones, where the successor or the
tombstone is old enough. The mark `floor` then says up to which entry the log is no longer whole: a cursor below it is too
old, and followers with such a one list everything anew.
"""

from dataclasses import dataclass

from dateline_server.storage.database import Connection, Database
from dateline_server.storage.log import LogKind, last_seq, read_mark, set_mark
from dateline_server.storage.upkeep.engine import Progress, no_progress
from dateline_server.storage.upkeep.reindexing import catch_up
from dateline_server.storage.words import WordIndex

_BATCH = 1_000
_BEFORE = "SELECT min(seq) FROM log WHERE at >= ? AND seq > ?"
# An entry is overtaken by a later one of its article; a tombstone by having told its followers.
_OVERTAKEN = (
    "SELECT l.seq, l.article, length(l.bytes) FROM log l WHERE l.seq > ? AND l.seq <= ? AND (l.kind = ? OR EXISTS"
    " (SELECT 1 FROM log later WHERE later.article = l.article AND later.seq > l.seq AND later.seq <= ?))"
    " ORDER BY l.seq LIMIT ?"
)
_FORGET_HEAD = "UPDATE articles SET head = 0 WHERE id = ? AND head = ? AND delete_time IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of the log: `floor` as it now stands, entries dropped, and the bytes that their articles took."""

    floor: int
    dropped: int
    bytes: int


def compact(database: Database, words: WordIndex, before: int, progress: Progress = no_progress) -> Compacted:
    """Drops what was overtaken before the time `before` (microseconds since 1970), some entries a transaction.

    Others may read and write meanwhile. A call that was interrupted is finished by the next one.
    """
    catch_up(database, words)
    with database.writing() as connection:
        floor = _raise_floor(connection, before)
    dropped = size = at = 0
    while True:
        with database.writing() as connection:
            rows = connection.execute(_OVERTAKEN, (at, floor, int(LogKind.DELETED), floor, _BATCH)).fetchall()
            connection.executemany("DELETE FROM log WHERE seq = ?", [(seq,) for seq, _, _ in rows])
            connection.executemany(_FORGET_HEAD, [(article, seq) for seq, article, _ in rows])
        if not rows:
            return Compacted(floor, dropped, size)
        at = rows[-1][0]
        dropped += len(rows)
        size += sum(length or 0 for _, _, length in rows)
        progress(at, floor)


def _raise_floor(connection: Connection, before: int) -> int:
    """The new floor: the last entry that, like all those before it, is old enough."""
    floor = read_mark(connection, "floor")
    first_kept = connection.execute(_BEFORE, (before, floor)).fetchone()[0]
    last = last_seq(connection)
    # The last entry stays whatever it is: the next one is numbered after it. And the index and the stories are derived
    # from what stays.
    new = min((first_kept or last + 1) - 1, last - 1, read_mark(connection, "indexed"), read_mark(connection, "sorted"))
    if new > floor:
        set_mark(connection, "floor", new)
    return max(new, floor)
