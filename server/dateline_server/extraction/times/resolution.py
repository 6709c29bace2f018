"""From what an expression says to its TIMEX3 value, given the publication day and the text before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.times.calendar_points import resolve_point
from dateline_server.extraction.times.history import History, Spoken
from dateline_server.extraction.times.intervals import first_day, turn_season, value_bounds
from dateline_server.extraction.times.meaning import (
    Anchor,
    Beside,
    CalendarPoint,
    ClockTime,
    Echo,
    Expression,
    Fixed,
    Length,
    Meaning,
    Recurrence,
    SamePeriod,
    Shift,
    Vague,
    YearEarlier,
)
from dateline_server.extraction.times.phrase import TokenIndex
from dateline_server.extraction.times.reported_periods import period_ending, period_reported
from dateline_server.extraction.times.stretches import days_within, stretch_ending, stretch_in_year
from dateline_server.extraction.times.surroundings import compares, length_turn
from dateline_server.extraction.times.tense import Direction
from dateline_server.extraction.times.timex import add_units, duration, unit_at, unresolved, whole_units

PUBLICATION = "PUBLICATION"
_LATE_PARTS = ("AF", "EV", "NI")
_CLOCK_TO_DAY = 24  # characters between "9 a.m." and the day that it belongs to
_ENDED = ("ended", "ending", "that ended", "that ends", "to")


def _part_of(meaning: Meaning) -> str:
    return meaning.part if isinstance(meaning, CalendarPoint | Shift) else ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with its bounds (empty where open) and the anchor that it was counted from."""

    type: TimeExpression.Type.ValueType
    value: str
    earliest: str = ""
    latest: str = ""
    anchor: str = ""


