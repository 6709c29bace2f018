"""The rule for times of day."""

from dateline_server.extraction.times.calendar_fields import read_point
from dateline_server.extraction.times.meaning import CalendarPoint, ClockTime, Expression, Shift
from dateline_server.extraction.times.phrase import Phrase

_BEFORE_NOON = ("AT", "IN", "BEFORE", "AFTER", "APPROX", "FROM", "TO", "ON")


def read_clock(phrase: Phrase) -> list[Expression]:
    """A time of day: "9 a.m. EST Tuesday", "noon", "1800 GMT"."""
    figure = phrase.first("CLOCK", "NOON", "YEAR", "HHMM", "NUMBER", "CARDINAL", "DAY")
    assert figure is not None
    clock = _read_clock_figure(figure.value)
    part = phrase.first("PART", "NIGHT")
    if clock and part and part.value != "MO" and clock < "12":
        clock = f"{int(clock[:2]) + 12}{clock[2:]}"
    if not clock or (part and clock > "24"):
        return []
    if (
        figure.word_class == "NOON"
        and phrase.end - phrase.start == 1
        and phrase.beside(-1).word_class not in _BEFORE_NOON
    ):
        return []
    day_word = phrase.first("DAY_WORD")
    day: CalendarPoint | Shift | None = Shift(int(day_word.value), "D") if day_word else None
    if phrase.has("WEEKDAY", "MONTH", "MONTH_SHORT"):
        after_clock = Phrase(
            phrase.text, phrase.lexemes, phrase.lexemes.index(figure, phrase.start) + 1, phrase.end, phrase.tokens
        )
        point = read_point(after_clock)
        day = CalendarPoint(year=point.year, month=point.month, day=point.day, weekday=point.weekday)
    return phrase.expression(ClockTime(clock, day))


def _read_clock_figure(figure: str) -> str:
    """`hh:mm`; empty when the figure is no time of day."""
    letters = figure.lower().replace(".", ":", 1) if ":" not in figure else figure.lower()
    half = "p" if "p" in letters else "a" if "a" in letters else ""
    digits = "".join(character if character.isdigit() or character == ":" else " " for character in letters).split()
    if not digits:
        return ""
    hours, _, minutes = digits[0].partition(":")
    if len(hours) >= 3:
        hours, minutes = hours[:-2], hours[-2:]
    hour, minute = int(hours), int(minutes[:2] or "0")
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour * 60 + minute <= 1440 and minute < 60 else ""
