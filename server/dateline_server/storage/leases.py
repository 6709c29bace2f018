"""Leases: what a server has taken is its own until the end of its lease, which it puts off for as long as it lives.

Ends are told by the clock, and clocks are set right. A lease that ends later than any that is given now is from a time
when the clock was ahead: it counts as over, or what a dead server had taken would wait until the clock is there again.
"""

LEASE_SECONDS = 15
# Clocks of servers that share a store may differ by so much before one takes what another still holds.
_SECONDS_AHEAD = 45

# The condition under which a lease holds, in SQL; its two parameters are those of `held_until`.
HELD = "lease_until BETWEEN ? AND ?"


def lease_end(now: int) -> int:
    """When a lease that is given now ends; both in microseconds."""
    return now + LEASE_SECONDS * 1_000_000


def held_until(now: int) -> tuple[int, int]:
    """The first and the last end that a lease can have which holds now."""
    return now, lease_end(now) + _SECONDS_AHEAD * 1_000_000


def is_held(until: int, now: int) -> bool:
    """Whether a lease that ends then holds now."""
    first, last = held_until(now)
    return first <= until <= last