class Resolver:
    """Resolves the expressions of one text in order."""

    def __init__(
        self,
        text: str,
        tokens: TokenIndex,
        published: date | None,
        expressions: Sequence[Expression],
        southern: bool = False,
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._expressions = expressions
        self._published = published
        self._southern = southern
        self._history = History()

    def resolve(self, number: int) -> Resolved:
        """The value of the expression with id `t{number}`."""
        expression = self._expressions[number - 1]
        self._history.enter_sentence(self._tokens.sentence_start(expression.start))
        index = self._day_beside(number) if isinstance(expression.meaning, ClockTime) else number
        following = self._expressions[index] if index < len(self._expressions) else None
        resolved = self._resolve(expression, following, f"t{index + 1}")
        reported = not isinstance(expression.meaning, YearEarlier) and self._is_past(resolved, expression)
        self._history.add(f"t{number}", resolved.value, expression.end, reported=reported)
        if isinstance(expression.meaning, CalendarPoint) and expression.meaning.year:
            self._history.sentence_year = expression.meaning.year
        return resolved

    def _day_beside(self, number: int) -> int:
        """The place of the expression whose day the clock time `t{number}` shares: the next, or that behind "to 3 p.m."."""
        for index in range(number, min(number + 2, len(self._expressions))):
            before, after = self._expressions[index - 1], self._expressions[index]
            between = self._text[before.end : after.start]
            if len(between) > _CLOCK_TO_DAY or any(mark in between for mark in ".;,\n"):
                break
            if not isinstance(after.meaning, ClockTime) or after.meaning.day is not None:
                return index
        return len(self._expressions)

    def _is_past(self, resolved: Resolved, expression: Expression) -> bool:
        """Whether a period is over, or has begun and is told of in the past (a business year's may end early)."""
        if self._published is None:
            return True
        day = self._published.isoformat()
        if resolved.latest < day:
            return True
        return resolved.earliest <= day and self._direction(expression).back

    def _resolve(self, expression: Expression, following: Expression | None = None, following_id: str = "") -> Resolved:
        meaning = expression.meaning
        match meaning:
            case Fixed(value):
                kind = TimeExpression.TIME if "T" in value else TimeExpression.DATE
                return Resolved(kind, value, *value_bounds(value, expression.mod))
            case Recurrence(value):
                return Resolved(TimeExpression.SET, value)
            case Vague(reference):
                return self._resolve_vague(reference)
            case Length():
                return self._resolve_length(meaning, expression, following)
            case Shift():
                night = self._night_into(expression, following, following_id) if meaning.part == "NI" else None
                return night or self._resolve_shift(meaning, expression)
            case CalendarPoint():
                return self._resolve_point(meaning, expression)
            case Beside():
                return self._resolve_beside(meaning, expression)
            case Echo(reference):
                return self._resolve_echo(reference, expression)
            case ClockTime():
                return self._resolve_clock(meaning, expression, following, following_id)
            case YearEarlier():
                return self._resolve_year_earlier(meaning, expression)
            case SamePeriod():
                return self._resolve_same_period(meaning, expression, following)

    def _direction(self, expression: Expression) -> Direction:
        meaning = expression.meaning
        of_day = isinstance(meaning, CalendarPoint) and bool(meaning.weekday or meaning.day or meaning.holiday)
        return self._tokens.tenses.direction(self._tokens.at(expression.start), of_day=of_day)

    def _resolve_vague(self, reference: str) -> Resolved:
        day = self._published.isoformat() if self._published else ""
        earliest = "" if reference == "PAST_REF" else day
        latest = "" if reference == "FUTURE_REF" else day
        return Resolved(TimeExpression.DATE, reference, earliest, latest, PUBLICATION if day else "")

    def _resolve_length(self, length: Length, expression: Expression, following: Expression | None) -> Resolved:
        value = duration(length.count, length.unit)
        named = self._end_named(expression, following)
        if stretch := stretch_in_year(length, self._published) or stretch_ending(length, named):
            return Resolved(TimeExpression.DURATION, value, *stretch)
        turn = length_turn(self._text, self._tokens, expression) if length.turn is None else length.turn
        if self._published is None or turn == 0 or length.unit.startswith("T"):
            return Resolved(TimeExpression.DURATION, value)
        if length.count is None:
            day = self._published.isoformat()
            return Resolved(TimeExpression.DURATION, value, day * (turn > 0), day * (turn < 0), PUBLICATION)
        try:
            end = add_units(self._published, turn * length.count, length.unit)
        except (ValueError, OverflowError):
            return Resolved(TimeExpression.DURATION, value)
        first, last = sorted((self._published, end))
        return Resolved(TimeExpression.DURATION, value, first.isoformat(), last.isoformat(), PUBLICATION)

    def _end_named(self, expression: Expression, following: Expression | None) -> date | None:
        """The day named right after, on which the expression's stretch of time ended."""
        if following is None or self._text[expression.end : following.start].strip() not in _ENDED:
            return None
        meaning = following.meaning
        if isinstance(meaning, CalendarPoint) and meaning.month and not meaning.day and not following.mod:
            latest = self._resolve(following).latest  # "the three months to March"
            return date.fromisoformat(latest) if latest else None
        return first_day(self._day_value(following)[0])

    def _resolve_shift(self, shift: Shift, expression: Expression) -> Resolved:
        spoken = self._anchor(shift.anchor, shift.unit, expression)
        base = spoken.day if spoken else self._published
        kind = TimeExpression.TIME if shift.part or shift.unit.startswith("T") else TimeExpression.DATE
        count, unit = whole_units(shift.count, shift.unit)
        sentence_start = self._tokens.sentence_start(expression.start)
        in_text = shift.anchor is not Anchor.PUBLICATION
        lost = shift.anchor is Anchor.TEXT and spoken is None
        if base is None or lost or (in_text and self._history.is_vague_since(spoken, sentence_start)):
            return Resolved(kind, unresolved(unit) + (f"T{shift.part}" if shift.part else ""))
        try:
            value = unit_at(add_units(base, count, unit), unit)
        except (ValueError, OverflowError):
            return self._resolve_vague("PAST_REF" if count < 0 else "FUTURE_REF")
        value += f"T{shift.part}" if shift.part else ""
        earliest, latest = value_bounds(value, "" if shift.upto_anchor else expression.mod)
        if shift.upto_anchor and self._published and unit not in ("D", "TH"):
            day = self._published.isoformat()
            if shift.upto_anchor < 0 and earliest <= day:
                latest = min(latest, day)
            elif shift.upto_anchor > 0 and latest >= day:
                earliest = max(earliest, day)
        return Resolved(kind, value, earliest, latest, spoken.id if spoken else PUBLICATION)

    def _night_into(self, expression: Expression, following: Expression | None, following_id: str) -> Resolved | None:
        """The night before the day named right after: "overnight into Monday"."""
        if following is None or self._text[expression.end : following.start] != " into ":
            return None
        day, _ = self._day_value(following)
        end = first_day(day)
        if end is None or end == date.min:
            return None
        value = f"{end - timedelta(days=1)}TNI"
        return Resolved(TimeExpression.TIME, value, *value_bounds(value), following_id)

    def _resolve_beside(self, beside: Beside, expression: Expression) -> Resolved:
        day, anchor = None, ""
        if beside.other is not None:
            other, anchor = self._day_value(replace(expression, meaning=beside.other, mod=""))
            day = first_day(other)
        kind = TimeExpression.TIME if beside.part else TimeExpression.DATE
        part = f"T{beside.part}" if beside.part else ""
        try:
            value = f"{add_units(day, beside.count, 'D') if day else unresolved('D')}{part}"
        except OverflowError:  # past an end of the calendar
            value, day = unresolved("D") + part, None
        return Resolved(kind, value, *value_bounds(value), anchor if day else "")

    def _resolve_echo(self, reference: str, expression: Expression) -> Resolved:
        spoken = self._history.anchor("Y", expression.start)
        if spoken is None:
            return self._resolve_vague(reference)
        kind = TimeExpression.TIME if "T" in spoken.value else TimeExpression.DATE
        return Resolved(kind, spoken.value, *value_bounds(spoken.value), spoken.id)

    def _anchor(self, anchor: Anchor, unit: str, expression: Expression) -> Spoken | None:
        if anchor is Anchor.PUBLICATION:
            return None
        return self._history.anchor("D" if unit.startswith("T") else unit, expression.start)

    def _resolve_point(self, point: CalendarPoint, expression: Expression) -> Resolved:
        spoken = self._anchor(point.anchor, "D" if point.weekday else "Y", expression)
        base = spoken.day if spoken else self._published
        direction = self._direction(expression)
        if point.weekday and base and direction.ahead and base.isoweekday() == point.weekday:
            # "until Monday", written on a Monday: today would be called so
            awaited = self._tokens.tenses.is_awaited(self._tokens.at(expression.start))
            point = replace(point, soonest=point.soonest or (awaited and not point.day))
        left_open = point.year is None and point.turn is None and point.year_turn is None
        if left_open and (point.month or point.section) and not point.day:
            year = self._history.sentence_year
            if year and base and abs(year - base.year) > 1 and not direction.ahead:
                point = replace(point, year=year)
        try:
            value = resolve_point(point, base, direction, spoken is not None, self._southern)
        except (ValueError, OverflowError):  # the base lies at an end of the calendar
            base = None
            value = resolve_point(point, None, direction)
        kind = TimeExpression.TIME if point.part else TimeExpression.DATE
        relative = point.year is None and base is not None
        anchor = "" if not relative else spoken.id if spoken else PUBLICATION
        bounds = value_bounds(turn_season(value) if self._southern else value, expression.mod)
        return Resolved(kind, value, *(days_within(value, *point.days) if point.days else bounds), anchor)

    def _resolve_clock(
        self, clock: ClockTime, expression: Expression, following: Expression | None, following_id: str
    ) -> Resolved:
        day, anchor = "", ""
        if clock.day is not None:
            day, anchor = self._day_value(replace(expression, meaning=clock.day, mod=""))
        elif following is not None:
            day, anchor = self._day_value(following)[0], following_id
        if not day:
            spoken = self._history.anchor("D", expression.start)
            if spoken and "\n" not in self._text[spoken.end : expression.start]:
                day, anchor = spoken.value[:10], spoken.id
        if not day and self._published:
            day, anchor = self._published.isoformat(), PUBLICATION
        hour, _, minute = clock.clock.partition(":")
        if clock.open and following is not None and _part_of(following.meaning) in _LATE_PARTS:
            hour = f"{int(hour) % 12 + 12}"
        value = f"{day or 'XXXX-XX-XX'}T{hour}:{minute}"
        return Resolved(TimeExpression.TIME, value, *value_bounds(value), anchor)

    def _day_value(self, expression: Expression) -> tuple[str, str]:
        if not isinstance(expression.meaning, CalendarPoint | ClockTime | Shift | Fixed):
            return "", ""
        resolved = self._resolve(expression)
        value = resolved.value[:10]
        return (value, resolved.anchor) if len(value) == 10 and value[:4].isdigit() and value[5] != "W" else ("", "")

    def _resolve_year_earlier(self, meaning: YearEarlier, expression: Expression) -> Resolved:
        period = self._history.period
        if period and (meaning.of_period or compares(self._text, expression)):
            value = f"{int(period[:4]) - 1:04}{period[4:]}"
            return Resolved(TimeExpression.DATE, value, *value_bounds(value), PUBLICATION)
        anchor = Anchor.STORY if meaning.anchor is Anchor.TEXT else meaning.anchor
        return self._resolve_shift(Shift(-1, "Y", anchor), expression)

    def _resolve_same_period(
        self, period: SamePeriod, expression: Expression, following: Expression | None
    ) -> Resolved:
        unit = period.unit
        last = self._end_named(expression, following)
        value = period_ending(last, unit)
        if not value and unit == "Q":
            value = self._history.period
        if not value and self._published:
            value = period_reported(self._published, unit, in_past=self._direction(expression).back)
        if period.year:
            value = f"{period.year:04}" + self._history.period[4:]
        anchor = PUBLICATION if value and not period.year else ""
        bounds = stretch_ending(Length(1, unit), last) or value_bounds(value)
        return Resolved(TimeExpression.DATE, value or unresolved(unit), *bounds, anchor)
