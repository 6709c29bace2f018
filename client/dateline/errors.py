"""Every way in which a call can fail, as a typed exception.

    DatelineError
    ├── InvalidArgument        what was sent cannot be used; `reason` and `field` say why and where
    │   ├── UnreadableDocument nothing can be read in it: empty, binary, no article, in another language
    │   ├── TooLarge           a document or a message above its limit
    │   ├── InvalidFilter      `position` is the code point of the filter at fault, `hint` what may be meant
    │   └── CursorTooOld       the changes after the cursor are gone; `oldest` is one that still holds
    ├── NotFound               there is no resource of that name
    ├── Conflict               it is not, or no longer, as the call takes it to be
    │   ├── EtagMismatch       changed by somebody else meanwhile; `etag` as it is now
    │   └── SlowReader         cut off because messages were not taken; go on from the last cursor
    ├── Unauthenticated        the server does not know who is calling
    ├── PermissionDenied       the caller may not do this
    ├── ResourceExhausted      too much at once; `retry_after` seconds, when the server says so
    ├── Unavailable            no server answers, or it cannot do it now
    │   ├── DeadlineExceeded   it took longer than the timeout
    │   └── NotYetConsistent   it does not know yet of a change that the answer must know of
    ├── Cancelled              the call was given up
    ├── Unsupported            this server has no such method
    └── Internal               a fault of the server

`code` is the name of the gRPC status, `reason` the stable code of `google.rpc.ErrorInfo`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import grpc
    from google.rpc.status_pb2 import Status

# The protobuf and gRPC modules are imported where they are used: the command line shows its help without them.

DOMAIN = "dateline"
# Where another server is named; the command line puts in its place what the command at hand goes by.
NAMED_IN = "--server or DATELINE_SERVER"
# What gRPC says of a certificate.
_NOT_ITS_NAME = "is not in peer certificate"
_NOT_TRUSTED = "CERTIFICATE_VERIFY_FAILED"
_EXPIRED = "certificate has expired"
# The gRPC status codes by number; `grpc.StatusCode` has them too, at the price of importing grpc.
_CODES = (
    *("OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"),
    *("PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED"),
    *("INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"),
)


class DatelineError(Exception):
    """A call that failed. `str(error)` says what was wrong, where, and what to do.

    `document_id` is the `Document.id` that the error belongs to, where it belongs to one document of many.
    """

    default_code: ClassVar[str] = "UNKNOWN"

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        field: str = "",
        metadata: Mapping[str, str] | None = None,
        code: str = "",
        document_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.reason = reason or self.code
        self.field = field
        self.metadata = dict(metadata or {})
        self.document_id = document_id
        self.retry_after = retry_after

    def to_dict(self) -> dict[str, object]:
        """The error as the command line writes it: `code`, `reason`, `message`, and what else is known."""
        parts: dict[str, object] = {"code": self.code, "reason": self.reason, "message": self.message}
        if self.field:
            parts["field"] = self.field
        if self.metadata:
            parts["metadata"] = dict(sorted(self.metadata.items()))
        return parts

    def to_status(self) -> "Status":
        """The error as `google.rpc.Status`, with `ErrorInfo` and, where a field is at fault, `BadRequest`."""
        from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
        from google.rpc.status_pb2 import Status

        status = Status(code=_CODES.index(self.code), message=self.message)
        status.details.add().Pack(ErrorInfo(reason=self.reason, domain=DOMAIN, metadata=self.metadata))
        if self.field:
            violation = BadRequest.FieldViolation(field=self.field, description=self.message)
            status.details.add().Pack(BadRequest(field_violations=[violation]))
        return status


class InvalidArgument(DatelineError):
    """What was sent cannot be used."""

    default_code = "INVALID_ARGUMENT"


class UnreadableDocument(InvalidArgument):
    """Nothing can be read in the document: it is empty or binary, holds no article, or is in another language."""


class TooLarge(InvalidArgument):
    """A document, or a message as a whole, is above its limit; the message says which and how far."""


class InvalidFilter(InvalidArgument):
    """The filter cannot be read."""

    @property
    def hint(self) -> str:
        """What may be meant at that place, such as the nearest name of a field; empty when there is nothing near."""
        return self.metadata.get("hint", "")

    @property
    def position(self) -> int | None:
        """Code point of the filter at fault, counted from 0; None when the server does not say."""
        text = self.metadata.get("position", "")
        return int(text) if text.isdecimal() else None


class CursorTooOld(InvalidArgument):
    """The store no longer holds the changes that came after the cursor.

    What is kept must be made anew: take a cursor with `get_cursor`, list everything, then follow from that cursor.
    """

    default_code = "OUT_OF_RANGE"

    @property
    def oldest(self) -> str:
        """The oldest cursor that can be followed from; empty when the server does not say."""
        return self.metadata.get("oldest", "")


class NotFound(DatelineError):
    """There is no resource of that name."""

    default_code = "NOT_FOUND"


class Conflict(DatelineError):
    """It is not, or no longer, as the call takes it to be."""

    default_code = "ABORTED"


class EtagMismatch(Conflict):
    """It was changed by somebody else since it was read."""

    @property
    def etag(self) -> str:
        """The etag of the resource as it is now."""
        return self.metadata.get("etag", "")


class SlowReader(Conflict):
    """The messages of a stream were not taken in time. Nothing is lost: go on from the last cursor, as `follow` does."""


class Unauthenticated(DatelineError):
    """The server does not know who is calling."""

    default_code = "UNAUTHENTICATED"


class PermissionDenied(DatelineError):
    """The caller may not do this."""

    default_code = "PERMISSION_DENIED"


class ResourceExhausted(DatelineError):
    """Too much at once, or a limit is reached; `retry_after` is in seconds, when the server says so."""

    default_code = "RESOURCE_EXHAUSTED"


class Unavailable(DatelineError):
    """No server answers, or it cannot do it now."""

    default_code = "UNAVAILABLE"


class DeadlineExceeded(Unavailable):
    """It took longer than the timeout."""

    default_code = "DEADLINE_EXCEEDED"


class NotYetConsistent(Unavailable):
    """The server does not know yet of a change that this client made or was told of; try again."""


class Cancelled(DatelineError):
    """The call was given up."""

    default_code = "CANCELLED"


class Unsupported(DatelineError):
    """This server has no such method."""

    default_code = "UNIMPLEMENTED"


class Internal(DatelineError):
    """A fault of the server; its log says more."""

    default_code = "INTERNAL"


_CLASSES: dict[str, type[DatelineError]] = {
    "CANCELLED": Cancelled,
    "INVALID_ARGUMENT": InvalidArgument,
    "OUT_OF_RANGE": InvalidArgument,
    "DEADLINE_EXCEEDED": DeadlineExceeded,
    "NOT_FOUND": NotFound,
    "ALREADY_EXISTS": Conflict,
    "FAILED_PRECONDITION": Conflict,
    "ABORTED": Conflict,
    "PERMISSION_DENIED": PermissionDenied,
    "RESOURCE_EXHAUSTED": ResourceExhausted,
    "UNIMPLEMENTED": Unsupported,
    "UNAVAILABLE": Unavailable,
    "UNAUTHENTICATED": Unauthenticated,
    "UNKNOWN": Internal,
    "INTERNAL": Internal,
    "DATA_LOSS": Internal,
}
# Reasons that callers act upon; every other one has the class of its code.
_REASONS: dict[str, type[DatelineError]] = {
    "EMPTY_TEXT": UnreadableDocument,
    "BINARY_TEXT": UnreadableDocument,
    "BAD_ENCODING": UnreadableDocument,
    "NO_ARTICLE_IN_HTML": UnreadableDocument,
    "LANGUAGE_UNSUPPORTED": UnreadableDocument,
    "TEXT_TOO_LONG": TooLarge,
    "MESSAGE_TOO_LARGE": TooLarge,
    "INVALID_FILTER": InvalidFilter,
    "CURSOR_TOO_OLD": CursorTooOld,
    "ETAG_MISMATCH": EtagMismatch,
    "SLOW_READER": SlowReader,
    "NOT_YET_CONSISTENT": NotYetConsistent,
}


def from_status(status: "Status", document_id: str = "") -> DatelineError:
    """The typed error that a `google.rpc.Status` describes, with reason, field and metadata from its details."""
    from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo

    reason, field, metadata, retry_after = "", "", {}, None
    for detail in status.details:
        info, bad, retry = ErrorInfo(), BadRequest(), RetryInfo()
        if detail.Unpack(info):
            reason, metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(bad) and bad.field_violations:
            field = bad.field_violations[0].field
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta().total_seconds()
    code = _CODES[status.code] if 0 <= status.code < len(_CODES) else "UNKNOWN"
    return _REASONS.get(reason, _CLASSES.get(code, DatelineError))(
        status.message or f"The server refused with {code} and said no more.",
        reason=reason,
        field=field,
        metadata=metadata,
        code=code,
        document_id=document_id,
        retry_after=retry_after,
    )


def from_rpc_error(error: "grpc.RpcError", address: str = "") -> DatelineError:
    """The typed error that a failed call to the server at `address` means."""
    from grpc_status import rpc_status  # type: ignore[import-untyped]

    try:
        status = rpc_status.from_call(error)
    except ValueError:  # details that contradict the status line: the line counts
        status = None
    if status is not None:
        return from_status(status)
    code = error.code().name
    message = error.details() or ""
    if code == "UNAVAILABLE" and _NOT_ITS_NAME in message:
        message = (
            f"The server at {address} shows a TLS certificate for another name ({_short(message)}). Ask it by a name that the "
            "certificate is for, or say one: --server-name, or server_name=… in the client."
        )
    elif code == "UNAVAILABLE" and _EXPIRED in message:
        message = (
            f"The TLS certificate of the server at {address} has expired. Whoever runs the server must put a new one in the "
            "place of its files; a running server reads it by itself."
        )
    elif code == "UNAVAILABLE" and _NOT_TRUSTED in message:
        message = (
            f"The TLS certificate of the server at {address} is not of an authority that is trusted here. "
            "Name the file of its authority: --tls-ca, or credentials=tls_credentials(…) in the client."
        )
    elif code == "UNAVAILABLE" and _is_about_tls(message):
        message = (
            f"The server at {address} and this client do not agree on encryption ({_short(message)}). Does it speak TLS, "
            "and do you? See --tls, --tls-ca and --client-cert, or credentials=tls_credentials(…) in the client."
        )
    elif code == "UNAVAILABLE":
        message = (
            f"No Dateline server answers at {address or 'the address given'} ({_short(message)}). "
            f"Start one with `dateline serve`, or name another one in {NAMED_IN}."
        )
    elif code == "CANCELLED" and not _is_our_own_end(message):
        return Unavailable(
            f"The server{' at ' + address if address else ''} gave the call up, as one does that ends. Call again.",
            reason="SERVER_ENDED",
        )
    elif code == "DEADLINE_EXCEEDED":
        message = (
            f"The server{' at ' + address if address else ''} did not answer within the timeout. "
            "Allow more: --timeout SECONDS, or timeout=… in the client."
        )
    elif "message larger than max" in message:  # gRPC itself refuses, on either side
        return TooLarge(f"{_short(message)}. Send or ask for less at once.", reason="MESSAGE_TOO_LARGE", code=code)
    elif code == "UNIMPLEMENTED":
        message = (
            f"The server at {address} has no such method ({_short(message)}): is it a Dateline server of this version?"
        )
    return _CLASSES.get(code, DatelineError)(message or f"The call failed with {code}.", code=code)


def _is_our_own_end(details: str) -> bool:
    """Whether a call was cancelled on this side, or its channel closed."""
    return details.startswith(("Locally cancelled", "Channel closed"))


def _is_about_tls(details: str) -> bool:
    """Whether a connection was made and then failed over encryption; a server in the clear just hangs up, and so does TLS."""
    return any(word in details.lower() for word in ("handshak", "ssl", "certificate", "socket closed"))


def _short(details: str) -> str:
    """The last cause that gRPC names, without its list of addresses tried."""
    cause = details.rsplit(": ", 1)[-1].strip() if "ipv" in details or "dns" in details.lower() else details.strip()
    return cause or "no reason given"
