"""Processes that a test kills and starts again."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
QUICK_SERVER = str(HERE / "quick_server.py")


class Victim:
    """A process that is killed and started again, by a thread of its own, until it has been killed often enough."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self._log, self._arguments = log, arguments
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen([sys.executable, *self._arguments], stdout=log, stderr=log, env=os.environ)

    def again(self) -> None:
        """Kill it, and start another."""
        assert self.process.poll() is None, self._log.read_text()[-3000:]
        self.end()
        self.begin()

    def begin(self) -> None:
        """Start another, where it has ended."""
        self.process = self._start()

    def renew(self) -> None:
        """Ask it to end, wait until it has, and start another."""
        self.process.terminate()
        assert self.process.wait(60) == 0, self._log.read_text()[-3000:]
        self.process = self._start()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def wait_until_it_answers(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("no server answers")
