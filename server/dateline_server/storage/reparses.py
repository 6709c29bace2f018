"""How a server works on the reparse of stored articles: it takes a lease, reads in batches, and commits each of them.

A batch is committed together with the cursor of the operation, and only while the lease is held. So one server at a
time works on an operation; another takes it over when the lease has run out, and nothing is done twice or left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from google.longrunning.operations_pb2 import Operation
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseFailure, ReparseMetadata, ReparseResponse
from dateline_server.clock import Clock, SteadyClock
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection, Database, Row
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_sql import ARTICLE_BINDINGS, compile_filter, microseconds
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.indexing import Indexing
from dateline_server.storage.leases import HELD, held_until, lease_end
from dateline_server.storage.log import last_seq
from dateline_server.storage.operations import (
    RUNNING,
    OperationKind,
    OperationRow,
    end_operation,
    find_operation,
    save_progress,
)
from dateline_server.storage.rereading import Reread
from dateline_server.storage.sightings import Sightings
from dateline_server.storage.writes import Writes

# An operation whose engine no server has is given up when nobody has held it for so long: servers may be starting.
ABANDONED_SECONDS = 120
MOST_FAILURES = 100

_ARTICLES_A_BATCH = 32
_BYTES_A_BATCH = 256 * 1024  # of the texts; one text alone may have more
_ROWS_AT_ONCE = 16  # of articles that may be long
_ROWS_A_CALL = 1_024
_OPEN = f"o.kind = {int(OperationKind.REPARSE)} AND o.state = {int(RUNNING)}"
_FREE = f"(o.owner = '' OR o.owner = ? OR NOT o.{HELD})"
_FIND_FREE = f"SELECT o.name FROM operations o WHERE {_OPEN} AND o.engine = ? AND {_FREE} ORDER BY o.number LIMIT 1"
_FIND_LEFT = (
    f"SELECT o.name, o.owner, o.lease_until FROM operations o WHERE {_OPEN} AND o.engine <> ?"
    f" AND (o.owner = '' OR NOT o.{HELD})"
)


class LeaseLost(Exception):
    """The operation was cancelled, or another server works on it: what was not committed is theirs to do."""


@dataclass(frozen=True, slots=True)
class Lease:
    """An operation that the server `owner` works on, from the article after `cursor` up to `last` (articles.id)."""

    name: str
    owner: str
    request: ReparseArticlesRequest
    engine: str
    cursor: int
    last: int
    counted: bool


@dataclass(frozen=True, slots=True)
class StoredText:
    """An article to read again; `content` tells when it is no longer the same document."""

    id: int
    content: str
    article: Article


@dataclass(frozen=True, slots=True)
class Stretch:
    """What there is to read between two ids of articles, the first one excluded: all of it, so it may be nothing."""

    after: int
    upto: int
    texts: list[StoredText]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read again, or why it could not be."""

    text: StoredText
    outcome: Article | Status


