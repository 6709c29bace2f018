"""Empty buckets: what makes a count a table without holes."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from dateline_server.errors import InvalidField
from dateline_server.storage.filters import And, Comparison, Expression

_MOST_FILLED = 1_000_000

Value = str | int
Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a filter asks for, both included; None where it leaves that side open."""

    first: date | None = None
    last: date | None = None


def span_of(expression: Expression | None) -> Span:
    """The days of publication that every match of the filter lies in, as far as the filter says so outright."""
    firsts, lasts = [], []
    for part in expression.parts if isinstance(expression, And) else (expression,):
        if isinstance(part, Comparison) and part.field.name == "published_date" and isinstance(part.value, date):
            if part.operator in ("=", ">", ">="):
                firsts.append(part.value + timedelta(days=part.operator == ">"))
            if part.operator in ("=", "<", "<="):
                lasts.append(part.value - timedelta(days=part.operator == "<" and part.value > date.min))
    return Span(max(firsts, default=None), min(lasts, default=None))


def empty_keys(
    keys: Sequence[Key], widths: Sequence[int], label: Callable[[date], str] | None, at: int, span: Span
) -> Iterator[Key]:
    """Every combination of the values that occur in the dimensions, each so many values (`widths`) of a key.

    Dimension `at` is of periods, of which none between the first and the last is left out, where `label` gives the
    period of a day. Raises InvalidField (`include_empty`) when these are more than a million.
    """
    columns: list[Sequence[Key]] = []
    start = 0
    for number, width in enumerate(widths):
        values = sorted({key[start : start + width] for key in keys})
        start += width
        columns.append(_with_periods(values, label, span) if label is not None and number == at else values)
    size = math.prod(len(column) for column in columns)
    if size > _MOST_FILLED:
        _refuse(size)
    for parts in product(*columns):
        yield tuple(value for part in parts for value in part)


def _with_periods(values: Sequence[Key], label: Callable[[date], str], span: Span) -> list[Key]:
    """The values with all periods from the first to the last, of the span where that says it; `""` stays."""
    known = [str(value) for (value,) in values if value]
    unknown: list[Key] = [value for value in values if value == ("",)]
    first = span.first or (_first_day(known[0]) if known else None)
    last = label(span.last) if span.last else (known[-1] if known else "")
    if first is None or not last or label(first) > last:
        return list(values)
    if (days := (_first_day(last) - first).days) > _MOST_FILLED:
        _refuse(days)
    return unknown + [(period,) for period in _periods(first, last, label)]


def _periods(day: date, last: str, label: Callable[[date], str]) -> Iterator[str]:
    told = ""
    while told < last:
        if label(day) != told:
            told = label(day)
            yield told
        day += timedelta(days=1)


def _refuse(size: int) -> None:
    raise InvalidField(
        f"With empty ones there would be {size:,} buckets; at most {_MOST_FILLED:,} are made. Narrow the filter, or leave "
        "the empty ones out.",
        field="include_empty",
    )


def _first_day(period: str) -> date:
    if "W" in period:
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return date.fromisoformat(period if len(period) == 10 else f"{period}-01")


def day_of(day: date) -> str:
    """The day as a period: `2025-04-09`."""
    return day.isoformat()


def week_of(day: date) -> str:
    """The ISO week of a day: `2025-W15`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_of(day: date) -> str:
    """The month of a day: `2025-04`."""
    return day.isoformat()[:7]
