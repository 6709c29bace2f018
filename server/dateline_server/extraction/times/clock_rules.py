"""The rule for times of day."""

from dataclasses import replace

from dateline_server.extraction.times.calendar_fields import read_point
from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.meaning import CalendarPoint, ClockTime, Expression, Shift
from dateline_server.extraction.times.phrase import Phrase
from dateline_server.extraction.times.zones import NamedZone

_BEFORE_CLOCK = (
    "AT",
    "BY",
    "SINCE",
    "BEFORE",
    "AFTER",
    "APPROX",
    "FROM",
    "TO",
    "ON",
    "BETWEEN",
    "AND",
    "OR",
    "OPEN",
)
_AFTER_CLOCK = ("ON", "WEEKDAY", "DAY_WORD", "NIGHT_WORD", "DASH", "OPEN")


def read_clock(phrase: Phrase) -> list[Expression]:
    """A time of day: "9 a.m. EST Tuesday", "noon", "1800 GMT"."""
    figure = phrase.first("CLOCK", "NOON", "YEAR", "HHMM", "NUMBER", "CARDINAL", "DAY")
    assert figure is not None
    clock = _read_clock_figure(figure.value)
    if phrase.has("PAST"):
        clock = f"{int(figure.value):02}:30" if int(figure.value) <= 12 else ""
    part = phrase.first("PART", "NIGHT")
    if clock and part and part.value != "MO" and clock < "12":
        clock = f"{int(clock[:2]) + 12}{clock[2:]}"
    spoken = phrase.has("OCLOCK") and part is None and clock < "12:59"
    if not clock or (part and clock > "24"):
        return []
    if phrase.end - phrase.start == 1 and not _is_time_of_day(phrase, figure):
        return []
    day_word = phrase.first("DAY_WORD", "THIS")
    day: CalendarPoint | Shift | None = Shift(int(day_word.value), "D") if day_word else None
    if phrase.has("WEEKDAY", "MONTH", "MONTH_SHORT"):
        after_clock = Phrase(
            phrase.text, phrase.lexemes, phrase.lexemes.index(figure, phrase.start) + 1, phrase.end, phrase.tokens
        )
        point = read_point(after_clock)
        day = CalendarPoint(year=point.year, month=point.month, day=point.day, weekday=point.weekday)
    return [
        replace(found, zone=_read_zone(phrase, figure))
        for found in phrase.expression(ClockTime(clock, day, open=spoken))
    ]


def _read_zone(phrase: Phrase, figure: Lexeme) -> NamedZone | None:
    """The zone right behind the figure, else the one in brackets, with the time of day that stands before it there."""
    spoken, in_brackets = [], False
    other: Lexeme | None = None
    for lexeme in phrase.lexemes[phrase.lexemes.index(figure, phrase.start) + 1 : phrase.end]:
        if lexeme.word_class in ("ZONE", "ZONE_NAME", "NEW"):
            spoken.append(phrase.word(lexeme).lower())
            continue
        if spoken and spoken != ["local"]:
            break
        if lexeme.word_class == "OPEN":
            spoken, in_brackets = [], True
        elif in_brackets and lexeme.word_class in ("CLOCK", "YEAR", "HHMM", "NUMBER"):
            other = lexeme
    if not spoken:
        return NamedZone("local") if phrase.has("ZONE_NAME") else None
    return NamedZone(" ".join(spoken), _read_clock_figure(other.value) if other else "")


def _is_time_of_day(phrase: Phrase, figure: Lexeme) -> bool:
    """Whether a figure alone ("9:15", "noon") is no result or other measure: it stands where times of day stand."""
    bare = figure.word_class == "NOON" or not phrase.word(figure)[-2:].lower().rstrip(".m").endswith(("a", "p"))
    if not bare:
        return True
    if phrase.word(figure).count(":") == 2 and phrase.beside(-1).word_class == "IN":
        return False
    return phrase.beside(-1).word_class in _BEFORE_CLOCK or phrase.beside(1).word_class in _AFTER_CLOCK


def read_clock_range(phrase: Phrase) -> list[Expression]:
    """Two times of day, the first perhaps without its half of the day: "from 1 to 3 p.m.", "9am-5pm"."""
    first, last = phrase.all("DAY", "CLOCK", "NOON")
    end, start = _read_clock_figure(last.value), _read_clock_figure(first.value)
    if not (start and end) or (first.word_class == "DAY" and int(first.value) > 12):
        return []
    afternoon = f"{int(start[:2]) % 12 + 12}{start[2:]}"
    if first.word_class == "DAY" and start < "12" and end >= "12" and afternoon < end:
        start = afternoon
    zone = _read_zone(phrase, last)
    return [
        Expression(first.start, first.end, ClockTime(start), zone=zone),
        Expression(last.start, phrase.lexemes[phrase.end - 1].end, ClockTime(end), zone=zone),
    ]


def read_early_hours(phrase: Phrase) -> list[Expression]:
    """The first hours of a day: "the early hours of Sunday"."""
    unit = phrase.first("UNITS")
    assert unit is not None
    if unit.value != "TH":
        return []
    if day_word := phrase.first("DAY_WORD", "THIS"):
        return phrase.expression(Shift(int(day_word.value), "D", part="MO"), mod="START")
    return phrase.expression(replace(read_point(phrase), turn=None, part="MO"), mod="START")


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
