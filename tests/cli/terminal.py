"""A command at a real terminal: a pty of some width, what stands on it, and the keys pressed."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from pathlib import Path

from commands import DATELINE

_CONTROL = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>]|[()][A-Z0-9]|\][^\x07]*\x07)")


class Terminal:
    """A command that runs at a terminal of so many columns. `screen` is all that it wrote, without colours."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 80,
        lines: int = 50,
        environment: Mapping[str, str] = {},
        folder: Path | None = None,
        program: str | Path = DATELINE,
    ) -> None:
        self._reading, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        settings = termios.tcgetattr(terminal)
        settings[3] |= termios.NOFLSH  # else Ctrl-C throws away what was written and is not read yet
        termios.tcsetattr(terminal, termios.TCSANOW, settings)
        usual = {name: value for name, value in os.environ.items() if name not in ("PAGER", "LESS", "COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [program, *arguments],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env={**usual, "TERM": "xterm-256color", **environment},
            cwd=folder,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(terminal)
        self.raw = ""

    @property
    def screen(self) -> str:
        """What was written, without control characters and with plain line ends."""
        return _CONTROL.sub("", self.raw).replace("\r\n", "\n")

    def read_until(self, text: str, seconds: float = 30) -> None:
        """Wait until the text stands on the screen."""
        end = time.monotonic() + seconds
        while text not in self.screen:
            assert self._read(0.1), self.screen
            assert time.monotonic() < end, self.screen

    def press(self, keys: str) -> None:
        """Type the keys; `\\x03` is Ctrl-C."""
        os.write(self._reading, keys.encode())

    def end(self, seconds: float = 60) -> int:
        """Wait for the end of the command; its exit code."""
        end = time.monotonic() + seconds
        while self._read(0.1):
            assert time.monotonic() < end, self.screen
        os.close(self._reading)
        return self.process.wait(10)

    def _read(self, seconds: float) -> bool:
        """Take what was written; False when no more will come."""
        if not select.select([self._reading], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._reading, 65536)
        except OSError:  # nobody has the other end any more
            return False
        self.raw += data.decode(errors="replace")
        return bool(data)


def _take_terminal() -> None:
    # So that Ctrl-C reaches the command, and everything that it has started at this terminal.
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
