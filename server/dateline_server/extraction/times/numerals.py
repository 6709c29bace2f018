"""Numbers and years written in words."""

from collections.abc import Sequence

_HUNDRED, _THOUSAND = 100, 1000


def read_numeral(parts: Sequence[float]) -> tuple[float, bool]:
    """The number that consecutive number words make, and whether it is read as a year.

    `parts` are the words' values: (20, 5) is 25, (2, 100) is 200, (3, 1000) is 3,000; (19, 98), "nineteen
    ninety-eight", is the year 1998.
    """
    if _is_spoken_year(parts):
        return parts[0] * _HUNDRED + sum(parts[1:]), True
    total = group = 0.0
    for part in parts:
        if part == _HUNDRED:
            group = (group or 1) * part
        elif part >= _THOUSAND:
            total += (group or 1) * part
            group = 0
        else:
            group += part
    return total + group, False


def _is_spoken_year(parts: Sequence[float]) -> bool:
    return len(parts) in (2, 3) and 11 <= parts[0] <= 20 and 10 <= parts[1] < _HUNDRED and sum(parts[1:]) < _HUNDRED
