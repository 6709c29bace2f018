"""The value of a named point of the calendar, the open fields filled in from a base day."""

from datetime import date, timedelta

from dateline_server.extraction.times.intervals import first_day, turn_season, value_bounds
from dateline_server.extraction.times.meaning import CalendarPoint
from dateline_server.extraction.times.nearest import nearest, turned
from dateline_server.extraction.times.tense import Direction
from dateline_server.extraction.times.timex import add_months, unit_at, unresolved
from dateline_server.knowledge.holidays import holiday_in_year

_YESTERDAY = 6  # days ahead, modulo a week: "last Tuesday" on a Wednesday is a week older
_TOO_FAR_AHEAD = 6  # days to a weekday that would be called next week's; yesterday is meant
_EARLY_IN_WEEK = 2  # Tuesday
_SEASONS = {"SP": 1, "SU": 2, "FA": 3, "WI": 4}


def resolve_point(
    point: CalendarPoint, base: date | None, direction: Direction, in_text: bool = False, southern: bool = False
) -> str:
    """The TIMEX3 value of a point; what stays open is written X.

    `base` is the day to count from, the publication's or (`in_text`) one that the text named; `direction` is the
    tense's; `southern` where the year ends in its summer.
    """
    if point.section == "WE":
        return _resolve_weekend(base, direction, this=point.turn == 0)
    if point.weekday and not point.day:
        day = _weekday_value(point, base, direction, in_text)
    elif point.holiday:
        day = _holiday_value(point, base, direction)
    elif point.section:
        return _section_value(point, base, direction, southern)
    elif point.month and point.day:
        day = _month_day_value(point, base, direction)
    elif point.month:
        month = _month_value(point, base, direction)
        return (value_bounds(month)[1] or f"{month}-XX") if point.last_day else month
    else:
        year = _given_year(point, base)
        return f"{year:04}" if year else "XXXX"
    if point.unit:
        first = first_day(day)
        return unit_at(first, point.unit) if first else unresolved(point.unit)
    return day + (f"T{point.part}" if point.part else "")


def _given_year(point: CalendarPoint, base: date | None) -> int | None:
    if point.year is not None:
        return point.year
    if point.known_year is not None and (base is None or base.year >= point.known_year):
        return point.known_year
    return base.year + point.year_turn if base and point.year_turn is not None else None


def _choose(point: CalendarPoint, distances: list[int], direction: Direction, cycle: int) -> int:
    if cycle == 12 and point.turn == -1:  # "last March" in April is a year older: the other one was last month
        distances = [distance for distance in distances if distance != -1]
    chosen = turned(distances, point.turn) if point.turn else None
    return nearest(distances, direction, cycle) if chosen is None else chosen


def _resolve_weekend(base: date | None, direction: Direction, *, this: bool) -> str:
    """The last weekend or the coming one; "this weekend" is the last one early in the week or where it is told of."""
    if base is None:
        return "XXXX-WXX-WE"
    last = direction is Direction.PAST or base.isoweekday() <= _EARLY_IN_WEEK if this else True
    if last and not direction.ahead and base.isoweekday() < 6:
        base -= timedelta(days=7)
    year, week, _ = base.isocalendar()
    return f"{year:04}-W{week:02}-WE"


