"""The change feed: the log as followers see it, from a cursor on."""

from dateline.v1.actor_pb2 import ActorMerge
from dateline_server.errors import CursorTooOld
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection, Database, Row
from dateline_server.storage.log import LogKind, last_seq, read_mark
from dateline_server.storage.store import MOST_BYTES_AT_ONCE, LoggedChange

_AFTER = (
    "SELECT l.seq, l.kind, l.at, l.article, a.name, l.bytes FROM log l"
    " LEFT JOIN articles a ON a.id = l.article WHERE l.seq > ? ORDER BY l.seq LIMIT ?"
)
_CREATED = int(LogKind.CREATED)  # no member of an enumeration: it is compared with that of every row
# What the article was before: the latest revision of lower number in the log.
_BEFORE = "SELECT bytes FROM log WHERE article = ? AND revision IS NOT NULL AND seq < ? ORDER BY revision DESC LIMIT 1"


class Changes:
    """Reads the log of one store."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self.cursors = cursors

    def last(self) -> int:
        """The number of the last change; 0 for an empty store."""
        with self._database.reading() as connection:
            return last_seq(connection)

    def read_changes(self, after: int, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes that follow number `after`, or MOST_BYTES_AT_ONCE of them. Raises CursorTooOld."""
        with self._database.reading(log=True) as connection:
            floor = read_mark(connection, "floor")
            if after < floor:
                raise CursorTooOld(
                    f"The store no longer holds the changes up to number {floor}; this cursor stands at {after}. Take a "
                    "new one with GetCursor, list everything, and watch from that cursor on.",
                    field="cursor",
                    oldest=self.cursors.seal(floor),
                )
            changes: list[LoggedChange] = []
            size = 0
            for row in connection.execute(_AFTER, (after, limit)):
                seq, kind, at, _, name, held = row
                if kind == _CREATED:  # nearly always
                    change = LoggedChange(seq, at, name, None, held)
                    size += len(held)
                else:
                    change = _change(connection, row)
                    size += change.size
                if size > MOST_BYTES_AT_ONCE and changes:
                    break
                changes.append(change)
            return changes

    def seal_cursor(self, seq: int) -> str:
        """The cursor that stands after change number `seq`."""
        return self.cursors.seal(seq)

    def oldest(self) -> int:
        """The number after which every change is still held."""
        with self._database.reading() as connection:
            return read_mark(connection, "floor")


def _change(connection: Connection, row: Row) -> LoggedChange:
    seq, kind, at, article, name, after = row
    if kind == LogKind.MERGED:
        return LoggedChange(seq, at, ActorMerge.FromString(after).target, None, None, merged=after)
    if kind == LogKind.UNMERGED:
        return LoggedChange(seq, at, ActorMerge.FromString(after).target, None, None, unmerged=after)
    before = None
    if kind in (LogKind.UPDATED, LogKind.DELETED):
        before = connection.execute(_BEFORE, (article, seq)).fetchone()[0]
    return LoggedChange(seq, at, name, before, after)
