# Written by scripts/generate_client.py from dateline/aio/operations.py; change that one, then `make stubs`.
"""The long-running operations of a server: look at them, wait for them, cancel them."""

from collections.abc import Callable
from time import monotonic

from google.longrunning.operations_pb2 import (
    CancelOperationRequest,
    DeleteOperationRequest,
    GetOperationRequest,
    ListOperationsRequest,
    WaitOperationRequest,
)
from google.longrunning.operations_pb2_grpc import OperationsStub
from google.protobuf.duration_pb2 import Duration

from dateline.connection import Connection
from dateline.errors import DatelineError, DeadlineExceeded
from dateline.operations import Operation, read_operation
from dateline.paging import Pager
from dateline.retry import Backoff

# Of one call, of which there are as many as it takes: short beside a server's life, so that one that is often started anew
# is heard of in between. The server is given longer than it is asked for.
_SECONDS_A_CALL = 5.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_FOR_THE_ANSWER = 15.0


class Operations:
    """`client.operations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = OperationsStub(connection.channel)

    def get(self, name: str, *, timeout: float | None = None) -> Operation:
        """The operation `operations/{id}` as it stands now. Raises NotFound."""
        return self._read(self._connection.call(self._stub.GetOperation, GetOperationRequest(name=name), timeout))

    def list(
        self, filter: str = "", *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[Operation]:
        """The operations, the latest first; those that ended are kept for 30 days. `filter` as in `state = "RUNNING"`."""
        request = ListOperationsRequest(filter=filter, page_size=page_size, page_token=page_token)
        return self._connection.pages(
            self._stub.ListOperations, request, lambda page: [self._read(item) for item in page.operations], timeout
        )

    def wait(
        self,
        name: str,
        *,
        on_progress: Callable[[Operation], object] | None = None,
        patience: float | None = 60.0,
        timeout: float | None = None,
    ) -> Operation:
        """The operation once it is done, be it with an error: `result()` raises that.

        `on_progress` is called about once a second. While no server answers it is tried again, for `patience` seconds
        (None: without end). Raises NotFound, and DeadlineExceeded after `timeout` seconds: the operation goes on.
        """
        end = None if timeout is None else monotonic() + timeout
        backoff = Backoff(patience)
        seconds = 0.0  # the first look tells at once whether there is such an operation, and a server
        while True:
            if end is not None:
                seconds = max(0.0, min(seconds, end - monotonic()))
            request = WaitOperationRequest(
                name=name, timeout=Duration(nanos=int(seconds % 1 * 1e9), seconds=int(seconds))
            )
            try:
                message = self._connection.call(self._stub.WaitOperation, request, seconds + _SECONDS_FOR_THE_ANSWER)
            except DatelineError as error:
                self._connection.pause(backoff.after(error))
                continue
            backoff.succeeded()
            operation = self._read(message)
            if on_progress:
                on_progress(operation)
            if operation.done:
                return operation
            if end is not None and monotonic() >= end:
                raise DeadlineExceeded(f"{name} is not done after {timeout:g} seconds; it goes on in the server.")
            seconds = _SECONDS_BETWEEN_LOOKS if on_progress else _SECONDS_A_CALL

    def cancel(self, name: str, *, timeout: float | None = None) -> None:
        """End the operation: what was done stays done. Nothing for one that has ended. Raises NotFound."""
        self._connection.call(self._stub.CancelOperation, CancelOperationRequest(name=name), timeout)

    def delete(self, name: str, *, timeout: float | None = None) -> None:
        """Have an operation that has ended forgotten. Raises NotFound, and Conflict while it goes on."""
        self._connection.call(self._stub.DeleteOperation, DeleteOperationRequest(name=name), timeout)

    def _read(self, message: object) -> Operation:
        operation = read_operation(message)
        if operation.response is not None:
            self._connection.freshness.note(operation.response.consistency_token)
        return operation
