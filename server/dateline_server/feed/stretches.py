"""Changes one after another, put together for one message."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dateline.v1.change_service_pb2 import WatchResponse
from dateline_server.feed.rendering import Rendered
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame, frame_number

_MOST_BYTES = 1024 * 1024
CAUGHT_UP = frame_number(WatchResponse.CAUGHT_UP_FIELD_NUMBER, True)


class Stretch(NamedTuple):
    """A piece of the log for one kind of watcher, as a serialised WatchResponse that does not say whether it is the last.

    `last` is the number of the last change that was looked at; `empty` when none of them concerns such a watcher. The
    message is joined once and whole, off the event loop where the changes are read there; CAUGHT_UP can be appended to it.
    """

    message: bytes
    last: int
    empty: bool


def join_changes(
    entries: Iterable[LoggedChange],
    render: Callable[[LoggedChange], Rendered | None],
    after: int,
    seal_cursor: Callable[[int], str],
) -> Stretch:
    """The entries, which follow number `after`, as far as they make no more than a MiB; a larger change comes alone."""
    pieces: list[bytes] = []
    size, last = 0, after
    for entry in entries:
        rendered = render(entry)
        if rendered is not None:
            size += sum(map(len, rendered))
            if size > _MOST_BYTES and pieces:
                break
            pieces += rendered
        last = entry.seq
    empty = not pieces
    pieces.append(frame(WatchResponse.CURSOR_FIELD_NUMBER, seal_cursor(last).encode()))
    return Stretch(b"".join(pieces), last, empty)
