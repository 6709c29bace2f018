"""Rules for days, weekdays, months and years."""

from dataclasses import replace
from datetime import datetime

from dateline_server.extraction.times.calendar_fields import read_day, read_point, read_year
from dateline_server.extraction.times.meaning import Anchor, CalendarPoint, Expression, Fixed, Shift
from dateline_server.extraction.times.phrase import Phrase
from dateline_server.extraction.times.zones import NamedZone
from dateline_server.knowledge.known_days import load_known_days

_NAMES = frozenset({"PERSON", "ORG", "GPE", "FAC", "WORK_OF_ART"})
_NUMBER_ENTITIES = frozenset({"CARDINAL", "QUANTITY", "MONEY", "PERCENT", "PRODUCT"})
_LONGEST_MONTH = 31
_MONTHS = 12
_WEEKS = 28  # days that "the last weeks of the year" reach over
_BEFORE_YEAR = ("IN", "AT", "BY", "SINCE", "OF", "FROM", "TO", "BETWEEN", "AND", "BEFORE", "AFTER")
_COMMON_YEARS = range(1900, 2100)


def read_date(phrase: Phrase) -> list[Expression]:
    """A day or month: "Friday, Oct. 23, 1998", "June last year", "the night of Oct. 23"."""
    full = phrase.first("FULL_DATE")
    if full:
        value = _read_full_date(full.value)
        zone = NamedZone("utc") if full.value[-1] in "Zz" else None
        return [replace(found, zone=zone) for found in phrase.expression(Fixed(value))] if value else []
    point = read_point(phrase)
    if point.day is None and point.year is None and not _is_month(phrase):
        return []
    if point.day is not None and not 1 <= point.day <= _LONGEST_MONTH:
        return []
    if point.year is None and point.month and point.day:
        days = load_known_days()
        words = (phrase.word(phrase.beside(step)).lower() for step in (1, -1))
        years = (days.get((point.month, point.day, word)) for word in words)
        point = replace(point, known_year=next((year for year in years if year), None))
    return phrase.expression(point)


def _is_month(phrase: Phrase) -> bool:
    """Whether the month's name stands for the month: not a verb, a person or a title."""
    month = phrase.first("MONTH")
    if month is None or len(phrase.lexemes[phrase.start : phrase.end]) > 1:
        return True
    token = phrase.token(month)
    if token.tag_ == "MD" or token.pos_ == "VERB" or token.ent_type_ in _NAMES:
        return False
    before = phrase.tokens.before(month.start)
    if before is not None and before.dep_ == "compound" and before.head.i == token.i and before.pos_ == "PROPN":
        return False
    after = phrase.beside(1)
    if after.word_class == "OF" and token.text in ("March", "May"):
        return False
    return not (after.word_class == "OTHER" and token.text in ("March", "May") and phrase.word(after)[:1].isupper())


def _read_full_date(figure: str) -> str:
    """The TIMEX3 value of a date in figures; day and month in the American order unless only the other one can be."""
    day, _, clock = figure.partition("T")
    numbers = [int(number) for number in day.replace("/", "-").replace(".", "-").split("-")]
    if numbers[0] > 999:
        year, month, number = numbers
    elif "." in day or numbers[0] > 12:
        number, month, year = numbers
    else:
        month, number, year = numbers
    value = f"{read_year(str(year)):04}-{month:02}-{number:02}" + (f"T{clock[:5]}" if clock else "")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return ""
    return value


def read_day_range(phrase: Phrase) -> list[Expression]:
    """Two days of one month: "March 3-5", "between March 3 and 5"."""
    month, year = phrase.first("MONTH", "MONTH_SHORT"), phrase.first("YEAR", "SHORT_YEAR")
    assert month is not None
    first, last = phrase.all("DAY")
    point = CalendarPoint(year=read_year(year.value) if year else None, month=int(month.value))
    return [
        Expression(min(first.start, month.start), first.end, replace(point, day=int(first.value))),
        Expression(last.start, phrase.lexemes[phrase.end - 1].end, replace(point, day=int(last.value))),
    ]


