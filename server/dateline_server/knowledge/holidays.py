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
    name, _, rest = when.partition(" ")
    if name in _MOVABLE:
        return _MOVABLE[name](year) + timedelta(days=int(rest))
    if name == "islamic":
        month, day = map(int, rest.split("-"))
        return _islamic(year, month, day)
    if "." in name:
        nth, weekday, month = map(int, name.split("."))
        return _nth_weekday(year, month, weekday, nth) + timedelta(days=int(rest or 0))
    month, day = map(int, name.split("-"))
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


def _orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar (Meeus), as a Gregorian date."""
    a = (19 * (year % 19) + 15) % 30
    b = (2 * (year % 4) + 4 * (year % 7) - a + 34) % 7
    month, day = divmod(a + b + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _rosh_hashanah(year: int) -> date:
    """The Hebrew new year that falls in this year (Reingold and Dershowitz, Calendrical Calculations)."""
    before, present, after = (_hebrew_days(year + 3761 + step) for step in (-1, 0, 1))
    delay = 2 if after - present == 356 else 1 if present - before == 382 else 0
    return date.fromordinal(present + delay - 1373427)


def _hebrew_days(year: int) -> int:
    """Days from the Hebrew epoch to the new moon of a year, where the new year may not fall on certain weekdays."""
    months = (235 * year - 234) // 19
    day = 29 * months + (12084 + 13753 * months) // 25920
    return day + (3 * (day + 1) % 7 < 3)


def _islamic(year: int, month: int, day: int) -> date:
    """The first such day in this year, after the arithmetical calendar: the moon seen may make it a day more or less."""
    islamic = (year - 622) * 33 // 32 - 1
    while True:
        days = day + 29 * (month - 1) + (6 * month - 1) // 11 + (islamic - 1) * 354 + (3 + 11 * islamic) // 30
        found = date.fromordinal(days + 227014)
        if found.year >= year:
            return found
        islamic += 1


_MOVABLE = {"easter": _easter, "orthodox": _orthodox_easter, "hebrew": _rosh_hashanah}