class Reparses:
    """The reparses of one store."""

    def __init__(
        self,
        database: Database,
        indexing: Indexing,
        cursors: Cursors,
        clock: Clock,
        steady: SteadyClock,
    ) -> None:
        self._database = database
        self._indexing = indexing
        self._cursors = cursors
        self._clock = clock
        self._left = Sightings(steady)

    def find_work(self, owner: str, engine: str) -> bool:
        """Whether `claim` or `abandon` would find an operation now; writes nothing.

        What nobody holds is known from one call to the next, so ask again and again.
        """
        now = self._now()
        with self._database.reading() as connection:
            return connection.execute(_FIND_FREE, (engine, owner, *held_until(now))).fetchone() is not None or bool(
                self._find_abandoned(connection, engine, now)
            )

    def claim(self, owner: str, engine: str) -> Lease | None:
        """The oldest operation for that engine on which no other server works; None where there is none."""
        now = self._now()
        with self._database.writing() as connection:
            found = connection.execute(_FIND_FREE, (engine, owner, *held_until(now))).fetchone()
            if found is None:
                return None
            connection.execute(
                "UPDATE operations SET owner = ?, lease_until = ? WHERE name = ?", (owner, lease_end(now), found[0])
            )
            row = find_operation(connection, found[0])
        assert row is not None
        metadata = ReparseMetadata.FromString(row.metadata)
        return Lease(row.name, owner, metadata.request, engine, row.cursor, row.last, metadata.HasField("total"))

    def renew(self, lease: Lease) -> None:
        """Keeps the operation for some seconds more. Raises LeaseLost."""
        now = self._now()
        with self._database.writing() as connection:
            row = _require_lease(connection, lease)
            connection.execute("UPDATE operations SET lease_until = ? WHERE number = ?", (lease_end(now), row.number))

    def release(self, lease: Lease) -> None:
        """Lets another server take the operation at once; nothing when the lease is lost."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE operations SET owner = '', lease_until = ? WHERE name = ? AND owner = ?",
                (self._now(), lease.name, lease.owner),
            )

    def abandon(self, engine: str, error: Status) -> list[str]:
        """Fails the operations of other engines on which no server has worked for long; their names."""
        now = self._now()
        with self._database.writing() as connection:
            found = [name for name, *_ in self._find_abandoned(connection, engine, now)]
            for name in found:
                row = find_operation(connection, name)
                assert row is not None
                end_operation(connection, row, row.progress(), ReparseMetadata.FAILED, Operation(error=error), now)
        return found

    def count(self, lease: Lease, after: int) -> tuple[int, int]:
        """How many articles there are to read in the stretch after `after`, and up to which id it goes."""
        counted = 0
        upto = after
        self._catch_up(lease)
        with self._database.reading() as connection:
            for _ in range(_ROWS_A_CALL // _ROWS_AT_ONCE):
                rows = self._select(connection, lease, upto)
                counted += sum(_is_due(lease, Article.FromString(serialized)) for _, _, serialized in rows)
                upto = rows[-1][0] if rows else lease.last
                if upto >= lease.last:
                    break
        return counted, upto

    def begin(self, lease: Lease, total: int) -> bool:
        """Writes the total down; whether anything is to be read. Raises LeaseLost."""
        now = self._now()
        with self._database.writing() as connection:
            row = _require_lease(connection, lease)
            metadata = ReparseMetadata.FromString(row.metadata)
            metadata.total = total
            row.lease_until = lease_end(now)
            if total and not lease.request.dry_run:
                save_progress(connection, row, metadata, now)
                return True
            self._succeed(connection, row, metadata, now)
        return False

    def next(self, lease: Lease, after: int) -> Stretch:
        """The next texts to read, a batch at most; where it goes up to `lease.last` it is the end."""
        texts: list[StoredText] = []
        size, upto = 0, after
        self._catch_up(lease)
        with self._database.reading() as connection:
            for _ in range(_ROWS_A_CALL // _ROWS_AT_ONCE):
                rows = self._select(connection, lease, upto)
                for article_id, content, serialized in rows:
                    article = Article.FromString(serialized)
                    if _is_due(lease, article):
                        if texts and (len(texts) == _ARTICLES_A_BATCH or size > _BYTES_A_BATCH):
                            return Stretch(after, upto, texts)
                        texts.append(StoredText(article_id, content, article))
                        size += len(article.body)
                    upto = article_id
                if not rows:
                    return Stretch(after, lease.last, texts)
        return Stretch(after, upto, texts)

    def commit(self, lease: Lease, stretch: Stretch, readings: Sequence[Reading]) -> bool:
        """Writes the readings of a stretch and how far the operation has come; whether it goes on.

        Raises LeaseLost, and has then written nothing.
        """
        self._indexing.keep_up(len(readings))
        now = self._now()
        with self._database.writing() as connection:
            row = _require_lease(connection, lease)
            if row.cursor != stretch.after:
                raise LeaseLost(lease.name)
            metadata = ReparseMetadata.FromString(row.metadata)
            writes = Writes(connection, now)
            for reading in readings:
                _take(writes, reading, metadata)
            row.cursor, row.lease_until = stretch.upto, lease_end(now)
            ends = stretch.upto >= row.last
            if ends:
                self._succeed(connection, row, metadata, now)
            else:
                save_progress(connection, row, metadata, now)
        self._indexing.notice()
        return not ends

    def _succeed(self, connection: Connection, row: OperationRow, metadata: ReparseMetadata, now: int) -> None:
        ended = Operation()
        ended.response.Pack(
            ReparseResponse(
                total=metadata.total,
                changed=metadata.changed,
                unchanged=metadata.unchanged,
                skipped=metadata.skipped,
                failed=metadata.failed,
                consistency_token=self._cursors.seal(last_seq(connection)),
            )
        )
        end_operation(connection, row, metadata, ReparseMetadata.SUCCEEDED, ended, now)

    def _select(self, connection: Connection, lease: Lease, after: int) -> list[Row]:
        """Some articles after an id, in the order of their ids: id, content and bytes."""
        condition, parameters = "", tuple[int | float | str, ...]()
        if lease.request.filter:
            matching = compile_filter(parse_filter(lease.request.filter, ARTICLE_FIELDS), ARTICLE_BINDINGS)
            condition = f" AND EXISTS (SELECT 1 FROM article_rows a WHERE a.id = h.id AND {matching.sql})"
            parameters = matching.parameters
        if not lease.request.include_current:
            condition += (
                " AND NOT EXISTS (SELECT 1 FROM confirmed c WHERE c.article = h.id AND c.seq = h.head AND c.engine = ?)"
            )
            parameters = (*parameters, lease.engine)
        return connection.execute(
            "SELECT h.id, h.content, l.bytes FROM articles h JOIN log l ON l.seq = h.head"
            f" WHERE h.id > ? AND h.id <= ? AND h.delete_time IS NULL{condition} ORDER BY h.id LIMIT ?",
            (after, lease.last, *parameters, _ROWS_AT_ONCE),
        ).fetchall()

    def _find_abandoned(self, connection: Connection, engine: str, now: int) -> list[Row]:
        left = connection.execute(_FIND_LEFT, (engine, *held_until(now))).fetchall()
        return self._left.unchanged(left, ABANDONED_SECONDS)

    def _catch_up(self, lease: Lease) -> None:
        if lease.request.filter:  # it goes by the index
            self._indexing.catch_up()

    def _now(self) -> int:
        return microseconds(self._clock())


def _require_lease(connection: Connection, lease: Lease) -> OperationRow:
    row = find_operation(connection, lease.name)
    if row is None or row.owner != lease.owner:  # one that has ended has no owner
        raise LeaseLost(lease.name)
    return row


def _is_due(lease: Lease, article: Article) -> bool:
    return lease.request.include_current or article.engine.digest != lease.engine


def _take(writes: Writes, reading: Reading, metadata: ReparseMetadata) -> None:
    metadata.done += 1
    if isinstance(reading.outcome, Status):
        metadata.failed += 1
        if len(metadata.failures) < MOST_FAILURES:
            metadata.failures.append(ReparseFailure(article=reading.text.article.name, error=reading.outcome))
        return
    match writes.reread(reading.text.id, reading.text.content, reading.outcome):
        case Reread.CHANGED:
            metadata.changed += 1
        case Reread.UNCHANGED:
            metadata.unchanged += 1
        case Reread.SKIPPED:
            metadata.skipped += 1
