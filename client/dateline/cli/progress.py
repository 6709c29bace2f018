"""How far a long run is: on stderr, and only where somebody looks at it."""

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.operations import Operation
    from dateline.operations import Progress as OperationsProgress

_SECONDS_BETWEEN_LINES = 0.3
_USUAL_COLUMNS = 80


class Progress:
    """`1,234 done, 3 failed, 56.0 a second, 42%, 6m 24s left`, rewritten in place.

    The share and the rest are told where it is known how much there is (`total`); where it is known only among how many
    is looked for, that: `12 of 3,400 found, 5.0 a second`. Silent unless stderr is a terminal and stdout is not, or as
    `shown` says.
    """

    def __init__(self, shown: bool | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.shown = sys.stderr.isatty() and not sys.stdout.isatty() if shown is None else shown
        self._clock = clock
        self._started = self._written = clock()
        self._pace = _Pace()
        self.done = 0
        self.failed = 0
        self.total: int | None = None
        self.among: int | None = None

    def __enter__(self) -> "Progress":
        return self

    def count(self, failed: bool, share: float | None = None) -> None:
        """One more item is done, and with it this share (0 to 1) of everything."""
        self.failed += failed
        self.add(1, share)

    def add(self, number: int, share: float | None = None) -> None:
        """So many more items are done, and with them this share (0 to 1) of everything."""
        self.done += number
        if not self.shown:
            return
        if share is None and self.total and self.done <= self.total:
            share = self.done / self.total
        now = self._clock()
        self._pace.look(share or 0.0, now)
        if now - self._written >= _SECONDS_BETWEEN_LINES:
            self._written = now
            _rewrite(", ".join([self.summary(), *self._rest(share, now)]))

    def _rest(self, share: float | None, now: float) -> list[str]:
        if share is None:
            return []
        left = self._pace.seconds_for(1 - share, share, now)
        return [f"{int(share * 100)}%", *([] if left is None else [f"{_span(left)} left"])]

    def summary(self) -> str:
        """What was done, what failed, and how fast it went."""
        seconds = max(self._clock() - self._started, 0.001)
        failed = f", {self.failed:,} failed" if self.failed else ""
        told = f"{self.done:,} done" if self.among is None else f"{self.done:,} of {self.among:,} found"
        return f"{told}{failed}, {self.done / seconds:,.1f} a second"

    def pause(self) -> None:
        """Clear the line, so that something else can be written to stderr."""
        if self.shown:
            _rewrite("")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown and self.done > 1:
            _rewrite(f"{self.summary()}\n")
        else:
            self.pause()


class OperationProgress:
    """`1,234 of 5,000 done, 3 failed, 9.8 a second, 6m 24s left`, rewritten in place; silent unless stderr is a terminal."""

    def __init__(self, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._pace = _Pace()

    def __enter__(self) -> "OperationProgress":
        return self

    def show(self, operation: "Operation") -> None:
        """The operation has come so far."""
        if self._shown:
            _rewrite(self.line(operation.progress, time.monotonic()))

    def line(self, progress: "OperationsProgress", now: float) -> str:
        """What is shown at the time `now` (seconds); rate and rest are those since the first line."""
        if not progress.HasField("total"):
            return "waiting for a server" if progress.waiting else "counting the articles"
        self._pace.look(progress.done, now)
        parts = [f"{progress.done:,} of {progress.total:,} done"]
        if progress.failed:
            parts.append(f"{progress.failed:,} failed")
        second = self._pace.seconds_for(1, progress.done, now)
        if progress.waiting:
            parts.append("waiting for a server")
        elif second:
            left = (progress.total - progress.done) * second
            parts += [f"{1 / second:,.1f} a second", f"{_span(left)} left"]
        return ", ".join(parts)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            _rewrite("")


class _Pace:
    """How fast something goes since the first look at it: what came before took its time for other reasons."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None

    def look(self, done: float, now: float) -> None:
        """So much is done at this time; only the first look counts."""
        self._first = self._first or (done, now)

    def seconds_for(self, amount: float, done: float, now: float) -> float | None:
        """How long so much takes, when `done` is done by now; None while nothing has moved."""
        before, began = self._first or (done, now)
        return amount * (now - began) / (done - before) if done > before and now > began else None


def _rewrite(text: str) -> None:
    """Put the text in the place of the line; where the terminal is too narrow for all of it, without the rate."""
    end = "\n" if text.endswith("\n") else ""
    line = text.removesuffix(end)
    room = _columns() - 1
    if len(line) > room:
        line = ", ".join(part for part in line.split(", ") if not part.endswith(" a second"))[:room]
    sys.stderr.write(f"\r{line}\x1b[K{end}")
    sys.stderr.flush()


def _columns() -> int:
    """The width of the terminal that stderr is."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS
    except OSError:
        return _USUAL_COLUMNS


def _span(seconds: float) -> str:
    """`42s`, `6m 24s`, `3h 5m`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60}s"
    return f"{whole // 3600}h {whole % 3600 // 60}m"
