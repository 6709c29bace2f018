"""What every call has in common: a request id, one log line, and refusals told the same way.

The log line gives method, code, duration, peer and request id; never a word of an article.
"""

import secrets
from asyncio import CancelledError
from itertools import count
from time import perf_counter
from typing import NoReturn, TypeAlias

import grpc
import structlog
from google.rpc.error_details_pb2 import RequestInfo

from dateline_server.errors import DatelineError
from dateline_server.services.errors import Refusal, internal_status, status_of

Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"

REQUEST_ID = "x-request-id"
_DETAILS = "grpc-status-details-bin"
_LONGEST_REQUEST_ID = 64

_CODES = {code.value[0]: code for code in grpc.StatusCode}
_log = structlog.get_logger("dateline.calls")
# Unique over restarts by the first part, over calls by the second.
_process = secrets.token_hex(4)
_numbers = count(1)


class Calls:
    """The calls of one server, counted while they are under way."""

    def __init__(self) -> None:
        self.under_way = 0

    def begin(self, method: str, context: Context) -> "Call":
        """A call that has just arrived."""
        self.under_way += 1
        return Call(self, method, context)


class Call:
    """One call from its arrival to its log line."""

    __slots__ = ("_calls", "_context", "_method", "_started", "request_id")

    def __init__(self, calls: Calls, method: str, context: Context) -> None:
        self._started = perf_counter()
        self._calls = calls
        self._method = method
        self._context = context
        self.request_id = _sent_request_id(context) or f"{_process}-{next(_numbers)}"

    def finish(self, code: str = "OK", reason: str = "") -> None:
        """Count it as done and write the log line."""
        self._calls.under_way -= 1
        fields = {"reason": reason} if reason else {}
        _log.info(
            "call",
            method=self._method,
            code=code,
            duration_ms=round((perf_counter() - self._started) * 1e3, 3),
            peer=self._context.peer(),
            request_id=self.request_id,
            **fields,
        )

    async def fail(self, error: BaseException) -> NoReturn:
        """End the call with what `error` means to its caller.

        A refusal is told with its reason. Anything unforeseen goes to the log, and the caller gets the request id only.
        """
        if isinstance(error, CancelledError):
            self.finish("CANCELLED")
            raise error
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
        await self._context.abort(code, status.message, ((_DETAILS, status.SerializeToString()),))


def _sent_request_id(context: Context) -> str:
    for key, value in context.invocation_metadata() or ():
        if key == REQUEST_ID and isinstance(value, str) and value.isascii() and value.isprintable():
            return value[:_LONGEST_REQUEST_ID]
    return ""
