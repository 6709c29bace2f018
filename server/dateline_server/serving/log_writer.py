"""Writes log lines from a thread of its own, so that a pipe that nobody empties never holds up an answer."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

# Lines that wait while the stream is stuck; the oldest go first.
_MOST_WAITING = 10_000
# Lines that come within this time are written at once.
_SECONDS_TO_GATHER = 0.02
_SECONDS_TO_END = 1.0


class LineWriter:
    """Takes lines and writes them to a stream soon after. Stands as a logger at the end of structlog's processors."""

    def __init__(self, stream: TextIO, on_lost: Callable[[int], None] = lambda _: None) -> None:
        """`on_lost` is called, by the thread that writes, with the number of lines that there was no room for."""
        self._stream = stream
        self._lines: deque[str] = deque(maxlen=_MOST_WAITING)
        self._lost = 0
        self._on_lost = on_lost
        self._awake = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Have the line written; returns at once."""
        if len(self._lines) == _MOST_WAITING:
            self._lost += 1
        self._lines.append(line)
        if not self._awake.is_set():
            self._awake.set()

    debug = info = warning = error = critical = exception = msg = write

    def close(self) -> None:
        """Write what waits, for a second at most."""
        self._ending = True
        self._awake.set()
        self._thread.join(_SECONDS_TO_END)

    def _run(self) -> None:
        while not self._ending:
            self._awake.wait()
            if not self._ending:
                time.sleep(_SECONDS_TO_GATHER)
            self._awake.clear()
            self._write_waiting()

    def _write_waiting(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        try:
            self._stream.write("".join(f"{line}\n" for line in lines))
            self._stream.flush()
        except (OSError, ValueError):  # nobody reads the log any more; answers matter more than it
            return
        if self._lost:
            lost, self._lost = self._lost, 0
            self._on_lost(lost)
