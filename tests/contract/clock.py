"""A clock that a test sets."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Stands still until a test moves it; `steady` tells what has passed, however the clock was put."""

    now: datetime = datetime(2025, 4, 10, 12, tzinfo=UTC)
    passed: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.passed

    def advance(self, **step: float) -> None:
        """So much time passes."""
        self.now += timedelta(**step)
        self.passed += timedelta(**step).total_seconds()

    def jump(self, **step: float) -> None:
        """Somebody puts the clock, and no time passes."""
        self.now += timedelta(**step)
