"""Every way in which Dateline refuses: one class per reason.

    DatelineError
    ├── InvalidInput            what was sent cannot be used; `field` says which part
    │   ├── MissingContent      EMPTY_TEXT …
    │   └── …
    ├── NotFound
    ├── Conflict                somebody else was first
    │   ├── EtagMismatch
    │   └── SlowReader
    ├── Unauthenticated         the caller is not known
    ├── PermissionDenied        the caller is known, and may not do this
    └── Unavailable             the service cannot do it now

`reason` is the stable code of `google.rpc.ErrorInfo`; `field` the path of the request field, `""` where none is at
fault. The table from class to gRPC status is in `services/errors.py`.
"""


class DatelineError(Exception):
    """A refusal with a reason. `str(error)` says what was wrong, where, and what to do."""

    reason = "INTERNAL"
    # Seconds after which the same request can succeed; 0 where waiting does not help.
    retry_after = 0.0

    def __init__(self, message: str, field: str = "", **metadata: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.metadata = metadata


class InvalidInput(DatelineError):
    """What was sent cannot be used."""

    reason = "INVALID_INPUT"


class EmptyText(InvalidInput):
    """The document has no text, or only white space."""

    reason = "EMPTY_TEXT"


class BinaryText(InvalidInput):
    """The text is not text."""

    reason = "BINARY_TEXT"


class TextTooLong(InvalidInput):
    """The text has more code points than the limit."""

    reason = "TEXT_TOO_LONG"


class NoArticleInHtml(InvalidInput):
    """The page holds no article text."""

    reason = "NO_ARTICLE_IN_HTML"


class InvalidDate(InvalidInput):
    """The publication day is no date, or its zone is unknown."""

    reason = "INVALID_DATE"


class FutureDate(InvalidInput):
    """The publication day lies in the future."""

    reason = "FUTURE_DATE"


class LanguageUnsupported(InvalidInput):
    """The text is in a language that the model does not read."""

    reason = "LANGUAGE_UNSUPPORTED"


class InvalidField(InvalidInput):
    """A field of the request is outside its bounds."""

    reason = "INVALID_FIELD"


class DuplicateId(InvalidInput):
    """Two documents of one message carry the same id."""

    reason = "DUPLICATE_ID"


class InvalidFilter(InvalidInput):
    """The filter cannot be read; metadata `position` is the code point at fault, counted from 0, `hint` what may be meant."""

    reason = "INVALID_FILTER"


class InvalidPageToken(InvalidInput):
    """The page token was not given out for this request."""

    reason = "INVALID_PAGE_TOKEN"


class MalformedRequest(InvalidInput):
    """The bytes of the request are no message of its type."""

    reason = "MALFORMED_REQUEST"


class InvalidCursor(InvalidInput):
    """The cursor was not given out by this store."""

    reason = "INVALID_CURSOR"


class CursorTooOld(InvalidInput):
    """The store no longer holds the changes that came after the cursor; metadata `oldest` is one that it does."""

    reason = "CURSOR_TOO_OLD"


class TextChanged(InvalidInput):
    """A stored text would be taken in as another one by this version."""

    reason = "TEXT_CHANGED"


class RequestIdReused(InvalidInput):
    """The request id was used within 24 hours for a request that asked for something else."""

    reason = "REQUEST_ID_REUSED"


class MergeCycle(InvalidInput):
    """An actor would be merged into itself."""

    reason = "MERGE_CYCLE"


class MessageTooLarge(InvalidInput):
    """The documents of one message have more bytes than the limit."""

    reason = "MESSAGE_TOO_LARGE"


class NotFound(DatelineError):
    """There is no resource of that name."""

    reason = "NOT_FOUND"


class Conflict(DatelineError):
    """Somebody else was first: read again, and decide anew."""

    reason = "CONFLICT"


class EtagMismatch(Conflict):
    """The resource has changed since the caller last saw it."""

    reason = "ETAG_MISMATCH"


class StoryChanged(Conflict):
    """Articles have joined, left or changed in the story since the page before."""

    reason = "STORY_CHANGED"


class AlreadyMerged(Conflict):
    """The actor is merged into another one already; metadata `target` says into which."""

    reason = "ALREADY_MERGED"


class OperationRunning(Conflict):
    """The operation still goes on."""

    reason = "OPERATION_RUNNING"


class OperationEnded(Conflict):
    """The operation takes no more documents."""

    reason = "OPERATION_ENDED"


class EngineChanged(Conflict):
    """The engine that an operation began with is no longer there."""

    reason = "ENGINE_CHANGED"


class SlowReader(Conflict):
    """The caller did not take the messages of a stream in time."""

    reason = "SLOW_READER"


class Unauthenticated(DatelineError):
    """The caller has shown nothing that this server knows, or what it knew has expired."""

    reason = "UNAUTHENTICATED"


class PermissionDenied(DatelineError):
    """The caller may not do this; metadata `scope` says what it lacks."""

    reason = "PERMISSION_DENIED"


class Unavailable(DatelineError):
    """The service cannot do it now."""

    reason = "UNAVAILABLE"


class ModelMissing(Unavailable):
    """The language model is not installed."""

    reason = "MODEL_MISSING"


class KnowledgeInvalid(Unavailable):
    """A table of one's own has a row that cannot be; the message says which."""

    reason = "KNOWLEDGE_INVALID"


class StoreUnavailable(Unavailable):
    """The store cannot be opened, read or written; the message says why."""

    reason = "STORE_UNAVAILABLE"


class NotYetConsistent(Unavailable):
    """The store that answers does not know yet of the change that the caller wants known."""

    reason = "NOT_YET_CONSISTENT"
    retry_after = 1.0


class DocumentSetAside(InvalidInput):
    """Reading the document has ended two workers before."""

    reason = "SET_ASIDE"


class WorkerCrashed(Unavailable):
    """The process that read the document died; the document was not stored."""

    reason = "WORKER_CRASHED"
    retry_after = 1.0


class FormatUnavailable(DatelineError):
    """The server lacks the library that writes the format."""

    reason = "FORMAT_UNAVAILABLE"


class UnknownMethod(DatelineError):
    """The server has no method of that name."""

    reason = "UNKNOWN_METHOD"


class AdminPortOnly(DatelineError):
    """The method is answered on the admin port alone."""

    reason = "ADMIN_PORT_ONLY"


class Overloaded(Unavailable):
    """More documents wait to be read than the service lets wait."""

    reason = "OVERLOADED"
    retry_after = 1.0


class QueueFull(Overloaded):
    """More documents wait in the store than it may hold; nothing of the call was kept."""

    reason = "QUEUE_FULL"
    retry_after = 5.0


class TooManyCalls(Overloaded):
    """The caller makes more calls than the server lets one caller make."""

    reason = "TOO_MANY_CALLS"

    def __init__(self, message: str, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServerBusy(TooManyCalls):
    """All callers together make more calls than the server can answer."""

    reason = "SERVER_BUSY"


class Starting(Unavailable):
    """The server still loads its language model."""

    reason = "STARTING"
    retry_after = 5.0


class StreamTooOld(Unavailable):
    """A stream has gone on for as long as one may; what it has not answered was not done."""

    reason = "STREAM_TOO_OLD"
    retry_after = 0.1


class StreamIdle(Unavailable):
    """Nothing was sent on a stream for too long, and everything was answered."""

    reason = "STREAM_IDLE"
    retry_after = 0.1


class Draining(Unavailable):
    """The server is shutting down; what it has not answered was not done."""

    reason = "DRAINING"
    retry_after = 1.0
