"""Days along a line: labels that never run into each other, and periods to count by."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from dateline.render.pictures.svg import line, text_width, words

_LABEL_SIZE, _GAP = 12, 12


def between(first: date, last: date) -> str:
    """`on 2025-04-09`, `from 2025-04-09 to 2025-04-14`."""
    return f"on {first}" if first == last else f"from {first} to {last}"


class Unit(IntEnum):
    """What is counted by."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    YEAR = 3

    def start(self, day: date) -> date:
        """First day of the unit that holds the day; weeks begin on Monday."""
        if self is Unit.WEEK:
            return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
        if self is Unit.MONTH:
            return day.replace(day=1)
        return day.replace(month=1, day=1) if self is Unit.YEAR else day

    def period(self, day: date) -> str:
        """`2025-04-09`, `2025-W15`, `2025-04` or `2025`, as the counts of the command line have it."""
        if self is Unit.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        return day.isoformat()[: {Unit.DAY: 10, Unit.MONTH: 7, Unit.YEAR: 4}[self]]


def unit_for(first: date, last: date, periods: int) -> Unit:
    """The smallest unit of which there are at most so many from the first day to the last; years otherwise."""
    days = (last - first).days + 1
    for unit, length in ((Unit.DAY, 1), (Unit.WEEK, 7), (Unit.MONTH, 30.4)):
        if days / length <= periods:
            return unit
    return Unit.YEAR


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from `first` to `last` between the pixels `left` and `right`."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where the day begins."""
        return self.left + (self.right - self.left) * (day - self.first).days / self._days

    @property
    def a_day(self) -> float:
        """Pixels that a day takes."""
        return (self.right - self.left) / self._days

    @property
    def _days(self) -> int:
        return (self.last - self.first).days + 1

    def draw(self, top: float, bottom: float) -> str:
        """Lines down the picture, and labels above `top`: the day or month, and the year where it begins."""
        drawn, year = [], 0
        for day, label in self.ticks():
            x = self.x(day)
            drawn.append(line(x, top, x, bottom, "grid"))
            drawn.append(words(label, x, top - 20, "soft small", "middle"))
            if day.year != year and label != str(day.year):
                drawn.append(words(str(day.year), x, top - 6, "soft small", "middle"))
            year = day.year
        return "".join(drawn)

    def ticks(self) -> list[tuple[date, str]]:
        """Days with labels that have room beside each other."""
        fitting: list[tuple[date, str]] = []
        for step in _STEPS:
            fitting, crowded = [], False
            for day in step.days(self.first, self.last):
                crowded = bool(fitting) and self.x(day) - self.x(fitting[-1][0]) < _GAP
                if crowded:  # the days of millennia are millions, and two of them tell enough
                    break
                fitting.append((day, step.label(day)))
            room = max((text_width(label, _LABEL_SIZE) for _, label in fitting), default=0) + _GAP
            places = [self.x(day) for day, _ in fitting]
            if fitting and not crowded and all(right - left >= room for left, right in itertools.pairwise(places)):
                return fitting
        return fitting[:1]


@dataclass(frozen=True, slots=True)
class _Step:
    unit: Unit
    every: int

    def days(self, first: date, last: date) -> Iterator[date]:
        day = self.unit.start(first)
        if self.unit is Unit.MONTH:
            day = day.replace(month=(day.month - 1) // self.every * self.every + 1)
        elif self.unit is Unit.YEAR:
            day = day.replace(year=max(1, day.year // self.every * self.every))
        while day <= last:
            if day >= first:
                yield day
            following = self._next(day)
            if following is None:
                return
            day = following

    def _next(self, day: date) -> date | None:
        try:
            if self.unit is Unit.YEAR:
                return day.replace(year=day.year + self.every if day.year > 1 else max(self.every, 2))
            if self.unit is Unit.MONTH:
                months = day.year * 12 + day.month - 1 + self.every
                return date(months // 12, months % 12 + 1, 1)
            return day + timedelta(days=self.every * (7 if self.unit is Unit.WEEK else 1))
        except (ValueError, OverflowError):  # the calendar ends
            return None

    def label(self, day: date) -> str:
        if self.unit is Unit.YEAR:
            return str(day.year)
        return f"{day:%b}" if self.unit is Unit.MONTH else f"{day.day} {day:%b}"


_STEPS = (
    *(_Step(Unit.DAY, every) for every in (1, 2, 3)),
    *(_Step(Unit.WEEK, every) for every in (1, 2)),
    *(_Step(Unit.MONTH, every) for every in (1, 2, 3, 6)),
    *(_Step(Unit.YEAR, every) for every in (1, 2, 5, 10, 25, 50, 100, 500, 1000)),
)
