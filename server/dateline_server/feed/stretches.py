"""Changes one after another, put together for one message."""

from collections.abc import Sequence
from typing import NamedTuple

from dateline.v1.change_service_pb2 import WatchResponse
from dateline_server.storage.wire import frame, frame_number

CAUGHT_UP = frame_number(WatchResponse.CAUGHT_UP_FIELD_NUMBER, True)


class Stretch(NamedTuple):
    """A piece of the log for one kind of watcher, as a serialised WatchResponse that does not say whether it is the last.

    `last` is the number of the last change that was looked at; `empty` when none of them concerns such a watcher. The
    message is joined once and whole, off the event loop where the changes are read there; CAUGHT_UP can be appended to it.
    """

    message: bytes
    last: int
    empty: bool


def join_changes(pieces: Sequence[bytes], last: int, cursor: str) -> Stretch:
    """The changes that a renderer made of the log up to number `last`, after which the cursor stands."""
    message = b"".join((*pieces, frame(WatchResponse.CURSOR_FIELD_NUMBER, cursor.encode())))
    return Stretch(message, last, not pieces)
