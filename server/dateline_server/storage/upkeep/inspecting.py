"""What a store holds, in figures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dateline_server.storage.database import Database
from dateline_server.storage.log import last_seq, read_mark
from dateline_server.storage.upkeep.engine import Upkeep

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Where a store stands.

    `bytes` on its disk, `bytes_free` there or None; `floor`: cursors at or above this change can be followed; `behind`:
    changes that the index has still to take in; `oldest` and `newest`: when the first and the last change that are held
    were committed, None for an empty store.
    """

    store: str
    schema: int
    bytes: int
    bytes_free: int | None
    articles: int
    deleted: int
    last_change: int
    floor: int
    behind: int
    oldest: datetime | None
    newest: datetime | None


def inspect(database: Database, upkeep: Upkeep) -> StoreInfo:
    """The figures of the store at one moment."""
    size, free = upkeep.size(), upkeep.free()
    with database.reading() as connection:
        last = last_seq(connection)
        articles, deleted = connection.execute("SELECT count(*), count(delete_time) FROM articles").fetchone()
        first = connection.execute("SELECT at FROM log ORDER BY seq LIMIT 1").fetchone()
        newest = connection.execute("SELECT at FROM log ORDER BY seq DESC LIMIT 1").fetchone()
        return StoreInfo(
            store=database.name,
            schema=database.schema_version(connection),
            bytes=size,
            bytes_free=free,
            articles=articles - deleted,
            deleted=deleted,
            last_change=last,
            floor=read_mark(connection, "floor"),
            behind=max(0, last - read_mark(connection, "indexed")),
            oldest=_EPOCH + timedelta(microseconds=first[0]) if first else None,
            newest=_EPOCH + timedelta(microseconds=newest[0]) if newest else None,
        )
