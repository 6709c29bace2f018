"""How far a long run is: on stderr, and only where somebody looks at it."""

import sys
import time
from types import TracebackType


class Progress:
    """`1,234 done, 3 failed, 56 a second`, rewritten in place; silent unless stderr is a terminal and stdout is not."""

    def __init__(self, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() and not sys.stdout.isatty() if shown is None else shown
        self._started = self._written = time.monotonic()
        self.done = 0
        self.failed = 0

    def __enter__(self) -> "Progress":
        return self

    def count(self, failed: bool) -> None:
        """One more item is done."""
        self.done += 1
        self.failed += failed
        now = time.monotonic()
        if self._shown and now - self._written >= 0.3:
            self._written = now
            self._write(f"\r{self.summary()}\x1b[K")

    def summary(self) -> str:
        """What was done, what failed, and how fast it went."""
        seconds = max(time.monotonic() - self._started, 0.001)
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.done:,} done{failed}, {self.done / seconds:,.1f} a second"

    def pause(self) -> None:
        """Clear the line, so that something else can be written to stderr."""
        if self._shown:
            self._write("\r\x1b[K")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown and self.done > 1:
            self._write(f"\r{self.summary()}\x1b[K\n")
        else:
            self.pause()

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
