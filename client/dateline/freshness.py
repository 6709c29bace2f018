"""Reading one's own writes: a client remembers the latest change that it knows of, and asks for answers that know of it."""

import threading

from google.protobuf.message import Message

from dateline.errors import InvalidArgument

# Trailing metadata in which a write sends the token that its answer has no field for.
METADATA_KEY = "dateline-consistency-token"
_FIELD = "consistency_token"


class Freshness:
    """The token of the latest change that was written or told of, unless none is to be `kept`.

    Servers give tokens that compare as strings: of two the greater is the later. Safe to share between threads.
    """

    def __init__(self, kept: bool) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self.token = ""

    def note(self, token: str) -> None:
        """A change is known."""
        if self._kept and token:
            with self._lock:
                self.token = max(self.token, token)

    def note_metadata(self, metadata: object) -> None:
        """A write was answered with this trailing metadata."""
        for key, value in metadata or ():  # type: ignore[attr-defined]
            if key == METADATA_KEY and isinstance(value, str):
                self.note(value)

    def demand(self, request: object) -> None:
        """Ask for an answer that knows of the change, where the request has a field for that."""
        if self.token and isinstance(request, Message) and _FIELD in request.DESCRIPTOR.fields_by_name:
            setattr(request, _FIELD, self.token)

    def is_foreign(self, request: object, error: InvalidArgument) -> bool:
        """Whether the server knows nothing of the token: behind its address is another store now, so it is forgotten."""
        if error.field != _FIELD or not isinstance(request, Message):
            return False
        with self._lock:
            self.token = ""
        request.ClearField(_FIELD)
        return True
