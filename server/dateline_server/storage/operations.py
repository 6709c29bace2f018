"""Long-running operations as those see them who ask for them: begin, look, cancel, forget.

An operation is a row of the store. `reparses.py` is how a server works on one that reads articles again, `queue.py` how
servers work on what was queued.
"""

import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from google.longrunning.operations_pb2 import Operation
from google.rpc import code_pb2

from dateline.v1.article_pb2 import Engine
from dateline.v1.queue_pb2 import QueueMetadata
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseMetadata
from dateline_server.clock import Clock
from dateline_server.errors import NotFound, OperationRunning
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ARTICLE_FIELDS, OPERATION_FIELDS
from dateline_server.storage.filter_sql import OPERATION_BINDINGS, compile_filter, microseconds
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.leases import is_held
from dateline_server.storage.lists import count_fitting
from dateline_server.storage.log import last_seq
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.queue_rows import MOST_SHOWN, drop_queued, is_being_read, read_failures
from dateline_server.storage.requests import Request, recall_answer, remember_answer
from dateline_server.storage.store import NO_REQUEST, ListQuery, Page

RUNNING = ReparseMetadata.RUNNING
# How long one that has ended can be looked at.
_KEPT_MICROSECONDS = 30 * 24 * 3600 * 1_000_000
_COLUMNS = "o.number, o.name, o.kind, o.state, o.metadata, o.result, o.cursor, o.last, o.owner, o.lease_until"
_SELECT = f"SELECT {_COLUMNS} FROM operations o"

Progress: TypeAlias = ReparseMetadata | QueueMetadata


class OperationKind(IntEnum):
    """What an operation does."""

    REPARSE = 1
    QUEUE = 2


@dataclass(slots=True)
class OperationRow:
    """An operation as the store holds it; see the migrations for the columns."""

    number: int
    name: str
    kind: int
    state: int
    metadata: bytes
    result: bytes | None
    cursor: int
    last: int
    owner: str
    lease_until: int

    def progress(self) -> Progress:
        """How far it is."""
        kind = QueueMetadata if self.kind == OperationKind.QUEUE else ReparseMetadata
        return kind.FromString(self.metadata)


class Operations:
    """The operations of one store."""

    def __init__(
        self, database: Database, tokens: PageTokens, cursors: Cursors, clock: Clock, is_stored: IsStored
    ) -> None:
        self._database = database
        self._is_stored = is_stored
        self._tokens = tokens
        self._cursors = cursors
        self._clock = clock

    def start(self, asked: ReparseArticlesRequest, engine: Engine, request: Request = NO_REQUEST) -> bytes:
        """The serialised Operation, after the commit: a new one, or that of the same request as it stands now.

        Raises InvalidFilter and RequestIdReused.
        """
        parse_filter(asked.filter, ARTICLE_FIELDS, self._is_stored)
        now = microseconds(self._clock())
        with self._database.writing() as connection:
            answer = recall_operation(connection, request, now)
            if answer is not None:
                return answer
            metadata = ReparseMetadata(request=asked, engine=engine)
            last: int = connection.execute("SELECT COALESCE(max(id), 0) FROM articles").fetchone()[0]
            row = insert_operation(
                connection, OperationKind.REPARSE, metadata, self._cursors, now, engine=engine.digest, last=last
            )
            answer = render_operation(connection, row, now)
            remember_answer(connection, request, answer, now)
        return answer

    def get(self, name: str) -> bytes:
        """The serialised Operation. Raises NotFound."""
        with self._database.reading() as connection:
            return render_operation(connection, require_operation(connection, name), microseconds(self._clock()))

    def list(self, query: ListQuery) -> Page:
        """Serialised Operations, the latest first. Raises InvalidFilter, InvalidPageToken and InvalidField."""
        condition = compile_filter(parse_filter(query.filter, OPERATION_FIELDS), OPERATION_BINDINGS)
        size = read_page_size(query.page_size)
        binding = ("operations", query.filter)
        after = self._tokens.open(binding, query.page_token)
        before = int(after[0]) if after else 1 << 62
        now = microseconds(self._clock())
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE {condition.sql} AND o.number < ? ORDER BY o.number DESC LIMIT ?",
                (*condition.parameters, before, size + 1),
            ).fetchall()
            found = [OperationRow(*row) for row in rows]
            items = [render_operation(connection, row, now) for row in found[:size]]
        held = count_fitting(items)
        token = self._tokens.seal(binding, (found[held - 1].number,)) if len(found) > held else ""
        return Page(items[:held], token)

    def cancel(self, name: str) -> None:
        """Ends the operation, whoever works on it: what is not committed by now is not done. Nothing for one that has ended.

        Raises NotFound.
        """
        now = microseconds(self._clock())
        with self._database.writing() as connection:
            row = require_operation(connection, name)
            if row.state == RUNNING:
                ended = Operation()
                ended.error.code = code_pb2.CANCELLED
                ended.error.message = (
                    "The operation was cancelled. What was done stays done; the same call goes on from there."
                )
                drop_queued(connection, row.number)
                end_operation(connection, row, row.progress(), ReparseMetadata.CANCELLED, ended, now)

    def delete(self, name: str) -> None:
        """Forgets an operation that has ended. Raises NotFound and OperationRunning."""
        with self._database.writing() as connection:
            row = require_operation(connection, name)
            if row.state == RUNNING:
                raise OperationRunning(f"{name} still goes on. Cancel it first.", field="name")
            connection.execute("DELETE FROM queue_failures WHERE operation = ?", (row.number,))
            connection.execute("DELETE FROM operations WHERE number = ?", (row.number,))


