"""How long calls took, counted in buckets as they end and read only when somebody asks for the measures.

OpenTelemetry's own histogram takes several times as long for one value as a point read spends outside of gRPC.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from time import time_ns


@dataclass(slots=True)
class Histogram:
    """Values in seconds: how many lie in each bucket, the last of which has no upper bound, and their sum."""

    counts: list[int]
    total: float = 0.0
    least: float = float("inf")
    most: float = 0.0
    since: int = field(default_factory=time_ns)  # nanoseconds since 1970


class CallDurations:
    """One histogram for each method and code; `bounds` are the upper bounds of the buckets.

    Nothing is counted before `wanted` is set.
    """

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.wanted = False
        self._histograms: dict[tuple[str, str], Histogram] = {}

    def record(self, method: str, code: str, seconds: float) -> None:
        """Count a call that has ended."""
        histogram = self._histograms.get((method, code))
        if histogram is None:
            histogram = self._histograms[method, code] = Histogram([0] * (len(self.bounds) + 1))
        histogram.counts[bisect_left(self.bounds, seconds)] += 1
        histogram.total += seconds
        if seconds < histogram.least:
            histogram.least = seconds
        if seconds > histogram.most:
            histogram.most = seconds

    def read(self) -> dict[tuple[str, str], Histogram]:
        """What was counted so far, by method and code; from any thread."""
        return dict(self._histograms)