def _weekday_value(point: CalendarPoint, base: date | None, direction: Direction, in_text: bool) -> str:
    assert point.weekday is not None
    if base is None:
        return f"XXXX-WXX-{point.weekday}"
    ahead = (point.weekday - base.isoweekday()) % 7
    if point.weeks:
        nearest_one = ahead or 7 if point.weeks > 0 else (ahead or 7) - 7
        return (base + timedelta(days=nearest_one + 7 * point.weeks)).isoformat()
    if point.soonest:
        return (base + timedelta(days=ahead or 7)).isoformat()
    if point.week_turn is not None or (point.turn is not None and not in_text):
        turn = point.week_turn if point.week_turn is not None else point.turn
        if turn == -1 and point.week_turn is None:
            back = ahead - 7 if ahead != _YESTERDAY else ahead - 14
            return (base + timedelta(days=back)).isoformat()
        monday = base - timedelta(days=base.isoweekday() - 1) + timedelta(days=7 * (turn or 0))
        return (monday + timedelta(days=point.weekday - 1)).isoformat()
    if in_text:
        step = {1: ahead or 7, -1: ahead - 7}.get(point.turn or 0, ahead if ahead <= 3 else ahead - 7)
        return (base + timedelta(days=step)).isoformat()
    if ahead and (not direction.ahead or (direction is Direction.LIKELY_FUTURE and ahead >= _TOO_FAR_AHEAD)):
        ahead -= 7
    return (base + timedelta(days=ahead)).isoformat()


def _holiday_value(point: CalendarPoint, base: date | None, direction: Direction) -> str:
    year = _given_year(point, base)
    if year is not None:
        return holiday_in_year(point.holiday, year).isoformat()
    if base is None:
        return f"XXXX-{point.holiday}" if point.holiday[0].isdigit() and "." not in point.holiday else "XXXX-XX-XX"
    days = [holiday_in_year(point.holiday, base.year + step) for step in (-1, 0, 1)]
    distance = _choose(point, [(day - base).days for day in days], direction, 365)
    return (base + timedelta(days=distance)).isoformat()


def _month_day_value(point: CalendarPoint, base: date | None, direction: Direction) -> str:
    rest = f"{point.month:02}-{point.day:02}"
    year = _given_year(point, base)
    if year is not None:
        return f"{year:04}-{rest}"
    if base is None:
        return f"XXXX-{rest}"
    assert point.month is not None
    assert point.day is not None
    days = []
    for step in range(-4, 5) if rest == "02-29" else (-1, 0, 1):
        try:
            days.append(date(base.year + step, point.month, point.day))
        except ValueError:  # 29 February in a common year, or no day of the calendar
            continue
    days = [day for day in days if day.isoweekday() == point.weekday] or days
    if not days:
        return f"XXXX-{rest}"
    distance = _choose(point, [(day - base).days for day in days], direction, 365)
    return (base + timedelta(days=distance)).isoformat()


def _month_value(point: CalendarPoint, base: date | None, direction: Direction) -> str:
    assert point.month is not None
    year = _given_year(point, base)
    if year is not None:
        return f"{year:04}-{point.month:02}"
    if base is None:
        return f"XXXX-{point.month:02}"
    if point.turn == 0:
        return f"{base.year:04}-{point.month:02}"
    distances = [point.month - base.month + 12 * step for step in (-1, 0, 1)]
    month = add_months(base.replace(day=1), _choose(point, distances, direction, 12))
    return f"{month.year:04}-{month.month:02}"


def _section_value(point: CalendarPoint, base: date | None, direction: Direction, southern: bool) -> str:
    year = _given_year(point, base)
    if year is None and base is not None:
        year = _section_year(point, base, direction, southern)
    return f"{year:04}-{point.section}" if year is not None else f"XXXX-{point.section}"


def _section_year(point: CalendarPoint, base: date, direction: Direction, southern: bool) -> int:
    """The year whose quarter, half or season lies as the turn or the tense says."""
    if point.section in _SEASONS:
        section = turn_season(point.section) if southern else point.section
        cycle, number = 4, _SEASONS[section]
        present = base.month // 3  # 0 is the season that began last year
    else:
        cycle, number = (2 if point.section.startswith("H") else 4), int(point.section[1])
        present = (base.month - 1) // (12 // cycle) + 1
    if point.turn == 0:  # "this autumn", said in spring, is the one to come; this winter began last year
        return base.year - (number == cycle and present == 0)
    distances = [number - present + cycle * step for step in (-1, 0, 1)]
    chosen = _choose(point, distances, direction, cycle)
    return base.year + distances.index(chosen) - 1
