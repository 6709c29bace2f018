"""Days with a name, and when they fall.

The table is `data/holidays.tsv`.
"""

from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def load_holidays() -> dict[str, str]:
    """The rule of each named day by its name in lower case, in the notation that the table explains."""
    text = files("dateline_server.knowledge").joinpath("data/holidays.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: when for name, when, _ in rows}


def holiday_in_year(when: str, year: int) -> date:
    """The day on which a rule of the table falls in a year of the Gregorian calendar."""
    if when == "election":
        return _nth_weekday(year, 11, 1, 1) + timedelta(days=1)
    if when.startswith("easter"):
        return _easter(year) + timedelta(days=int(when.removeprefix("easter")))
    if "." in when:
        nth, weekday, month = map(int, when.split("."))
        return _nth_weekday(year, month, weekday, nth)
    month, day = map(int, when.split("-"))
    return date(year, month, day)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7 + 7 * (-nth - 1))


def _easter(year: int) -> date:
    """Easter Sunday after the anonymous Gregorian algorithm (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    leap = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * leap) // 451
    month, day = divmod(h + leap - 7 * m + 114, 31)
    return date(year, month, day + 1)
