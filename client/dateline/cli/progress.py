"""How far a long run is: on stderr, and only where somebody looks at it."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.operations import Operation
    from dateline.operations import Progress as OperationsProgress


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
        self.failed += failed
        self.add(1)

    def add(self, number: int) -> None:
        """So many more items are done."""
        self.done += number
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


class OperationProgress:
    """`1,234 of 5,000 done, 3 failed, 9.8 a second, 6m 24s left`, rewritten in place; silent unless stderr is a terminal."""

    def __init__(self, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._began: tuple[float, int] | None = None

    def __enter__(self) -> "OperationProgress":
        return self

    def show(self, operation: "Operation") -> None:
        """The operation has come so far."""
        if self._shown:
            self._write(f"\r{self.line(operation.progress, time.monotonic())}\x1b[K")

    def line(self, progress: "OperationsProgress", now: float) -> str:
        """What is shown at the time `now` (seconds); rate and rest are those since the first line."""
        if not progress.HasField("total"):
            return "waiting for a server" if progress.waiting else "counting the articles"
        if self._began is None:
            self._began = (now, progress.done)
        seconds, done = now - self._began[0], progress.done - self._began[1]
        parts = [f"{progress.done:,} of {progress.total:,} done"]
        if progress.failed:
            parts.append(f"{progress.failed:,} failed")
        if progress.waiting:
            parts.append("waiting for a server")
        elif done and seconds > 0:
            left = (progress.total - progress.done) * seconds / done
            parts += [f"{done / seconds:,.1f} a second", f"{_span(left)} left"]
        return ", ".join(parts)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _span(seconds: float) -> str:
    """`42s`, `6m 24s`, `3h 5m`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60}s"
    return f"{whole // 3600}h {whole % 3600 // 60}m"
