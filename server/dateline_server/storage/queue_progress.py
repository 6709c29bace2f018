"""How far an operation has come that reads what was queued: what became of its documents, and its end."""

from collections.abc import Mapping, Sequence

from google.longrunning.operations_pb2 import Operation

from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.queue_pb2 import QueueFailure, QueueMetadata, QueueResponse
from dateline.v1.reparse_pb2 import ReparseMetadata
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection
from dateline_server.storage.log import last_seq
from dateline_server.storage.operations import OperationRow, end_operation, save_progress
from dateline_server.storage.queue_rows import add_failures

_COUNTED: Mapping[int, str] = {
    IngestResult.OUTCOME_UNSPECIFIED: "skipped",
    IngestResult.CREATED: "created",
    IngestResult.UPDATED: "updated",
    IngestResult.UNCHANGED: "unchanged",
    IngestResult.DUPLICATE: "duplicates",
}


class QueueProgress:
    """One operation within the transaction that brings it further; `write` ends the changes."""

    def __init__(self, connection: Connection, row: OperationRow) -> None:
        self.row = row
        self.metadata = QueueMetadata.FromString(row.metadata)
        self._connection = connection

    def count(self, outcomes: Sequence[IngestResult.Outcome.ValueType]) -> None:
        """So many documents have gone through."""
        for outcome in outcomes:
            name = _COUNTED[outcome]
            setattr(self.metadata, name, getattr(self.metadata, name) + 1)
        self._advance(len(outcomes))

    def fail(self, failures: Sequence[QueueFailure]) -> None:
        """These documents could not be read."""
        add_failures(self._connection, self.row.number, failures)
        self.metadata.failed += len(failures)
        self._advance(len(failures))

    def write(self, cursors: Cursors, now: int) -> None:
        """Writes how far the operation is: at its end, when everything is done and nothing can be added."""
        if self.row.cursor < self.row.last or self.row.lease_until:
            save_progress(self._connection, self.row, self.metadata, now)
            return
        done = self.metadata
        ended = Operation()
        ended.response.Pack(
            QueueResponse(
                total=done.total,
                created=done.created,
                updated=done.updated,
                unchanged=done.unchanged,
                duplicates=done.duplicates,
                skipped=done.skipped,
                failed=done.failed,
                consistency_token=cursors.seal(last_seq(self._connection)),
            )
        )
        end_operation(self._connection, self.row, done, ReparseMetadata.SUCCEEDED, ended, now)

    def _advance(self, documents: int) -> None:
        self.metadata.done += documents
        self.row.cursor += documents
