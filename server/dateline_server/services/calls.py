"""What every call has in common: a request id, one log line, and refusals told the same way.

What only the line or the measures tell is not asked for where none are wanted.
"""

import secrets
from asyncio import CancelledError
from itertools import count
from time import perf_counter, time
from typing import NoReturn, cast

import grpc
import structlog
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import RequestInfo

from dateline_server.errors import DatelineError, TooManyCalls
from dateline_server.services.access.audit import describe_write
from dateline_server.services.access.caller import caller, scopes
from dateline_server.services.access.gate import Admitted, Context, Gate, Metadata, sent
from dateline_server.services.access.pacing import Pacing
from dateline_server.services.access.pressure import Pressure
from dateline_server.services.access.principals import ANYONE
from dateline_server.services.access.scopes import is_open
from dateline_server.services.call_lines import CallLines, EndedCall
from dateline_server.services.errors import Refusal, internal_status, status_of
from dateline_server.services.instruments import call_seconds, calls_refused
from dateline_server.services.tracing import begin_span, end_span

REQUEST_ID = "x-request-id"
_DETAILS = "grpc-status-details-bin"
_LONGEST_REQUEST_ID = 64
_LARGEST_HELD = 16 * 1024  # bytes of a request
# gRPC's own clients wait so long before they try again.
_PUSHBACK = "grpc-retry-pushback-ms"

_CODES = {code.value[0]: code for code in grpc.StatusCode}
_log = structlog.get_logger("dateline.calls")
# Its lines are written at every level of the log.
_audit = structlog.wrap_logger(None, wrapper_class=structlog.make_filtering_bound_logger(0))
# Ends of a call that leave open whether what it asked for was done.
_UNSURE = ("CANCELLED", "UNAVAILABLE", "INTERNAL")
# Unique over restarts by the first part, over calls by the second.
_process = secrets.token_hex(4)
_numbers = count(1)


class Calls:
    """The calls of one server: `under_way` counts those that are not done; those that are go to the log.

    `json_lines` says that the log is JSON.
    """

    def __init__(self, gate: Gate, *, traced: bool = False, json_lines: bool = False) -> None:
        self.gate = gate
        self.traced = traced
        self.measured = call_seconds.wanted
        self.lines = CallLines(json=json_lines)
        self.under_way = 0
        self.pressure = Pressure()
        self.pacing = Pacing()

    def begin(self, method: str, context: Context) -> "Call":
        """A call that has just arrived."""
        self.under_way += 1
        return Call(self, method, context)


class Call:
    """One call from its arrival to its log line."""

    __slots__ = (
        "_admitted",
        "_calls",
        "_context",
        "_metadata",
        "_method",
        "_request_bytes",
        "_request_id",
        "_span",
        "_started",
        "asked_to_write",
    )

    def __init__(self, calls: Calls, method: str, context: Context) -> None:
        self._started = perf_counter()
        self._calls = calls
        self._method = method
        self._context = context
        self._metadata: Metadata | None = None
        self._admitted: Admitted | None = None
        self._span = begin_span(method, self.metadata) if calls.traced else None
        self._request_id = ""
        self._request_bytes = 0
        # The request of a method that changes something, once it may have done so.
        self.asked_to_write: Message | None = None

    @property
    def metadata(self) -> Metadata:
        """What the caller has sent with the call."""
        if self._metadata is None:
            self._metadata = sent.get() or cast(Metadata, self._context.invocation_metadata() or ())
        return self._metadata

    @property
    def request_id(self) -> str:
        """The one that the caller has sent, or one that is unique over all servers and starts."""
        if not self._request_id:
            self._request_id = _sent_request_id(self.metadata) or f"{_process}-{next(_numbers)}"
        return self._request_id

    def admit(self, request_bytes: int = 0) -> None:
        """Let the call pass the gate. Raises ServerBusy, Unauthenticated, PermissionDenied or TooManyCalls."""
        self._request_bytes = request_bytes
        self._calls.pressure.require_room(self._method, self._started)
        if not self._calls.gate.open:
            self._admitted = self._calls.gate.enter(self._method, self.metadata, self._context)
            if self._admitted.principal is not ANYONE:
                caller.set(self._admitted.principal.name)
                scopes.set(self._admitted.principal.scopes)

    def note_write(self, request: Message | None, response: Message | bytes = b"", code: str = "OK") -> None:
        """Have the audit line written for what a method that changes something has done, or may have in ending so."""
        principal = self._admitted.principal.name if self._admitted else ANYONE.name
        _audit.info(
            "write",
            method=self._method,
            principal=principal,
            peer=self._context.peer(),
            request_id=self.request_id,
            **({} if code == "OK" else {"code": code}),
            **describe_write(request, response),
        )

    def finish(self, code: str = "OK", reason: str = "") -> None:
        """The call is done: count it, and have its line written; probes that found what they asked for have none."""
        calls, seconds = self._calls, perf_counter() - self._started
        calls.under_way -= 1
        if not reason:
            calls.pacing.answered += 1
        if self.asked_to_write is not None and code in _UNSURE:
            self.note_write(self.asked_to_write, code=code)
        if self._admitted is not None:
            calls.gate.leave(self._admitted)
        if self._span is not None:
            end_span(self._span, code, reason)
        if calls.measured:
            call_seconds.record(self._method, code, seconds)
        if reason:
            calls_refused.add(1, {"error.type": reason})
        if calls.lines.wanted and (reason or not is_open(self._method)):
            principal = self._admitted.principal.name if self._admitted else ""
            peer = self._context.peer()
            calls.lines.add(EndedCall(self._method, code, seconds, time(), peer, self.request_id, principal, reason))

    async def fail(self, error: BaseException) -> NoReturn:
        """End the call with what `error` means to its caller.

        A refusal is told with its reason. Anything unforeseen goes to the log, and the caller gets the request id only.

        gRPC keeps the error that it raises here with the call. Were the call to be had through the frames that the error
        has passed, it would stay in memory until the collector finds the circle, which then has more to do than the call.
        """
        if isinstance(error, CancelledError):
            self.finish("CANCELLED")
            raise error
        if self._context.done():  # who left while a message was being written cannot be told anything
            self.finish("CANCELLED")
            raise CancelledError from error
        trailing: list[tuple[str, str | bytes]] = []
        if isinstance(error, TooManyCalls):
            await self._wait_to_refuse()
            trailing.append((_PUSHBACK, str(round(error.retry_after * 1e3))))
        if isinstance(error, DatelineError):
            status, reason = status_of(error), error.reason
        elif isinstance(error, Refusal):
            status, reason = error.status, error.reason
        else:
            _log.error("fault", method=self._method, request_id=self.request_id, exc_info=error)
            status, reason = internal_status(self.request_id), DatelineError.reason
        status.details.add().Pack(RequestInfo(request_id=self.request_id))
        code = _CODES[status.code]
        self.finish(code.name, reason)
        context = self._context
        del self._context
        aborting = context.abort(code, status.message, (*trailing, (_DETAILS, status.SerializeToString())))
        del context
        await aborting

    async def _wait_to_refuse(self) -> None:
        """Wait until it is this call's turn to be refused, unless its request is too large to be kept until then."""
        if self._request_bytes > _LARGEST_HELD:
            return
        try:
            await self._calls.pacing.take_turn(self._context.peer(), self._context.time_remaining())
        except CancelledError:
            self.finish("CANCELLED")
            raise


def _sent_request_id(metadata: Metadata) -> str:
    for key, value in metadata:
        if key == REQUEST_ID and isinstance(value, str) and value.isascii() and value.isprintable():
            return value[:_LONGEST_REQUEST_ID]
    return ""
