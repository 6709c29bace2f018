"""What time it is: the clock of the machine, unless whoever puts a server together gives another one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
# Seconds since some moment. Nobody sets it: it measures, and does not tell the time.
SteadyClock: TypeAlias = Callable[[], float]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