def read_month_range(phrase: Phrase) -> list[Expression]:
    """Two months: "from November to February"; the last one is counted from the first."""
    first, last = phrase.all("MONTH")
    figure = phrase.first("YEAR", "SHORT_YEAR")
    year = read_year(figure.value) if figure else None
    opening, closing = CalendarPoint(month=int(first.value)), CalendarPoint(year=year, month=int(last.value))
    if year is None:
        closing = replace(closing, turn=1, anchor=Anchor.TEXT)
    else:
        opening = replace(opening, year=year - (int(first.value) > int(last.value)))
    return [
        Expression(first.start, first.end, opening),
        Expression(last.start, phrase.lexemes[phrase.end - 1].end, closing),
    ]


def read_year_range(phrase: Phrase) -> list[Expression]:
    """Two years: "1995-97"."""
    first, last = phrase.all("YEAR")[0], phrase.lexemes[phrase.end - 1]
    if not last.value.isdigit():
        return []
    figure = last.value if len(last.value) == 4 else first.value[:2] + last.value.zfill(2)
    if len(phrase.word(last)) not in (2, 4) or int(figure) <= int(first.value):
        return []
    return [
        Expression(first.start, first.end, CalendarPoint(year=int(first.value))),
        Expression(last.start, last.end, CalendarPoint(year=int(figure))),
    ]


def read_weekday(phrase: Phrase) -> list[Expression]:
    """A day of the week: "late Friday night", "next Tuesday", "Monday last week"."""
    unit = phrase.first("UNIT")
    point = read_point(phrase)
    if phrase.has("COMING"):
        point = replace(point, turn=None, soonest=True)
    if unit is None:
        return phrase.expression(point)
    turn = point.turn if unit.value == "W" else None
    return phrase.expression(CalendarPoint(weekday=point.weekday, week_turn=turn))


def read_week_from(phrase: Phrase) -> list[Expression]:
    """A day a week beyond another one: "a week ago Tuesday", "a week on Tuesday", "Monday week"."""
    unit, weekday, day = phrase.first("UNIT"), phrase.first("WEEKDAY"), phrase.first("DAY_WORD")
    assert unit is not None
    if unit.value != "W":
        return []
    if weekday is None:
        assert day is not None
        return phrase.expression(Shift(int(day.value) + 7, "D"))
    return phrase.expression(CalendarPoint(weekday=int(weekday.value), weeks=-1 if phrase.has("AGO") else 1))


def read_weekday_range(phrase: Phrase) -> list[Expression]:
    """Two days of one week: "Monday through Friday"; the last one is counted from the first."""
    first, last = phrase.all("WEEKDAY")
    unit, turn = phrase.first("UNIT"), phrase.first("THIS", "LAST", "NEXT")
    week = int(turn.value) if unit and turn and unit.value == "W" else None
    return [
        Expression(first.start, first.end, CalendarPoint(weekday=int(first.value), week_turn=week)),
        Expression(
            last.start,
            phrase.lexemes[phrase.end - 1].end,
            CalendarPoint(weekday=int(last.value), soonest=True, anchor=Anchor.TEXT),
        ),
    ]


def read_week_of(phrase: Phrase) -> list[Expression]:
    """The week that holds a day: "the week of March 6"."""
    unit = phrase.first("UNIT")
    assert unit is not None
    return phrase.expression(replace(read_point(phrase), unit="W")) if unit.value == "W" else []


