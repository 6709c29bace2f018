"""The queue: documents that were handed in, kept in the store until servers have read them.

Handing in adds to an operation. A server takes some documents for a while, reads them, and commits: in one transaction
the articles are stored, the documents leave the queue and the operation comes further. What a server that died had
taken can be taken by another when the lease has run out. A document that is no longer in the queue is done, so that
what two servers may both have read is stored once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from google.rpc.status_pb2 import Status

from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueFailure, QueueMetadata
from dateline_server.clock import Clock, SteadyClock
from dateline_server.errors import InvalidField, OperationEnded
from dateline_server.storage.arrivals import Arrival
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection, Database, Row
from dateline_server.storage.filter_sql import microseconds
from dateline_server.storage.indexing import Indexing
from dateline_server.storage.keys import Identity
from dateline_server.storage.leases import HELD, held_until, lease_end
from dateline_server.storage.operations import (
    RUNNING,
    OperationKind,
    OperationRow,
    find_numbered,
    insert_operation,
    recall_operation,
    render_operation,
    require_operation,
)
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.queue_progress import QueueProgress
from dateline_server.storage.queue_rows import (
    QueueLimits,
    append_documents,
    give_back,
    marks,
    read_failures,
    remove_documents,
    sizes_of,
)
from dateline_server.storage.requests import Request, remember_answer
from dateline_server.storage.sightings import Sightings
from dateline_server.storage.store import NO_REQUEST, Page
from dateline_server.storage.writes import Writes, find_unchanged

# How long an operation waits for more documents, as long as a server runs that sees that none come.
OPEN_SECONDS = 3600
# A server that died may have died of what it had taken. What was taken so often in vain is taken alone.
ALONE_AFTER = 2

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIND_WAITING = (
    f"SELECT name, lease_until FROM operations WHERE kind = {int(OperationKind.QUEUE)} AND state = {int(RUNNING)}"
    " AND cursor >= last AND lease_until > 0"
)


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """What is in the queue, taken or not; `oldest` is when the first of it was handed in."""

    documents: int = 0
    bytes: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """A document that was taken. `attempts`: how often it was taken before, in vain.

    `received` is when it was handed in, in microseconds, and `log_end` the last change that there was then.
    """

    number: int
    operation: int
    position: int
    received: int
    log_end: int
    attempts: int
    document: Document


# What became of a document: read; found to be stored as it is; or why it cannot be read.
Outcome: TypeAlias = Arrival | Identity | Status
_Settled: TypeAlias = "IngestResult.Outcome.ValueType | Status | None"


class Queue:
    """The queue of one store."""

    def __init__(
        self,
        database: Database,
        indexing: Indexing,
        tokens: PageTokens,
        cursors: Cursors,
        clock: Clock,
        steady: SteadyClock,
    ) -> None:
        self._database = database
        self._indexing = indexing
        self._tokens = tokens
        self._cursors = cursors
        self._clock = clock
        self._waiting = Sightings(steady)

    def hand_in(
        self,
        documents: Sequence[Document],
        refused: Mapping[int, Status],
        limits: QueueLimits,
        *,
        operation: str = "",
        more: bool = False,
        request: Request = NO_REQUEST,
    ) -> bytes:
        """The serialised Operation, after the commit; that of the same request as it stands now.

        The documents join the named operation, or begin a new one; those at the positions in `refused` are among its
        failures at once. Raises QueueFull, NotFound, OperationEnded, InvalidField and RequestIdReused; nothing is kept then.
        """
        now = self._now()
        with self._database.writing() as connection:
            answer = recall_operation(connection, request, now)
            if answer is not None:
                return answer
            row = self._open(connection, operation, now)
            first = row.last
            accepted = {first + at: document for at, document in enumerate(documents) if at not in refused}
            append_documents(connection, row.number, accepted, limits, now)
            progress = QueueProgress(connection, row)
            progress.fail(
                [QueueFailure(position=first + at, id=documents[at].id, error=refused[at]) for at in sorted(refused)]
            )
            row.last = progress.metadata.total = first + len(documents)
            row.lease_until = now + OPEN_SECONDS * 1_000_000 if more else 0
            progress.write(self._cursors, now)
            answer = render_operation(connection, row, now)
            remember_answer(connection, request, answer, now)
        return answer

    def depth(self) -> QueueDepth:
        """How much there is in the queue."""
        documents, size, oldest = self._database.read_one(
            "SELECT documents, bytes, (SELECT received FROM queue ORDER BY number LIMIT 1) FROM queue_state", ()
        )
        return QueueDepth(documents, size, None if oldest is None else _EPOCH + timedelta(microseconds=oldest))

    def has_abandoned(self) -> bool:
        """Whether there is an operation to which nobody has added for long, and of which everything is done.

        What was found so is known from one call to the next, so ask again and again.
        """
        with self._database.reading() as connection:
            return bool(self._find_abandoned(connection))

    def close_abandoned(self) -> None:
        """Ends such operations."""
        now = self._now()
        with self._database.writing() as connection:
            for name, _ in self._find_abandoned(connection):
                progress = QueueProgress(connection, require_operation(connection, name))
                progress.row.lease_until = 0
                progress.write(self._cursors, now)

    def _find_abandoned(self, connection: Connection) -> list[Row]:
        return self._waiting.unchanged(connection.execute(_FIND_WAITING).fetchall(), OPEN_SECONDS)

    def waits(self) -> bool:
        """Whether there is a document that nobody has taken."""
        now = self._now()
        return self._database.read_one(f"SELECT 1 FROM queue WHERE NOT {HELD} LIMIT 1", held_until(now)) is not None

    def take(self, owner: str, most: int, most_bytes: int) -> list[QueuedDocument]:
        """The first documents that nobody has taken, in their order, for some seconds: several, or one that is large.

        One that was taken several times in vain comes alone. Empty when there is nothing to take.
        """
        now = self._now()
        with self._database.taking() as connection:
            rows = connection.execute(
                f"SELECT number, operation, position, received, log_end, attempts, size FROM queue WHERE NOT {HELD}"
                f" ORDER BY number LIMIT ?{self._database.dialect.skip_taken}",
                (*held_until(now), most),
            ).fetchall()
            chosen = list(_choose(rows, most_bytes))
            if not chosen:  # others were quicker
                return []
            numbers = [row[0] for row in chosen]
            connection.execute(
                "UPDATE queue SET owner = ?, lease_until = ?, attempts = attempts + 1"
                f" WHERE number IN ({marks(numbers)})",
                (owner, lease_end(now), *numbers),
            )
            documents = dict(
                connection.execute(
                    f"SELECT number, document FROM queued_documents WHERE number IN ({marks(numbers)})", numbers
                ).fetchall()
            )
        return [
            QueuedDocument(
                number, operation, position, received, log_end, attempts, Document.FromString(documents[number])
            )
            for number, operation, position, received, log_end, attempts, _ in chosen
        ]

    def renew(self, owner: str, taken: Iterable[QueuedDocument]) -> None:
        """Keeps the documents for some seconds more, those that are still there and the owner's."""
        numbers = [item.number for item in taken]
        if numbers:
            with self._database.writing() as connection:
                connection.execute(
                    f"UPDATE queue SET lease_until = ? WHERE number IN ({marks(numbers)}) AND owner = ?",
                    (lease_end(self._now()), *numbers, owner),
                )

    def give_back(self, owner: str, taken: Iterable[QueuedDocument]) -> None:
        """Lets others take the documents at once, those that are still there and the owner's."""
        numbers = [item.number for item in taken]
        if numbers:
            with self._database.writing() as connection:
                give_back(connection, owner, numbers)

    def commit(self, owner: str, outcomes: Sequence[tuple[QueuedDocument, Outcome]]) -> None:
        """Stores what was read and takes the documents out of the queue, in one transaction.

        Nothing is done for those that are in the queue no longer: they are done, or their operation was cancelled. One
        that was found stored, and is not any more, goes back to be read.
        """
        self._indexing.keep_up(len(outcomes))
        now = self._now()
        with self._database.writing() as connection:
            sizes = sizes_of(connection, [item.number for item, _ in outcomes])
            there = [(item, outcome) for item, outcome in outcomes if item.number in sizes]
            settled = list(zip((item for item, _ in there), _settle(connection, there, now), strict=True))
            give_back(connection, owner, [item.number for item, result in settled if result is None])
            done = [(item, result) for item, result in settled if result is not None]
            for number in dict.fromkeys(item.operation for item, _ in done):
                own = [(item, result) for item, result in done if item.operation == number]
                progress = QueueProgress(connection, find_numbered(connection, number))
                progress.count([result for _, result in own if not isinstance(result, Status)])
                progress.fail(
                    [
                        QueueFailure(position=item.position, id=item.document.id, error=result)
                        for item, result in own
                        if isinstance(result, Status)
                    ]
                )
                progress.write(self._cursors, now)
            remove_documents(connection, {item.number: sizes[item.number] for item, _ in done})
        self._indexing.notice()

    def list_failures(self, name: str, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised QueueFailures in the order of the documents. Raises NotFound, InvalidPageToken and InvalidField."""
        size = read_page_size(page_size)
        binding = ("queue_failures", name)
        after = self._tokens.open(binding, page_token)
        with self._database.reading() as connection:
            row = require_operation(connection, name)
            found = read_failures(connection, row.number, size + 1, int(after[0]) if after else -1)
        token = self._tokens.seal(binding, (found[size - 1].position,)) if len(found) > size else ""
        return Page([failure.SerializeToString() for failure in found[:size]], token)

    def _open(self, connection: Connection, name: str, now: int) -> OperationRow:
        """The operation to add to."""
        if not name:
            return insert_operation(connection, OperationKind.QUEUE, QueueMetadata(), self._cursors, now)
        row = require_operation(connection, name, "operation")
        if row.kind != OperationKind.QUEUE:
            raise InvalidField(f"{name} reads articles again; no documents can be added to it.", field="operation")
        if row.state != RUNNING or not row.lease_until:
            raise OperationEnded(
                f"{name} takes no more documents: it has ended, or was told that there are no more. Begin another.",
                field="operation",
            )
        return row

    def _now(self) -> int:
        return microseconds(self._clock())


def _choose(rows: Sequence[Row], most_bytes: int) -> Iterator[Row]:
    """The first rows that may be taken together; each ends with attempts and size."""
    total = 0
    for position, row in enumerate(rows):
        attempts, size = row[-2:]
        total += size
        if position and (attempts >= ALONE_AFTER or total > most_bytes):
            return
        yield row
        if attempts >= ALONE_AFTER:
            return


def _settle(connection: Connection, there: Sequence[tuple[QueuedDocument, Outcome]], now: int) -> Iterator[_Settled]:
    """What became of each; None for one that was found stored as it is, and is not any more."""
    arrivals = [replace(outcome, log_end=item.log_end) for item, outcome in there if isinstance(outcome, Arrival)]
    stored = iter(Writes(connection, now).ingest(arrivals))
    for _, outcome in there:
        if isinstance(outcome, Arrival):
            yield next(stored).outcome
        elif isinstance(outcome, Identity):
            held = find_unchanged(connection, outcome)
            yield held and held.outcome
        else:
            yield outcome
