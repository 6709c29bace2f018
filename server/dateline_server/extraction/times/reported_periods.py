"""The business periods that a text reports on without naming them in full: "the quarter", "the year ended Sept. 30"."""

from datetime import date, timedelta

from dateline_server.extraction.times.timex import add_units, unit_at

_MONTHS_OF_REPORTS = 3  # in which "for the year" means the last one
_HALF_A_PERIOD = {"W": 3, "M": 14, "Q": 45, "Y": 180}


def period_reported(published: date, unit: str, *, in_past: bool) -> str:
    """The period that a text of this day reports on: the quarter before, early in a year, if told as past, the year before."""
    back = unit == "Q" or (unit == "Y" and in_past and published.month <= _MONTHS_OF_REPORTS)
    try:
        return unit_at(add_units(published, -1, unit) if back else published, unit)
    except ValueError:  # the first year of the calendar
        return ""


def period_ending(last: date | None, unit: str) -> str:
    """The quarter or year that ends on the day; empty without one, and for a unit that no business reports on."""
    if unit not in _HALF_A_PERIOD or last is None or last.year == date.min.year:
        return ""
    return unit_at(last - timedelta(days=_HALF_A_PERIOD[unit]), unit)
