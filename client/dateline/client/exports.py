# Written by scripts/generate_client.py from dateline/aio/exports.py; change that one, then `make stubs`.
"""What is stored, as files of many formats."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from dateline.connection import Connection
from dateline.errors import DatelineError, InvalidArgument
from dateline.exports import Format, Resource, WholeRecords, can_resume, export_request
from dateline.retry import Backoff
from dateline.streaming import PATIENCE
from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import ExportResponse
from dateline.v1.export_service_pb2_grpc import ExportServiceStub


class Exports:
    """The method of the client for files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._exports = ExportServiceStub(connection.channel)

    def export(
        self,
        resource: Resource,
        format: Format = "jsonl",
        filter: str = "",
        *,
        statuses: Iterable[Event.Status.ValueType] = (),
        resume_token: str = "",
        count_remaining: bool = False,
        patience: float = PATIENCE,
        on_break: Callable[[DatelineError], object] | None = None,
        timeout: float | None = None,
    ) -> Generator[ExportResponse, None, None]:
        """The pieces of a file, in order: write the `data` of each, one after another.

        `resource` is articles, events, actors or quotes, `format` one of `dateline.exports.FORMATS`, `filter` that of the
        list of the resource. `statuses` chooses among events; for gdelt it is OCCURRED alone unless given. All of it is
        the store at one moment, and memory is needed for a piece at a time. With `count_remaining` each piece tells how many
        records are not read yet (`remaining_count`); the server counts them before it begins.

        But for parquet every piece ends with a whole record, and over a break of the connection it goes on behind the
        last one, for `patience` seconds of trying, told to `on_break` before each; what comes then is the store at that
        later moment. `resume_token` of the last piece goes on in the same way after an end of this process.
        Raises InvalidFilter, InvalidArgument, and Unavailable when the connection ends for good.
        """
        request = export_request(resource, format, filter, statuses, resume_token, count_remaining)
        self._connection.freshness.demand(request)
        backoff, whole = Backoff(patience), WholeRecords()
        while True:
            pause = 0.0
            try:
                with closing(self._connection.stream(self._exports.Export, request, timeout)) as responses:
                    for response in responses:
                        backoff.succeeded()
                        piece = whole.add(response) if can_resume(format) else response
                        if piece is not None:
                            request.resume_token = piece.resume_token
                            yield piece
                rest = whole.take()
                if rest is not None:
                    yield rest
                return
            except InvalidArgument as error:
                if not self._connection.freshness.is_foreign(request, error):
                    raise
            except DatelineError as error:
                if not can_resume(format):
                    raise
                pause = backoff.after(error)
                if on_break:
                    on_break(error)
            whole.drop()
            self._connection.pause(pause)
