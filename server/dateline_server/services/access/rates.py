"""How much one caller may ask for: calls a second on average, and calls at once."""

import time
from dataclasses import dataclass

from dateline_server.errors import TooManyCalls

# A caller that was silent may make the calls of this many seconds at once.
_SECONDS_OF_BURST = 2.0
# Callers remembered; the one that was silent longest is forgotten first, and begins anew.
_MOST_CALLERS = 10_000
_SECONDS_TO_RETRY = 0.5


@dataclass(slots=True)
class _Caller:
    credit: float
    seen: float
    under_way: int = 0


class Rates:
    """Counts the calls of each caller against the limits; 0 is no limit.

    After a token bucket: credit grows with time up to the burst, and each call takes one.
    """

    def __init__(self, calls_per_second: float, calls_at_once: int) -> None:
        self._per_second = calls_per_second
        self._burst = max(1.0, calls_per_second * _SECONDS_OF_BURST)
        self._at_once = calls_at_once
        self._callers: dict[str, _Caller] = {}

    @property
    def limited(self) -> bool:
        """Whether there is anything to count."""
        return bool(self._per_second or self._at_once)

    def enter(self, name: str) -> None:
        """Count a call that begins. Raises TooManyCalls, with the seconds to wait, and counts nothing then."""
        caller = self._see(name)
        if self._at_once and caller.under_way >= self._at_once:
            raise TooManyCalls(
                f"{name} has {caller.under_way} calls under way, and may have no more. Wait until one ends.",
                _SECONDS_TO_RETRY,
            )
        if self._per_second:
            if caller.credit < 1:
                wait = (1 - caller.credit) / self._per_second
                raise TooManyCalls(
                    f"{name} may make {self._per_second:g} calls a second. Try again in {wait:.1g} seconds.", wait
                )
            caller.credit -= 1
        caller.under_way += 1

    def leave(self, name: str) -> None:
        """Count a call that ended."""
        caller = self._callers.get(name)
        if caller is not None:
            caller.under_way -= 1

    def _see(self, name: str) -> _Caller:
        now = time.monotonic()
        caller = self._callers.pop(name, None)
        if caller is None:
            self._callers[name] = caller = _Caller(self._burst, now)
            if len(self._callers) > _MOST_CALLERS:
                self._forget_one()
            return caller
        self._callers[name] = caller  # the last one in the order is the one seen last
        credit = caller.credit + (now - caller.seen) * self._per_second
        caller.credit = credit if credit < self._burst else self._burst
        caller.seen = now
        return caller

    def _forget_one(self) -> None:
        silent = next((name for name, caller in self._callers.items() if not caller.under_way), None)
        if silent is not None:
            del self._callers[silent]