def recall_operation(connection: Connection, request: Request, now: int) -> bytes | None:
    """The operation that the same request was answered with, as it stands now. Raises RequestIdReused."""
    answer = recall_answer(connection, request, now)
    if answer is None:
        return None
    row = find_operation(connection, Operation.FromString(answer).name)
    return render_operation(connection, row, now) if row else answer


def insert_operation(
    connection: Connection,
    kind: OperationKind,
    metadata: Progress,
    cursors: Cursors,
    now: int,
    *,
    engine: str = "",
    last: int = 0,
) -> OperationRow:
    """A new operation, with what is known of it in `metadata`; those that ended long ago are forgotten."""
    old = (now - _KEPT_MICROSECONDS,)
    connection.execute(
        "DELETE FROM queue_failures WHERE operation IN (SELECT number FROM operations WHERE end_time < ?)", old
    )
    connection.execute("DELETE FROM operations WHERE end_time < ?", old)
    number: int = connection.execute("SELECT COALESCE(max(number), 0) + 1 FROM operations").fetchone()[0]
    metadata.state = RUNNING
    metadata.start_cursor = cursors.seal(last_seq(connection))
    metadata.create_time.FromMicroseconds(now)
    metadata.update_time.FromMicroseconds(now)
    name = f"operations/{secrets.token_hex(8)}"
    row = OperationRow(number, name, kind, RUNNING, metadata.SerializeToString(), None, 0, last, "", now)
    connection.execute(
        "INSERT INTO operations (number, name, kind, state, engine, metadata, cursor, last, owner, lease_until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, name, int(kind), RUNNING, engine, row.metadata, row.cursor, last, row.owner, row.lease_until),
    )
    return row


def find_operation(connection: Connection, name: str) -> OperationRow | None:
    """The operation of that name."""
    row = connection.execute(f"{_SELECT} WHERE o.name = ?", (name,)).fetchone()
    return OperationRow(*row) if row else None


def find_numbered(connection: Connection, number: int) -> OperationRow:
    """The operation of that number, which must be there."""
    return OperationRow(*connection.execute(f"{_SELECT} WHERE o.number = ?", (number,)).fetchone())


def require_operation(connection: Connection, name: str, field: str = "name") -> OperationRow:
    """The operation of that name. Raises NotFound."""
    row = find_operation(connection, name)
    if row is None:
        raise NotFound(f"There is no operation {name!r}.", field=field, name=name)
    return row


def save_progress(connection: Connection, row: OperationRow, metadata: Progress, now: int) -> None:
    """Writes how far the operation has come, and its cursor, its last and its lease as they stand in the row."""
    metadata.update_time.FromMicroseconds(now)
    row.metadata = metadata.SerializeToString()
    connection.execute(
        "UPDATE operations SET metadata = ?, cursor = ?, last = ?, lease_until = ? WHERE number = ?",
        (row.metadata, row.cursor, row.last, row.lease_until, row.number),
    )


def end_operation(
    connection: Connection,
    row: OperationRow,
    metadata: Progress,
    state: "ReparseMetadata.State.ValueType",
    result: Operation,
    now: int,
) -> None:
    """Ends the operation, which has come as far as `metadata` says, with the response or error of `result`."""
    metadata.state = state
    metadata.end_time.FromMicroseconds(now)
    save_progress(connection, row, metadata, now)
    connection.execute(
        "UPDATE operations SET state = ?, result = ?, owner = '', end_time = ? WHERE number = ?",
        (int(state), result.SerializeToString(), now, row.number),
    )
    row.state, row.result = int(state), result.SerializeToString()


def render_operation(connection: Connection, row: OperationRow, now: int) -> bytes:
    """The serialised Operation as it stands at the time `now`."""
    operation = Operation.FromString(row.result) if row.result is not None else Operation()
    operation.name = row.name
    operation.done = row.result is not None
    metadata = row.progress()
    if isinstance(metadata, QueueMetadata):
        metadata.open = not operation.done and row.lease_until > 0
        metadata.waiting = (
            not operation.done and row.cursor < row.last and not is_being_read(connection, row.number, now)
        )
        metadata.failures.extend(read_failures(connection, row.number, MOST_SHOWN) if metadata.failed else ())
    else:
        metadata.waiting = not operation.done and not (row.owner and is_held(row.lease_until, now))
    operation.metadata.Pack(metadata)
    serialized: bytes = operation.SerializeToString()
    return serialized
