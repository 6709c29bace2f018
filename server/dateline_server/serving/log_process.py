"""A log process: reads long pieces of a store's log for watchers who come from far back, until the server is gone.

Started by `log_reading.py` as `python -m dateline_server.serving.log_process FD MEMORY PARENT FORMAT LEVEL`. Whoever makes a
copy of the whole store would otherwise keep the server's own threads busy, and others who ask it waiting. It reads ahead
of the watcher, as far as there is shared memory to lay it in.
"""

import gc
import secrets
import select
import socket
import sys
from collections import deque

import structlog

from dateline_server.errors import DatelineError
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.feed.stretches import Log, StretchPieces, read_pieces
from dateline_server.serving.frames import Kind, receive_frame, send_frame
from dateline_server.serving.giving_way import give_way
from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.logs import configure_logs
from dateline_server.serving.parentage import die_with_parent
from dateline_server.serving.shared_places import BYTES, PLACES, Read, Run, SharedPlaces
from dateline_server.storage.opening import open_changes

_log = structlog.get_logger("dateline.feed")


def main(arguments: list[str]) -> int:
    """Serve the socket with the number given first."""
    descriptor, memory, parent, log_format, log_level = arguments
    die_with_parent(int(parent))
    give_way()
    gc.disable()  # changes hold one another in no circles
    logs = configure_logs(LogFormat(log_format), LogLevel(log_level))
    with socket.socket(fileno=int(descriptor)) as connection:
        places = SharedPlaces(int(memory))
        try:
            frame = receive_frame(connection)
            if frame is not None:
                _open(connection, places, frame[1].decode())
        except OSError:  # the server is gone
            return 1
        finally:
            logs.close()
    return 0


def _open(connection: socket.socket, places: SharedPlaces, store: str) -> None:
    try:
        with open_changes(store) as changes:
            send_frame(connection, Kind.READY, b"")
            _Reading(connection, places, changes).go_on()
    except DatelineError as error:  # the server tells those who watch, when it finds the same
        _log.warning("the log cannot be read ahead", reason=error.reason, message=error.message)


class _Reading:
    """Of one run at a time, the one that was asked for last."""

    def __init__(self, connection: socket.socket, places: SharedPlaces, log: Log) -> None:
        self._connection = connection
        self._places = places
        self._log = log
        self._free = deque(range(PLACES))
        self._run: Run | None = None

    def go_on(self) -> None:
        """Until the server is gone."""
        while self._hear():
            if self._run is not None and self._free:
                self._run = self._read(self._run)

    def _hear(self) -> bool:
        """Take what the server says, and wait for it while there is nothing to do; whether it is still there."""
        while self._run is None or not self._free or select.select([self._connection], [], [], 0)[0]:
            frame = receive_frame(self._connection)
            if frame is None:
                return False
            kind, content = frame
            if kind == Kind.READ_LOG:
                self._run = Run.unpack(content)
            else:
                self._free.append(int.from_bytes(content))
        return True

    def _read(self, run: Run) -> Run | None:
        """Hand over the next stretch; what is left of the run, None when it is over or cannot go on here."""
        stretch = self._try(run)
        length = sum(map(len, stretch.pieces)) if stretch else 0
        if stretch is None or stretch.last == run.after or length > BYTES:
            self._send(Read(run.number, 0, 0, run.after, True))
            return None
        place = self._free.popleft()
        self._places.write(place, stretch.pieces)
        self._send(Read(run.number, place, length, stretch.last, stretch.empty))
        left = run._replace(after=stretch.last)
        if left.after < left.until:
            return left
        self._send(Read(run.number, 0, 0, left.after, True))
        return None

    def _try(self, run: Run) -> StretchPieces | None:
        try:
            return read_pieces(self._log, run.after, self._renderer(run))
        except DatelineError:  # the server reads the same, and tells the watcher
            return None
        except Exception as error:
            _log.error("fault", request_id=secrets.token_hex(6), exc_info=error)
            return None

    def _renderer(self, run: Run) -> ChangeRenderer:
        return ChangeRenderer(WatchOptions("", run.full, run.before), str)

    def _send(self, read: Read) -> None:
        send_frame(self._connection, Kind.STRETCH, read.pack())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
