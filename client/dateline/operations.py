"""Long-running operations as the clients give them: a name, how far it is, and in the end what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from google.longrunning import operations_pb2
from google.rpc import error_details_pb2  # noqa: F401  the errors of an operation hold its messages, which JSON must know

from dateline.errors import DatelineError, from_status
from dateline.v1.queue_pb2 import QueueMetadata, QueueResponse
from dateline.v1.reparse_pb2 import ReparseMetadata, ReparseResponse

Progress: TypeAlias = ReparseMetadata | QueueMetadata
Response: TypeAlias = ReparseResponse | QueueResponse


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it stood when the server was asked.

    `progress` says how far it is, and `message` is what the server sent. Once it is `done` there is either an `error`,
    also where it was cancelled, or a `response`.
    """

    name: str
    done: bool
    message: operations_pb2.Operation
    progress: Progress
    error: DatelineError | None = None
    response: Response | None = None

    def result(self) -> Response:
        """The response. Raises the error (Cancelled, Conflict …); ValueError while it is not done."""
        if self.error is not None:
            raise self.error
        if self.response is None:
            raise ValueError(f"{self.name} is not done; wait for it with `client.operations.wait`.")
        return self.response


def read_operation(message: operations_pb2.Operation) -> Operation:
    """The operation that a message tells of."""
    progress: Progress
    response: Response
    if message.metadata.Is(QueueMetadata.DESCRIPTOR):
        progress, response = QueueMetadata(), QueueResponse()
    else:
        progress, response = ReparseMetadata(), ReparseResponse()
    message.metadata.Unpack(progress)
    return Operation(
        name=message.name,
        done=message.done,
        message=message,
        progress=progress,
        error=from_status(message.error) if message.HasField("error") else None,
        response=response if message.HasField("response") and message.response.Unpack(response) else None,
    )