def read_part_of(phrase: Phrase) -> list[Expression]:
    """A day of a month by its number, or some days or weeks at an end of a month or year.

    "The last day of March" is a day; "the first week of May" the month, with the mod of its early, middle or late part.
    """
    unit, ordinal = phrase.first("UNIT", "UNITS", "DAY_UNIT", "WEEKEND"), phrase.first("NTH", "ORDINAL", "SECOND")
    assert unit is not None
    point = replace(read_point(phrase), day=None, turn=None)
    number = read_day(ordinal) if ordinal else 1 if phrase.has("START") else -1
    if unit.value not in ("D", "W", "WE", "M") or (unit.value == "M" and (point.month or number > _MONTHS)):
        return []
    if unit.word_class == "UNIT" and unit.value == "M":
        return phrase.expression(replace(point, month=number if number > 0 else _MONTHS), mod="")
    if unit.word_class == "DAY_UNIT" and point.month and number > 0:
        return phrase.expression(replace(point, day=number), mod="") if number <= _LONGEST_MONTH else []
    if unit.word_class == "DAY_UNIT" and point.month:
        return phrase.expression(replace(point, last_day=True), mod="")
    width = _WEEKS if unit.word_class == "UNITS" and unit.value == "W" else 7
    point = replace(point, days=(7 * (number - 1) if number > 0 else -width, width))
    return phrase.expression(point, mod="START" if number == 1 else "END" if number < 0 or number > 3 else "MID")


def read_nth_weekday(phrase: Phrase) -> list[Expression]:
    """A weekday counted in its month: "the first Monday of November"."""
    ordinal, weekday = phrase.first("NTH", "ORDINAL", "SECOND"), phrase.first("WEEKDAY")
    month, year = phrase.first("MONTH", "MONTH_SHORT"), phrase.first("YEAR", "SHORT_YEAR")
    assert weekday is not None
    assert month is not None
    number = read_day(ordinal) if ordinal else -1
    if number > 4:
        return []
    rule = f"{number}.{weekday.value}.{month.value}"
    return phrase.expression(CalendarPoint(year=read_year(year.value) if year else None, holiday=rule))


def read_holiday(phrase: Phrase) -> list[Expression]:
    """A day with a name: "Christmas Eve", "last Thanksgiving"."""
    return phrase.expression(read_point(phrase))


def read_year_point(phrase: Phrase) -> list[Expression]:
    """A bare year, where the figure is no count of things."""
    figure = phrase.first("YEAR", "SHORT_YEAR")
    assert figure is not None
    point = CalendarPoint(year=read_year(figure.value))
    if phrase.has("EARLY", "LATE", "MID", "START", "MIDDLE", "END"):
        return phrase.expression(point)
    before, after, token = phrase.beside(-1), phrase.beside(1), phrase.token(figure)
    if before.word_class in ("DASH",) or after.word_class in ("DASH", "SCALE", "UNITS", "OLD"):
        return []
    introduced = before.word_class in (*_BEFORE_YEAR, "MONTH")
    introduced = introduced or token.ent_type_ == "DATE"
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    counted = following is not None and following.tag_ == "NNS" and token.dep_ == "nummod"
    if figure.word_class == "SHORT_YEAR":
        return phrase.expression(point) if introduced else []
    if point.year not in _COMMON_YEARS:
        dated = token.ent_type_ == "DATE" and before.word_class in ("IN", "OF", "FROM") and not phrase.has("THE")
        return phrase.expression(point) if dated else []
    if token.ent_type_ in _NUMBER_ENTITIES and (counted or not introduced):
        return []
    if not introduced and before.word_class == "OTHER" and phrase.word(before)[:1].isupper():
        return []  # "Route 1990", "Windows 2000"
    return [Expression(figure.start, figure.end, point)]


def read_year_of_era(phrase: Phrase) -> list[Expression]:
    """A year of antiquity: "410 AD", "500 BC"."""
    era, figure = phrase.first("ERA"), phrase.first("DAY", "NUMBER", "YEAR", "HHMM")
    assert era is not None
    assert figure is not None
    if not figure.value.isdigit() or len(figure.value) > 4:
        return []
    return phrase.expression(Fixed(f"{era.value}{int(figure.value):04}"))


def read_new_year(phrase: Phrase) -> list[Expression]:
    """The year about to begin, or just begun: "early in the new year"."""
    return phrase.expression(CalendarPoint(month=1, day=1, unit="Y"), mod="START")


def read_year_word(phrase: Phrase) -> list[Expression]:
    """A year called one: "the year 2000"."""
    figure = phrase.lexemes[phrase.end - 1]
    year = int(float(figure.value))
    return phrase.expression(CalendarPoint(year=year)) if 1000 <= year < 2200 else []
