"""The events of an article along time, as an SVG drawing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dateline.render import wording
from dateline.render.plain import visible
from dateline.v1.event_pb2 import Event, EventRecord, EventTime

_WIDTH, _LABELS, _MARGIN, _ROW, _TOP = 1000, 330, 24, 28, 54
# Beyond this many days the axis shrinks far days, so that yesterday and last year both have room.
_LINEAR_DAYS = 45
_TICKS = {
    -3650: "10 years before", -365: "1 year", -30: "1 month", -7: "1 week", -1: "day before",
    1: "day after", 7: "1 week", 30: "1 month", 365: "1 year", 3650: "10 years after",
}  # fmt: skip
_TICK_ROOM = 66


@dataclass(frozen=True, slots=True)
class _Row:
    record: EventRecord
    first: date
    last: date


def timeline(records: Sequence[EventRecord], published: str) -> str:
    """An `<svg>` with one row for each event whose days are known, by time; empty when there is none."""
    rows = sorted(_rows(records), key=lambda row: (row.first, row.last))
    if not rows:
        return ""
    centre = _day(published)
    axis = _Axis([day for row in rows for day in (row.first, row.last)], centre)
    height = _TOP + _ROW * len(rows) + 12
    drawn = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="timeline-title timeline-text">',
        '<title id="timeline-title">Timeline of the events</title>',
        f'<desc id="timeline-text">{len(rows)} events from {rows[0].first} to {max(row.last for row in rows)}. '
        "The table of events says the same in words.</desc>",
    ]
    for x, label in axis.ticks():
        drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 14}" y2="{height - 8}"/>')
        drawn.append(f'<text class="soft" x="{x:.1f}" y="{_TOP - 22}" text-anchor="middle">{escape(label)}</text>')
    if centre:
        x = axis.x(centre)
        drawn.append(f'<line class="published" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 14}" y2="{height - 8}"/>')
        drawn.append(f'<text x="{x:.1f}" y="13" text-anchor="middle">published {centre}</text>')
    drawn += [_draw_row(row, axis, _TOP + _ROW * index + _ROW / 2) for index, row in enumerate(rows)]
    drawn.append("</svg>")
    return "".join(drawn)


def _draw_row(row: _Row, axis: "_Axis", y: float) -> str:
    event = row.record.event
    status = Event.Status.Name(event.status)
    first, last = axis.x(row.first), axis.x(row.last)
    middle = (first + last) / 2
    words = " ".join(part for part in (event.type, str(wording.sides(row.record)) or event.label) if part)
    told = f"{wording.when(event.time)}, {wording.status_word(event)}: {event.gist or event.label}"
    line = f'<line class="range" x1="{first:.1f}" x2="{last:.1f}" y1="{y}" y2="{y}"/>' if last - first > 12 else ""
    return (
        f'<g class="row {status}" data-claims="{escape(event.id)}"><title>{escape(visible(told))}</title>'
        f'<text x="0" y="{y + 4}">{escape(_shorten(visible(words), 42))}</text>'
        f"{line}{_shape(event, middle, y)}</g>"
    )


def _shape(event: Event, x: float, y: float) -> str:
    """A disc for what happened, a ring for what is to come, a diamond for claims, a cross for what did not happen."""
    if event.status == Event.NEGATED:
        return (
            f'<path class="dot" d="M{x - 5:.1f} {y - 5}L{x + 5:.1f} {y + 5}M{x + 5:.1f} {y - 5}L{x - 5:.1f} {y + 5}"/>'
        )
    if event.status == Event.CLAIMED:
        return f'<path class="dot" d="M{x:.1f} {y - 7}L{x + 7:.1f} {y}L{x:.1f} {y + 7}L{x - 7:.1f} {y}Z"/>'
    full = " full" if event.status in (Event.OCCURRED, Event.ONGOING) else ""
    dashes = ' stroke-dasharray="2 2"' if event.status == Event.HYPOTHETICAL else ""
    return f'<circle class="dot{full}" cx="{x:.1f}" cy="{y}" r="6"{dashes}/>'


class _Axis:
    """Days to x: in proportion for short spans, else by the logarithm of the distance from the publication day."""

    def __init__(self, days: Sequence[date], centre: date | None) -> None:
        self._days = sorted({*days, *([centre] if centre else [])})
        self._centre = centre or self._days[-1]
        self._linear = (self._days[-1] - self._days[0]).days <= _LINEAR_DAYS
        self._low, self._high = self._measure(self._days[0]), self._measure(self._days[-1])
        if self._low == self._high:
            self._low, self._high = self._low - 1, self._high + 1

    def _measure(self, day: date) -> float:
        distance = (day - self._centre).days
        return float(distance) if self._linear else math.copysign(math.log1p(abs(distance)), distance)

    def x(self, day: date) -> float:
        return self._place(self._measure(day))

    def _place(self, measure: float) -> float:
        left, right = _LABELS + _MARGIN, _WIDTH - 3 * _MARGIN
        return left + (right - left) * (measure - self._low) / (self._high - self._low)

    def ticks(self) -> list[tuple[float, str]]:
        """Places and labels of the marks, none closer than their labels are wide, none on the publication day."""
        if self._linear:
            wanted = [(self.x(day), f"{day.day} {day:%b}") for day in self._days if day != self._centre]
        else:
            inside = ((math.copysign(math.log1p(abs(distance)), distance), label) for distance, label in _TICKS.items())
            wanted = [(self._place(measure), label) for measure, label in inside if self._low <= measure <= self._high]
        kept: list[tuple[float, str]] = []
        for x, label in wanted:
            if all(abs(x - other) >= _TICK_ROOM for other, _ in kept):
                kept.append((x, label))
        return kept


def _rows(records: Sequence[EventRecord]) -> list[_Row]:
    rows = []
    for record in records:
        time = record.event.time
        if time.basis == EventTime.PUBLICATION:
            continue
        first, last = _day(time.earliest), _day(time.latest)
        if first or last:
            rows.append(_Row(record, first or last or date.min, last or first or date.max))
    return [row for row in rows if row.first <= row.last]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
