"""The bounds of a TIMEX3 value: its first and last day, or minute where it is a time of day."""

import re
from datetime import date, timedelta

from dateline_server.extraction.times.timex import add_months

_VALUE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:W(?P<week>[0-9]{2})(?P<weekend>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)"
    r"|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:T(?P<part>MO|AF|EV|NI)|T(?P<clock>[0-9]{2}:[0-9]{2}))?)?))?"
    r"|(?P<decade>[0-9]{3})|(?P<century>[0-9]{2})"
)
_DAY_WITHOUT_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=TXX)")
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_OPPOSITE_SEASONS = {"SP": "FA", "SU": "WI", "FA": "SP", "WI": "SU"}
# First and last minute, with a mod of the early or late part; a night runs into the next day.
_PARTS = {
    "MO": ("05:00", "11:59"),
    "AF": ("12:00", "17:59"),
    "EV": ("17:00", "23:59"),
    "NI": ("18:00", "05:59"),
    "MO START": ("00:00", "08:59"),
    "MO MID": ("09:00", "11:00"),
    "MO END": ("09:00", "11:59"),
    "AF START": ("12:00", "14:59"),
    "AF MID": ("14:00", "16:00"),
    "AF END": ("15:00", "17:59"),
    "EV START": ("17:00", "19:59"),
    "EV END": ("20:00", "23:59"),
    "NI START": ("18:00", "21:59"),
    "NI END": ("21:00", "05:59"),
}
# What share of a stretch its early, middle and late part are: generous, so that they overlap.
_EDGES = {"START": (0.0, 0.4), "MID": (0.3, 0.7), "END": (0.6, 1.0)}
_WEEK_EDGES = {
    "START": (0, 2),
    "MID": (1, 3),
    "END": (3, 6),
}  # Monday is 0; the working week has its middle on Wednesday


def value_bounds(value: str, mod: str = "") -> tuple[str, str]:
    """First and last day (`YYYY-MM-DD`) or minute (`YYYY-MM-DDThh:mm`) of a value; empty where it has none.

    The mods START, MID and END narrow a week or longer to its early, middle or late part.
    """
    if without_clock := _DAY_WITHOUT_CLOCK.match(value):
        value = without_clock.group()
    match = _VALUE.fullmatch(value)
    if match is None:
        return "", ""
    if match["clock"]:
        return value, value
    start, end = _PARTS.get(f"{match['part']} {mod}", _PARTS.get(match["part"], ("", "")))
    try:
        first, last = _read_days(match)
        last += timedelta(days=end < start)
    except (ValueError, OverflowError):  # no day of the calendar, or past its end
        return "", ""
    if start:
        return f"{first}T{start}", f"{last}T{end}"
    if mod in _WEEK_EDGES and match["week"] and not match["weekend"]:
        low, high = _WEEK_EDGES[mod]
        first, last = first + timedelta(days=low), first + timedelta(days=high)
    elif mod in _EDGES and last - first >= timedelta(days=6):
        length = (last - first).days + 1
        left, right = _EDGES[mod]
        first, last = first + timedelta(days=int(length * left)), first + timedelta(days=-int(-length * right // 1) - 1)
    return first.isoformat(), last.isoformat()


def turn_season(value: str) -> str:
    """A season, or a value that ends in one, as it is called on the other half of the earth."""
    return value[:-2] + _OPPOSITE_SEASONS.get(value[-2:], value[-2:])


def first_day(value: str) -> date | None:
    """The first day of a value; None when it has none."""
    earliest, _ = value_bounds(value)
    return date.fromisoformat(earliest[:10]) if earliest else None


def _read_days(match: re.Match[str]) -> tuple[date, date]:
    if match["decade"]:
        return _months(int(match["decade"]) * 10, 1, 120)
    if match["century"]:
        return _months(int(match["century"]) * 100, 1, 1200)
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return (monday + timedelta(days=5 if match["weekend"] else 0)), monday + timedelta(days=6)
    if match["quarter"]:
        return _months(year, int(match["quarter"]) * 3 - 2, 3)
    if match["half"]:
        return _months(year, int(match["half"]) * 6 - 5, 6)
    if match["season"]:
        return _months(year, _SEASON_MONTHS[match["season"]], 3)
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        return _months(year, int(match["month"]), 1)
    return _months(year, 1, 12)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    first = date(max(year, 1), month, 1)
    if year + length // 12 > 9999:
        return first, date.max
    return first, add_months(date(year, month, 1) if year else first, length) - timedelta(days=1)
