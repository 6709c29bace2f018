"""Changes one after another, put together for one message."""

from typing import NamedTuple, Protocol

from dateline.v1.change_service_pb2 import WatchResponse
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame, frame_number

CHANGES_A_STRETCH = 128
CAUGHT_UP = frame_number(WatchResponse.CAUGHT_UP_FIELD_NUMBER, True)


class Stretch(NamedTuple):
    """A piece of the log for one kind of watcher, as a serialised WatchResponse that does not say whether it is the last.

    `last` is the number of the last change that was looked at; `empty` when none of them concerns such a watcher. The
    message is joined once and whole, off the event loop where the changes are read there; CAUGHT_UP can be appended to it.
    """

    message: bytes
    last: int
    empty: bool


class Log(Protocol):
    """What stretches are read from."""

    def read_changes(self, after: int, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes that follow number `after`, or fewer when they are long. Raises CursorTooOld."""
        ...

    def seal_cursor(self, seq: int) -> str:
        """The cursor that stands after change number `seq`."""
        ...


class StretchReader(Protocol):
    """Reads stretches in another process, where that pays."""

    async def read(self, after: int, until: int, options: WatchOptions) -> Stretch | None:
        """What `read_stretch` reads after change `after`, for one who is to be told all up to `until`; None: read it here."""
        ...


class StretchPieces(NamedTuple):
    """A Stretch whose message is still to be joined; the last piece is its cursor."""

    pieces: list[bytes]
    last: int

    @property
    def empty(self) -> bool:
        """See Stretch."""
        return len(self.pieces) == 1

    def join(self) -> Stretch:
        """The stretch."""
        return Stretch(b"".join(self.pieces), self.last, self.empty)


def read_pieces(log: Log, after: int, renderer: ChangeRenderer) -> StretchPieces:
    """What follows change number `after`, as much as makes a message. Raises CursorTooOld.

    It goes on to where others end as well, from whichever change they began.
    """
    entries = log.read_changes(after, CHANGES_A_STRETCH - after % CHANGES_A_STRETCH)
    last = entries[-1].seq if entries else after
    return end_with_cursor(renderer.render_once(entries), last, log.seal_cursor(last))


def read_stretch(log: Log, after: int, renderer: ChangeRenderer) -> Stretch:
    """The same, joined."""
    return read_pieces(log, after, renderer).join()


def end_with_cursor(pieces: list[bytes], last: int, cursor: str) -> StretchPieces:
    """The changes that a renderer made of the log up to number `last`, after which the cursor stands."""
    pieces.append(frame(WatchResponse.CURSOR_FIELD_NUMBER, cursor.encode()))
    return StretchPieces(pieces, last)
