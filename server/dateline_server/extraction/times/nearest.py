"""Which year, quarter or month is meant where the text leaves it open."""

from collections.abc import Iterable

from dateline_server.extraction.times.tense import Direction

# In cycles: how much farther off a candidate on the tense's side may be and still be taken. News speaks of what is
# near; a tense misread from a parse must not push an autumn day into the next year.
_AGAINST_PAST = 1.0
_AGAINST_LIKELY_PAST = 0.62
_AGAINST_FUTURE = 1.0
_AGAINST_LIKELY_FUTURE = 0.8
_AGAINST_FUTURE_QUARTER = 0.45  # "expects to report a profit for the third quarter" looks back
_AHEAD_WITHOUT_TENSE = 0.1


def nearest(distances: Iterable[int], direction: Direction, cycle: int) -> int:
    """The distance from now that a recurring point of the calendar most probably means.

    `distances` are the candidates' (below 0 past, above 0 to come) in the unit in which `cycle` is one round: 12 for
    months, 4 for quarters, 365 for days.
    """

    def cost(distance: int) -> float:
        penalty = 0.0
        if direction.back and distance > 0:
            penalty = _AGAINST_PAST if direction is Direction.PAST else _AGAINST_LIKELY_PAST
        elif direction.ahead and distance < 0:
            penalty = _AGAINST_FUTURE if direction is Direction.FUTURE else _AGAINST_LIKELY_FUTURE
            penalty = _AGAINST_FUTURE_QUARTER if cycle == 4 else penalty
        elif direction is Direction.OPEN and distance > 0:
            penalty = _AHEAD_WITHOUT_TENSE
        return abs(distance) / cycle + penalty

    return min(distances, key=lambda distance: (cost(distance), distance))


def turned(distances: Iterable[int], turn: int) -> int | None:
    """The nearest distance on the side that a turn names: before now (-1), after it (1), or either (0)."""
    fitting = [distance for distance in distances if turn == 0 or distance * turn > 0]
    return min(fitting, key=lambda distance: (abs(distance), distance)) if fitting else None
