"""Rules for recurring times."""

from dateline_server.extraction.times.amounts import UNIT_CLASSES, read_unit_name
from dateline_server.extraction.times.meaning import Expression, Recurrence
from dateline_server.extraction.times.phrase import Phrase
from dateline_server.extraction.times.timex import duration


def read_recurrence(phrase: Phrase) -> list[Expression]:
    """A recurring time: "every other week", "each Monday night", "three times a year"."""
    unit = (
        phrase.first(*UNIT_CLASSES, "PART", "SEASON", "WEEKDAY", "MONTH", "WEEKDAYS", "SEASONS")
        if not phrase.has("SEASON", "WEEKDAY", "MONTH")
        else phrase.first("SEASON", "WEEKDAY", "MONTH")
    )
    assert unit is not None
    part = phrase.first("PART", "NIGHT")
    if phrase.has("WEEKDAY") and phrase.has("UNIT"):
        return _read_period(phrase)
    if unit.word_class in ("WEEKDAY", "WEEKDAYS"):
        return phrase.expression(Recurrence(f"XXXX-WXX-{unit.value}" + (f"T{part.value}" if part else "")))
    if unit.word_class == "MONTH":
        return phrase.expression(Recurrence(f"XXXX-{int(unit.value):02}"))
    if unit.word_class in ("SEASON", "SEASONS"):
        return phrase.expression(Recurrence(f"XXXX-{unit.value}"))
    if unit.word_class in ("PART", "NIGHT"):
        return phrase.expression(Recurrence(f"XXXX-XX-XXT{unit.value}"))
    if unit.word_class == "WEEKEND":
        return phrase.expression(Recurrence("XXXX-WXX-WE"))
    return _read_period(phrase)


def _read_period(phrase: Phrase) -> list[Expression]:
    word = phrase.all("UNIT", "UNITS", "YEAR_UNIT", "DAY_UNIT", "QUARTER", "QUARTERS", "SECOND")[-1]
    times, unit = read_unit_name(word)
    if word.word_class == "SECOND" or (
        unit.startswith("T")
        and phrase.beside(-1).word_class == "OTHER"
        and phrase.word(phrase.lexemes[phrase.start]) == "per"
    ):
        return []
    step = 1.0
    if not phrase.has("TIMES", "WEEKDAY"):
        number = phrase.first("CARDINAL", "DAY", "NUMBER", "NTH", "ORDINAL", "SECOND", "OTHER_ONE")
        step = float(number.value.rstrip("stndrh")) if number else 1.0
    return phrase.expression(Recurrence(duration(step * times, unit)))


def read_recurring_weekday(phrase: Phrase) -> list[Expression]:
    """A part of a recurring day: "Tuesday nights", "Monday and Tuesday nights"."""
    days, part = phrase.all("WEEKDAY"), phrase.first("NIGHTS", "PARTS")
    assert part is not None
    ends = [day.end for day in days[:-1]] + [part.end]
    return [
        Expression(day.start, end, Recurrence(f"XXXX-WXX-{day.value}T{part.value}"))
        for day, end in zip(days, ends, strict=True)
    ]


def read_frequency(phrase: Phrase) -> list[Expression]:
    """A recurrence in one word: "daily", "annually"."""
    word = phrase.lexemes[phrase.start]
    return [] if phrase.token(word).pos_ == "PROPN" else phrase.expression(Recurrence(word.value))
