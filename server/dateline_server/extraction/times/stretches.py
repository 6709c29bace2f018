"""First and last day of lengths that lie at an end of a year or end on a day."""

from datetime import date, timedelta

from dateline_server.extraction.times.intervals import value_bounds
from dateline_server.extraction.times.meaning import Length
from dateline_server.extraction.times.timex import add_units


def stretch_in_year(length: Length, published: date | None) -> tuple[str, str] | None:
    """First and last day of "the first nine months of 2023"; None where the length stands at no end of a known year."""
    year = length.year.year
    if year is None and published is not None:
        year = published.year + (length.year.year_turn or 0)
    if not length.edge or year is None or year >= date.max.year:
        return None
    if length.edge < 0:
        return stretch_ending(length, date(year, 12, 31))
    if length.count is None or length.unit.startswith("T"):
        return None
    first = date(year, 1, 1)
    try:
        last = add_units(first, length.count, length.unit) - timedelta(days=1)
    except (ValueError, OverflowError):  # past the end of the calendar
        return None
    return first.isoformat(), last.isoformat()


def days_within(value: str, offset: int, width: int) -> tuple[str, str]:
    """First and last of `width` days of a value, `offset` days from its start or, below 0, from the day after its end."""
    earliest, latest = value_bounds(value)
    if not earliest:
        return "", ""
    start, end = date.fromisoformat(earliest), date.fromisoformat(latest)
    first = start + timedelta(days=offset) if offset >= 0 else end + timedelta(days=1 + offset)
    return first.isoformat(), min(first + timedelta(days=width - 1), end).isoformat()


def stretch_ending(length: Length, last: date | None) -> tuple[str, str] | None:
    """First and last day of a length that ends on a day: "the three months ended March 31"; None without one."""
    if last is None or length.count is None or length.unit.startswith("T"):
        return None
    try:
        first = add_units(last + timedelta(days=1), -length.count, length.unit)
    except (ValueError, OverflowError):  # past an end of the calendar
        return None
    return first.isoformat(), last.isoformat()
