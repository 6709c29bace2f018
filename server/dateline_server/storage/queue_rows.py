"""The rows of the queue and of what of it could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueFailure
from dateline_server.errors import QueueFull
from dateline_server.storage.database import Connection
from dateline_server.storage.leases import HELD, held_until
from dateline_server.storage.log import last_seq

MOST_SHOWN = 100  # failures in the metadata of an operation


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """The most that may wait in a store. What is handed in to an empty queue is always taken."""

    documents: int
    bytes: int


def append_documents(
    connection: Connection, operation: int, documents: Mapping[int, Document], limits: QueueLimits, now: int
) -> None:
    """Puts documents, by their positions in the operation, at the end of the queue. Raises QueueFull."""
    last, held, held_bytes = connection.execute("SELECT last, documents, bytes FROM queue_state").fetchone()
    kept = [(position, document.SerializeToString()) for position, document in documents.items()]
    size = sum(len(serialized) for _, serialized in kept)
    if held and (held + len(kept) > limits.documents or held_bytes + size > limits.bytes):
        raise QueueFull(
            f"{held:,} documents of {held_bytes:,} bytes wait to be read; the limit is {limits.documents:,} of "
            f"{limits.bytes:,} bytes. Hand these in again later.",
        )
    latest = connection.execute("SELECT received FROM queue ORDER BY number DESC LIMIT 1").fetchone()
    received = max(now, latest[0] + 1) if latest else now
    log_end = last_seq(connection)
    connection.insert(
        "queue",
        [
            (last + 1 + n, operation, position, received + n, len(serialized), 0, "", 0, log_end)
            for n, (position, serialized) in enumerate(kept)
        ],
    )
    connection.insert("queued_documents", [(last + 1 + n, serialized) for n, (_, serialized) in enumerate(kept)])
    connection.execute(
        "UPDATE queue_state SET last = ?, documents = ?, bytes = ?",
        (last + len(kept), held + len(kept), held_bytes + size),
    )


def is_being_read(connection: Connection, operation: int, now: int) -> bool:
    """Whether a server has taken a document of the operation."""
    row = connection.execute(
        f"SELECT 1 FROM queue WHERE operation = ? AND {HELD} LIMIT 1", (operation, *held_until(now))
    ).fetchone()
    return row is not None


def sizes_of(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """The sizes in bytes of those documents that are in the queue, by their numbers."""
    if not numbers:
        return {}
    return dict(
        connection.execute(f"SELECT number, size FROM queue WHERE number IN ({marks(numbers)})", numbers).fetchall()
    )


def give_back(connection: Connection, owner: str, numbers: Sequence[int]) -> None:
    """Lets others take documents that the owner has taken, as if it had not."""
    if numbers:
        connection.execute(
            "UPDATE queue SET owner = '', lease_until = 0, attempts = attempts - 1"
            f" WHERE number IN ({marks(numbers)}) AND owner = ?",
            (*numbers, owner),
        )


def remove_documents(connection: Connection, sizes: Mapping[int, int]) -> None:
    """Takes documents, given with their sizes, out of the queue."""
    if not sizes:
        return
    numbers = list(sizes)
    connection.execute(f"DELETE FROM queue WHERE number IN ({marks(numbers)})", numbers)
    connection.execute(f"DELETE FROM queued_documents WHERE number IN ({marks(numbers)})", numbers)
    connection.execute(
        "UPDATE queue_state SET documents = documents - ?, bytes = bytes - ?", (len(sizes), sum(sizes.values()))
    )


def drop_queued(connection: Connection, operation: int) -> None:
    """Takes what the operation has in the queue out of it."""
    connection.execute(
        "UPDATE queue_state SET documents = documents - (SELECT count(*) FROM queue WHERE operation = ?),"
        " bytes = bytes - (SELECT COALESCE(sum(size), 0) FROM queue WHERE operation = ?)",
        (operation, operation),
    )
    connection.execute(
        "DELETE FROM queued_documents WHERE number IN (SELECT number FROM queue WHERE operation = ?)", (operation,)
    )
    connection.execute("DELETE FROM queue WHERE operation = ?", (operation,))


def add_failures(connection: Connection, operation: int, failures: Sequence[QueueFailure]) -> None:
    """Keeps what could not be read, as long as the operation."""
    connection.executemany(
        "INSERT INTO queue_failures (operation, position, failure) VALUES (?, ?, ?)",
        [(operation, failure.position, failure.SerializeToString()) for failure in failures],
    )


def read_failures(connection: Connection, operation: int, most: int, after: int = -1) -> list[QueueFailure]:
    """The failures behind the position `after`, in the order of the documents."""
    rows = connection.execute(
        "SELECT failure FROM queue_failures WHERE operation = ? AND position > ? ORDER BY position LIMIT ?",
        (operation, after, most),
    )
    return [QueueFailure.FromString(row[0]) for row in rows]


def marks(values: Sequence[object]) -> str:
    """A question mark a value, for `IN (…)`."""
    return ", ".join("?" * len(values))
