"""Lanes of bars along time, all on one scale: a title, a line, and bars above and below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.render.pictures.days import Scale, Unit
from dateline.render.pictures.picture import Drawing
from dateline.render.pictures.svg import element, line, shorten, text_width, told, words

# Room on both sides for half a label of the axis, in pixels.
EDGE = 24
_BOLD = 1.08
_TITLE, _HALF, _GAP, _TOP = 20, 32, 12, 36

# What lies one on another from the line outwards: a style and a number.
Stack = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Lane:
    """A title with what it says in words, and stacks of bars above and below the line, by the first day of the unit."""

    title: str
    subtitle: str
    up: Mapping[date, Stack]
    down: Mapping[date, Stack]
    told: Mapping[date, str]


def draw_lanes(lanes: Sequence[Lane], scale: Scale, unit: Unit, width: float) -> Drawing:
    """The lanes under one axis; a bar's length is its share of the longest."""
    longest = max(
        (_height(stack) for lane in lanes for side in (lane.up, lane.down) for stack in side.values()), default=1
    )
    step = _HALF / max(longest, 1)
    ups = [_room(lane.up, step) for lane in lanes]
    downs = [_room(lane.down, step) for lane in lanes]
    titles = sum(_TITLE + _second_line(lane, width) for lane in lanes)
    height = _TOP + titles + sum(up + down + _GAP for up, down in zip(ups, downs, strict=True))
    drawn = [scale.draw(_TOP, height)]
    y = float(_TOP)
    for lane, up, down in zip(lanes, ups, downs, strict=True):
        base = y + _TITLE + _second_line(lane, width) + up
        drawn.append(words(shorten(lane.title, width / _BOLD), 0, y + 14, "strong halo"))
        if room := _second_line(lane, width):
            drawn.append(words(shorten(lane.subtitle, width, 12), 0, y + 14 + room, "soft small halo"))
        else:
            drawn.append(words(lane.subtitle, text_width(lane.title) * _BOLD + 12, y + 14, "soft small halo"))
        drawn.append(line(scale.left, base, scale.right, base, "base"))
        for day in sorted({*lane.up, *lane.down}):
            x, end = scale.x(max(day, scale.first)), scale.x(min(_end(day, unit), scale.last) + timedelta(days=1))
            room = max(end - x - 1, 1.5)
            bars = _stack(lane.up.get(day, ()), x, room, base, -step) + _stack(
                lane.down.get(day, ()), x, room, base, step
            )
            drawn.append(element("g", told(f"{lane.title}, {unit.period(day)}: {lane.told[day]}") + bars))
        y = base + down + _GAP
    return Drawing("".join(drawn), width, height)


def _second_line(lane: Lane, width: float) -> float:
    """How much further down the subtitle stands: 0 where it has room beside the title."""
    return 0 if text_width(lane.title) * _BOLD + 12 + text_width(lane.subtitle, 12) <= width else 16


def _stack(stack: Stack, x: float, room: float, base: float, step: float) -> str:
    drawn, reached = [], base
    for style, number in stack:
        if number:
            # At least two pixels, or one event among thousands could not be seen.
            size = max(abs(step) * number, 2)
            top = reached - size if step < 0 else reached
            inset = 0.75 if style == "claim" else 0
            drawn.append(
                element(
                    "rect",
                    x=x + inset,
                    y=top + inset,
                    width=max(room - 2 * inset, 0.5),
                    height=max(size - 2 * inset, 0.5),
                    class_=style,
                )
            )
            reached += size if step > 0 else -size
    return "".join(drawn)


def _height(stack: Stack) -> int:
    return sum(number for _, number in stack)


def _room(side: Mapping[date, Stack], step: float) -> float:
    return (
        max((max(_height(stack) * step, 2.0 * len(stack)) for stack in side.values() if _height(stack)), default=0) + 3
    )


def _end(day: date, unit: Unit) -> date:
    """The last day of the unit that begins on the day."""
    if unit is Unit.DAY:
        return day
    if unit is Unit.WEEK:
        return day + timedelta(days=6) if day < date.max - timedelta(days=6) else date.max
    if unit is Unit.MONTH:
        return day.replace(day=28) if day.month == 12 and day.year == 9999 else _next_month(day) - timedelta(days=1)
    return day.replace(month=12, day=31)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
