"""Events along time, a row each."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Protocol

from dateline.render import wording
from dateline.render.pictures.days import Scale, between
from dateline.render.pictures.findings import own_days, read_day
from dateline.render.pictures.marks import glyph, status_legend
from dateline.render.pictures.picture import Drawing, Picture, Table
from dateline.render.pictures.svg import counted, line, shorten, text_width, told, words
from dateline.v1.event_pb2 import Event, EventRecord

# Narrower than this, what an event is stands above its mark, not beside it.
_BESIDE = 640
_EDGE = 34
# Beyond this many days the axis shrinks far days, so that yesterday and last year both have room.
_LINEAR_DAYS = 60
_DISTANCES = ((1, "1 day"), (7, "1 week"), (30, "1 month"), (365, "1 year"), (3650, "10 years"), (36500, "100 years"))
_GAP = 12


@dataclass(frozen=True, slots=True)
class _Row:
    record: EventRecord
    first: date
    last: date


def draw_article_timeline(records: Sequence[EventRecord], published: str, width: float) -> Picture:
    """A row for each event of one article whose days are known, by time.

    Far days are counted from that of publication (`YYYY-MM-DD`). Each row bears the local id of its event as `data-claims`.
    """
    centre = read_day(published)
    return _timeline(records, width, lambda days, left, right: _Axis(days, centre, left, right), centre, claims=True)


def draw_timeline(records: Sequence[EventRecord], near: tuple[date, date], width: float) -> Picture:
    """A row for each event whose days are known, by time; those not `near` stand at the edge, with their days in words."""

    def axis(days: Sequence[date], left: float, right: float) -> _Scaled:
        inside = [day for day in days if near[0] <= day <= near[1]] or list(days)
        return _Scaled(Scale(min(inside), max(inside), left, right))

    return _timeline(records, width, axis)


def _timeline(
    records: Sequence[EventRecord],
    width: float,
    axis: Callable[[Sequence[date], float, float], "_Days"],
    centre: date | None = None,
    claims: bool = False,
) -> Picture:
    known = [(record, own_days(record.event.time)) for record in records]
    rows = sorted(
        (_Row(record, *days) for record, days in known if days),
        key=lambda row: (row.first, row.last, row.record.article),
    )
    undated = len(records) - len(rows)
    notes = [f"Without days of their own, and not drawn: {counted(undated, 'event')}."] if undated else []
    table = Table(("when", "type", "who → whom", "status"), [_cells(row.record) for row in rows])
    title = "Timeline of events"
    if not rows:
        return Picture(title, "No event has days of its own.", None, notes, table)
    ends = between(rows[0].first, max(row.last for row in rows))
    description = (
        f"{counted(len(rows), 'event')} {ends}, by the days on which the articles place them. "
        "A table says the same in words."
    )
    return Picture(title, description, _draw(rows, axis, centre, width, claims), notes, table)


def _draw(
    rows: Sequence[_Row],
    make_axis: Callable[[Sequence[date], float, float], "_Days"],
    centre: date | None,
    width: float,
    claims: bool,
) -> Drawing:
    beside = width >= _BESIDE
    labels = width * 0.4 if beside else 0
    height_of_row = 27 if beside else 44
    key = status_legend([row.record.event.status for row in rows], width)
    axis = make_axis([day for row in rows for day in (row.first, row.last)], labels + _EDGE, width - _EDGE)
    top = key.height + (50 if centre else 36)
    height = top + height_of_row * len(rows) + 6
    drawn = [key.elements, axis.draw(top, height - 2)]
    if centre:
        x = axis.x(centre) or 0
        label = f"published {centre}"
        half = text_width(label, 12) / 2
        drawn.append(line(x, top - 32, x, height - 2, "published"))
        drawn.append(words(label, min(max(x, half), width - half), top - 36, "small", "middle"))
    for index, row in enumerate(rows):
        y = top + height_of_row * index
        at = y + height_of_row / 2 if beside else y + 31
        drawn.append(_draw_row(row, axis, at, y + (17 if beside else 14), labels - 8 if beside else width, claims))
    return Drawing("".join(drawn), width, height)


def _draw_row(row: _Row, axis: "_Days", y: float, base: float, room: float, claims: bool) -> str:
    event = row.record.event
    status = Event.Status.Name(event.status)
    first, last = axis.x(row.first), axis.x(row.last)
    far = ""
    if first is None and last is None:
        # Both ends lie beyond the axis: the mark stands at its edge, and the days in words.
        first = last = axis.left if row.last < axis.first else axis.right
        side, anchor = (13, "") if first == axis.left else (-13, "end")
        far = words(
            f"{'← ' if side > 0 else ''}{wording.when(event.time)}{' →' if side < 0 else ''}",
            first + side,
            y + 4,
            "soft small halo",
            anchor,
        )
    first, last = axis.left if first is None else first, axis.right if last is None else last
    bar = line(first, y, last, y, f"{status} range") if last - first > 12 else ""
    who = str(wording.sides(row.record)) or event.label
    text = shorten(" ".join(part for part in (event.type, who) if part), room)
    hover = f"{wording.when(event.time)}, {wording.status_word(event)}: {event.gist or event.label}"
    claim = f' data-claims="{escape(event.id)}"' if claims else ""
    inside = told(hover) + words(text, 0, base, "halo") + bar + far + glyph(event.status, (first + last) / 2, y)
    return f'<g class="row"{claim}>{inside}</g>'


class _Days(Protocol):
    """Days between the pixels `left` and `right`, from the day `first` on."""

    left: float
    right: float
    first: date

    def x(self, day: date) -> float | None:
        """The middle of the day; None where it lies beyond."""
        ...

    def draw(self, top: float, bottom: float) -> str:
        """Lines and labels, none of which runs into another."""
        ...


class _Scaled:
    """Days in proportion."""

    def __init__(self, scale: Scale) -> None:
        self.left, self.right, self.first = scale.left, scale.right, scale.first
        self._scale = scale

    def x(self, day: date) -> float | None:
        """The middle of the day; None where it lies beyond."""
        inside = self._scale.first <= day <= self._scale.last
        return self._scale.x(day) + self._scale.a_day / 2 if inside else None

    def draw(self, top: float, bottom: float) -> str:
        """Lines and labels."""
        return self._scale.draw(top, bottom)


class _Axis:
    """Days to x: in proportion for short spans, else by the logarithm of the distance from the day of publication."""

    def __init__(self, days: Sequence[date], centre: date | None, left: float, right: float) -> None:
        first, last = min([*days, *([centre] if centre else [])]), max([*days, *([centre] if centre else [])])
        self.left, self.right, self.first, self._centre = left, right, first, centre or last
        self._scale = _Scaled(Scale(first, last, left, right)) if (last - first).days <= _LINEAR_DAYS else None
        self._low, self._high = _measure(first, self._centre), _measure(last, self._centre)

    def x(self, day: date) -> float | None:
        """Where the day lies."""
        if self._scale:
            return self._scale.x(day)
        return self._place(_measure(day, self._centre))

    def _place(self, measure: float) -> float:
        return self.left + (self.right - self.left) * (measure - self._low) / (self._high - self._low)

    def draw(self, top: float, bottom: float) -> str:
        """Lines and labels, none of which runs into another."""
        if self._scale:
            return self._scale.draw(top, bottom)
        drawn, taken = [], [(self._place(0) - _GAP / 2, self._place(0) + _GAP / 2)]
        for days, word in _DISTANCES:
            for sign, side in ((-1, "before"), (1, "after")):
                measure = math.copysign(math.log1p(days), sign)
                if not self._low <= measure <= self._high:
                    continue
                x, half = self._place(measure), text_width(word, 12) / 2
                if any(x - half < right and left < x + half for left, right in taken):
                    continue
                taken.append((x - half - _GAP, x + half + _GAP))
                drawn.append(line(x, top, x, bottom, "grid"))
                drawn.append(words(word, x, top - 20, "soft small", "middle"))
                drawn.append(words(side, x, top - 6, "soft small", "middle"))
        return "".join(drawn)


def _measure(day: date, centre: date) -> float:
    distance = (day - centre).days
    return math.copysign(math.log1p(abs(distance)), distance)


def _cells(record: EventRecord) -> list[str]:
    event = record.event
    return [
        wording.when(event.time),
        event.type,
        str(wording.sides(record)) or event.label,
        wording.status_word(event),
    ]
