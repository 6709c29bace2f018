"""How much memory a server and its workers hold, looked at while something else goes on."""

import threading
import time
from pathlib import Path

_BYTES_A_MEGABYTE = 1024 * 1024
_BYTES_A_PAGE = 4096


def resident(pid: int) -> int:
    """Bytes of the process and of all below it that are in memory (Linux); 0 for one that has just ended."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _BYTES_A_PAGE
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return own + sum(resident(int(child)) for child in children)


class MemoryCurve(threading.Thread):
    """Looks again and again until `stop`: `samples` has (seconds, megabytes of the server alone, megabytes in all)."""

    def __init__(self, pid: int, seconds_between: float = 0.5) -> None:
        super().__init__(name="memory", daemon=True)
        self._pid, self._between = pid, seconds_between
        self._stopped = threading.Event()
        self.samples: list[tuple[float, float, float]] = []

    def run(self) -> None:
        begun = time.monotonic()
        while not self._stopped.wait(self._between):
            whole = resident(self._pid)
            statm = Path(f"/proc/{self._pid}/statm").read_text().split()
            own = int(statm[1]) * _BYTES_A_PAGE
            self.samples.append((time.monotonic() - begun, own / _BYTES_A_MEGABYTE, whole / _BYTES_A_MEGABYTE))

    def stop(self) -> None:
        self._stopped.set()
        self.join()
