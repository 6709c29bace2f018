"""Rules for parts of years and for what is longer than a year: quarters, seasons, decades, centuries."""

import re

from dateline_server.extraction.times.calendar_fields import TURNS, read_day, read_point, read_year
from dateline_server.extraction.times.meaning import CalendarPoint, Expression, Fixed, Shift
from dateline_server.extraction.times.phrase import Phrase

_BUSINESS = re.compile(r"(?i)[$£€%]|\b(?:percent|per cent|profits?|sales|earnings|revenues?|econom\w+|fiscal)\b")
_MATCH = re.compile(
    r"(?i)\b(?:score[ds]?|scoring|points?|goals?|touchdowns?|yards?|rebounds?|coach|game|match|kicks?|innings)\b"
)
_REACH = 160  # characters within which a word tells what the text is about
_BEFORE_SEASON = ("IN", "LIMIT", "AT", "BY", "INTO", "SINCE", "TO", "OF")


def read_section(phrase: Phrase) -> list[Expression]:
    """A quarter or half of a year: "third quarter of 1990", "Q3", "first half of 2023"."""
    name = phrase.first("QUARTER_NAME")
    ordinal = phrase.first("NTH", "ORDINAL", "SECOND")
    if name:
        digit = next(character for character in name.value if character.isdigit())
        letter = "H" if name.value[0] in "Hh" else "Q"
        if letter == "H" and not phrase.has("YEAR", "SHORT_YEAR", "YEAR_UNIT"):
            return []
    elif ordinal:
        digit, letter = str(read_day(ordinal)), "H" if phrase.has("HALF", "HALVES") else "Q"
    elif phrase.has("LAST", "LATTER", "FINAL"):
        digit, letter = ("2", "H") if phrase.has("HALF") else ("4", "Q")
    else:
        return []
    section = _section_name(letter, digit)
    if not section or (letter == "Q" and _is_of_match(phrase)):
        return []
    return phrase.expression(_point_of_section(phrase, section))


def _read_around(phrase: Phrase) -> str:
    start, end = phrase.lexemes[phrase.start].start, phrase.lexemes[phrase.end - 1].end
    return phrase.text[max(start - _REACH, 0) : end + _REACH]


def _is_of_match(phrase: Phrase) -> bool:
    """Whether a quarter is one of a match and none of a year: no year is named, and sport is spoken of, no business."""
    if phrase.has("YEAR", "SHORT_YEAR", "YEAR_UNIT", "FISCAL", *TURNS):
        return False
    around = _read_around(phrase)
    return _MATCH.search(around) is not None and _BUSINESS.search(around) is None


def read_half(phrase: Phrase) -> list[Expression]:
    """A half of the year where the text is about business: "profit fell in the first half"; a match has halves too."""
    ordinal = phrase.first("NTH", "ORDINAL", "SECOND")
    assert ordinal is not None
    section = _section_name("H", str(read_day(ordinal)))
    if not section or phrase.beside(1).word_class == "OF" or _BUSINESS.search(_read_around(phrase)) is None:
        return []
    return phrase.expression(CalendarPoint(section=section))


def read_month_section(phrase: Phrase) -> list[Expression]:
    """A quarter or half by its last month: "the September quarter"."""
    month = phrase.first("MONTH")
    assert month is not None
    letter, length = ("H", 6) if phrase.has("HALF") else ("Q", 3)
    number, rest = divmod(int(month.value), length)
    return phrase.expression(CalendarPoint(section=f"{letter}{number}")) if not rest else []


def read_sections(phrase: Phrase) -> list[Expression]:
    """Two quarters or halves: "second and fourth quarters"."""
    ordinals = phrase.all("NTH", "ORDINAL", "SECOND")
    letter = "H" if phrase.has("HALVES") else "Q"
    first, last = (_section_name(letter, str(read_day(ordinal))) for ordinal in ordinals)
    if not (first and last):
        return []
    start, end = phrase.lexemes[phrase.start].start, phrase.lexemes[phrase.end - 1].end
    return [
        Expression(start, ordinals[0].end, _point_of_section(phrase, first)),
        Expression(ordinals[1].start, end, _point_of_section(phrase, last)),
    ]


def _section_name(letter: str, digit: str) -> str:
    return letter + digit if 1 <= int(digit) <= (2 if letter == "H" else 4) else ""


def _point_of_section(phrase: Phrase, section: str) -> CalendarPoint:
    point = read_point(phrase)
    turn = None if phrase.lexemes[phrase.end - 1].word_class == "YEAR_UNIT" else point.turn
    return CalendarPoint(year=point.year, section=section, turn=turn, year_turn=point.year_turn, anchor=point.anchor)


def read_season(phrase: Phrase) -> list[Expression]:
    """A season: "summer of 2024", "last winter", "early spring", "in the fall"."""
    season = phrase.first("SEASON")
    assert season is not None
    if phrase.beside(1).word_class == "OF" or phrase.token(season).pos_ not in ("NOUN", "PROPN", "ADJ"):
        return []
    point = read_point(phrase)
    meaning = CalendarPoint(
        year=point.year, section=season.value, turn=point.turn, year_turn=point.year_turn, anchor=point.anchor
    )
    bare = not (point.year or phrase.has(*TURNS) or phrase.mod)
    if bare and phrase.beside(-1).word_class not in _BEFORE_SEASON:
        return []
    return phrase.expression(meaning)


def read_decade(phrase: Phrase) -> list[Expression]:
    """A decade: "the late 1990s", "the '60s", "the seventies"."""
    decade = phrase.first("DECADE")
    assert decade is not None
    figure = "".join(character for character in decade.value if character.isdigit())
    owner = phrase.first("THE")
    if owner and phrase.word(owner).lower() != "the":  # an age: "in her fifties"
        return []
    if len(figure) == 2 and not decade.value.startswith("'") and (not phrase.has("THE") or figure < "50"):
        return []
    if len(figure) == 2:
        figure = str(read_year(figure))
    if len(figure) == 1:
        if not phrase.has("THE", "EARLY", "LATE", "MID"):
            return []
        figure = "19" + figure + "0"
    return phrase.expression(Fixed(figure[:3]))


def read_century(phrase: Phrase) -> list[Expression]:
    """A century: "the early 20th century"."""
    unit, ordinal = phrase.first("UNIT"), phrase.first("NTH", "ORDINAL", "SECOND")
    assert unit is not None
    assert ordinal is not None
    number = read_day(ordinal)
    return phrase.expression(Fixed(f"{number - 1:02}")) if unit.value == "C" and 1 <= number <= 30 else []


def read_fiscal_year(phrase: Phrase) -> list[Expression]:
    """A business year, under the number of the calendar year: "fiscal 1989", "FY2024", "last fiscal year"."""
    name = phrase.first("FISCAL_NAME")
    if name:
        return phrase.expression(CalendarPoint(year=read_year(name.value.upper().removeprefix("FY").strip())))
    point = read_point(phrase)
    if point.year:
        return phrase.expression(CalendarPoint(year=point.year))
    turn = phrase.first(*TURNS)
    return phrase.expression(Shift(int(turn.value) if turn else 0, "Y", point.anchor))
