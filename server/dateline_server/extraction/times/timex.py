"""TIMEX3 values: how lengths, units and parts of the calendar are written."""

from datetime import date, timedelta

DAY_LENGTH = {"D": 1, "W": 7, "WE": 7}
MONTH_LENGTH = {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}
_SMALLER = {"E": (10, "Y"), "C": (100, "Y"), "Y": (12, "M"), "D": (24, "TH"), "TH": (60, "TM"), "TM": (60, "TS")}
_UNRESOLVED = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}
_UNRESOLVED |= {"E": "XXX", "C": "XX", "TH": "XXXX-XX-XXTXX", "TM": "XXXX-XX-XXTXX:XX", "TS": "XXXX-XX-XXTXX:XX"}


def duration(count: float | None, unit: str) -> str:
    """The value of a length: `P3Y`, `PT5H30M`, `PXD` without a number."""
    time, letter = ("T", unit[1:]) if unit.startswith("T") else ("", unit)
    if count is None:
        return f"P{time}X{letter}"
    whole, fraction = int(count), count - int(count)
    if not fraction:
        return f"P{time}{whole}{letter}"
    if unit in _SMALLER and (whole == 0 or unit == "TH"):
        factor, smaller = _SMALLER[unit]
        rest = duration(round(fraction * factor), smaller)
        return f"PT{whole}H{rest[2:]}" if whole else rest
    return f"P{time}{count:g}{letter}"


def unresolved(unit: str) -> str:
    """The underspecified value of one unit that no anchor places."""
    return _UNRESOLVED[unit]


def whole_units(count: float, unit: str) -> tuple[int, str]:
    """A count of units as a whole number, of a smaller unit where it has a fraction: 1.5 years are 18 months."""
    if count != int(count):
        factor, smaller = _SMALLER.get(unit, (0, unit))
        if factor:
            return round(count * factor), smaller
    return round(count), unit


def add_months(day: date, months: int) -> date:
    """The day so many months away, the last of its month where that is shorter. ValueError outside years 1 to 9999."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for number in (day.day, 30, 29):
        try:
            return date(year, month + 1, number)
        except ValueError:
            if number <= 29:
                break
    return date(year, month + 1, 28)


def add_units(day: date, count: float, unit: str) -> date:
    """The day so many units away; units below a day stay on it. OverflowError or ValueError outside years 1 to 9999."""
    whole, unit = whole_units(count, unit)
    if unit in MONTH_LENGTH:
        return add_months(day, whole * MONTH_LENGTH[unit])
    return day + timedelta(days=whole * DAY_LENGTH.get(unit, 0))


def unit_at(day: date, unit: str) -> str:
    """The value of the unit that holds a day: `2025-W15`, `2025-Q2`, `202` for its decade."""
    if unit in ("W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{day.year:04}-{day.month:02}"
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    if unit == "Y":
        return f"{day.year:04}"
    if unit == "E":
        return f"{day.year // 10:03}"
    if unit == "C":
        return f"{day.year // 100:02}"
    return day.isoformat() + {"TH": "TXX", "TM": "TXX:XX", "TS": "TXX:XX"}.get(unit, "")
