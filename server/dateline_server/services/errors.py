"""From a refusal to what the caller sees: the one table of gRPC codes, and `google.rpc.Status` with its details.

A status carries ErrorInfo (reason, domain `dateline`, metadata), BadRequest where a field is at fault, and RetryInfo
where trying again helps. The same message travels in the trailing metadata of a failed call and, for one document of
a batch, in its result.
"""

from google.protobuf.duration_pb2 import Duration
from google.rpc import code_pb2
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from dateline_server.errors import (
    AdminPortOnly,
    Conflict,
    CursorTooOld,
    DatelineError,
    EngineChanged,
    FormatUnavailable,
    InvalidInput,
    NotFound,
    OperationEnded,
    OperationRunning,
    Overloaded,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
    UnknownMethod,
)

DOMAIN = "dateline"

# The nearest class among an error's ancestors decides.
_CODES: dict[type[BaseException], code_pb2.Code.ValueType] = {
    InvalidInput: code_pb2.INVALID_ARGUMENT,
    CursorTooOld: code_pb2.OUT_OF_RANGE,
    NotFound: code_pb2.NOT_FOUND,
    Conflict: code_pb2.ABORTED,
    Unauthenticated: code_pb2.UNAUTHENTICATED,
    PermissionDenied: code_pb2.PERMISSION_DENIED,
    EngineChanged: code_pb2.FAILED_PRECONDITION,
    OperationEnded: code_pb2.FAILED_PRECONDITION,
    OperationRunning: code_pb2.FAILED_PRECONDITION,
    FormatUnavailable: code_pb2.FAILED_PRECONDITION,
    Overloaded: code_pb2.RESOURCE_EXHAUSTED,
    Unavailable: code_pb2.UNAVAILABLE,
    AdminPortOnly: code_pb2.UNIMPLEMENTED,
    UnknownMethod: code_pb2.UNIMPLEMENTED,
    DatelineError: code_pb2.INTERNAL,
}
# Bytes. A status travels in HTTP/2 headers, of which a client takes 8 KiB, the message in them three times.
_LONGEST_MESSAGE = 900
_LONGEST_VALUE = 200


class Refusal(Exception):
    """A status made elsewhere, such as in a worker, that answers the whole call."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.message)
        self.status = status
        self.reason = reason_of(status)


def status_of(error: DatelineError, within: str = "") -> Status:
    """The refusal as a status; its field is given below the request field `within`, such as `documents[3]`."""
    message = _shorten(error.message, _LONGEST_MESSAGE)
    status = Status(code=_code_of(error), message=message)
    metadata = {key: _shorten(value, _LONGEST_VALUE) for key, value in error.metadata.items()}
    _attach(status, ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=metadata))
    if error.field:
        violation = BadRequest.FieldViolation(field=error.field, description=message, reason=error.reason)
        _attach(status, BadRequest(field_violations=[violation]))
    if error.retry_after:
        delay = Duration()
        delay.FromMilliseconds(max(1, round(error.retry_after * 1e3)))
        _attach(status, RetryInfo(retry_delay=delay))
    return place_within(status, within)


def internal_status(trace: str) -> Status:
    """What a caller is told of a fault of ours, and no more; `trace` is the id under which the log has the rest."""
    status = Status(
        code=code_pb2.INTERNAL,
        message=f"Internal error. The log has the cause under the id {trace}; please report it.",
    )
    _attach(status, ErrorInfo(reason=DatelineError.reason, domain=DOMAIN, metadata={"trace": trace}))
    return status


def reason_of(status: Status) -> str:
    """`ErrorInfo.reason` of the status; empty when it has none."""
    info = ErrorInfo()
    return next((info.reason for detail in status.details if detail.Unpack(info)), "")


def place_within(status: Status, within: str) -> Status:
    """The status with its field violations below the request field `within`: `published` → `documents[3].published`."""
    if not within:
        return status
    placed = Status(code=status.code, message=status.message)
    for detail in status.details:
        bad_request = BadRequest()
        if detail.Unpack(bad_request):
            for violation in bad_request.field_violations:
                violation.field = f"{within}.{violation.field}"
            placed.details.add().Pack(bad_request)
        else:
            placed.details.append(detail)
    return placed


def _code_of(error: DatelineError) -> code_pb2.Code.ValueType:
    return next(_CODES[ancestor] for ancestor in type(error).__mro__ if ancestor in _CODES)


def _attach(status: Status, detail: ErrorInfo | BadRequest | RetryInfo) -> None:
    status.details.add().Pack(detail)


def _shorten(text: str, limit: int) -> str:
    encoded = text.encode(errors="replace")
    return text if len(encoded) <= limit else encoded[:limit].decode(errors="ignore") + "…"
