"""Requests that carry an id of the caller's: for a day, the same request is answered as the first time and does nothing.

The answer is kept in the transaction of what it answers, so that a caller who saw no answer can send the request again.
"""

import hashlib
from dataclasses import dataclass

from dateline_server.errors import InvalidField, RequestIdReused
from dateline_server.storage.database import Connection

LONGEST_ID = 64  # code points
KEPT_MICROSECONDS = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """The id that the caller chose, `""` for none, and what it stands for: method and content, as bytes.

    Raises InvalidField for an id that is too long.
    """

    id: str = ""
    content: bytes = b""

    def __post_init__(self) -> None:
        if len(self.id) > LONGEST_ID:
            raise InvalidField(
                f"The request id has {len(self.id)} characters; give at most {LONGEST_ID}, such as a UUID.",
                field="request_id",
            )

    @property
    def digest(self) -> bytes:
        """What tells this request from another under the same id."""
        return hashlib.sha256(self.content).digest()


def recall_answer(connection: Connection, request: Request, now: int) -> bytes | None:
    """The answer given to the same request within the last 24 hours. Raises RequestIdReused for another request."""
    if not request.id:
        return None
    row = connection.execute(
        "SELECT digest, answer FROM requests WHERE id = ? AND at > ?", (request.id, now - KEPT_MICROSECONDS)
    ).fetchone()
    if row is None:
        return None
    digest, answer = row
    if digest != request.digest:
        raise RequestIdReused(
            f"The request id {request.id!r} was used for another request within 24 hours. Choose a new id for each request.",
            field="request_id",
        )
    kept: bytes = answer
    return kept


def remember_answer(connection: Connection, request: Request, answer: bytes, now: int) -> None:
    """Keeps the answer for 24 hours, and forgets older ones."""
    if not request.id:
        return
    connection.execute("DELETE FROM requests WHERE at <= ?", (now - KEPT_MICROSECONDS,))
    connection.execute(
        "INSERT INTO requests (id, digest, at, answer) VALUES (?, ?, ?, ?)", (request.id, request.digest, now, answer)
    )
