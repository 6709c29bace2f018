"""How many of which unit the words of a phrase say."""

from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.phrase import Phrase

UNIT_CLASSES = ("UNIT", "UNITS", "YEAR_UNIT", "DAY_UNIT", "QUARTER", "QUARTERS", "SECOND", "NIGHT", "NIGHTS", "WEEKEND")
NUMBERS = ("CARDINAL", "DAY", "NUMBER", "YEAR", "DOZEN")


def read_unit_name(lexeme: Lexeme) -> tuple[float, str]:
    """How many of which unit a word is: a fortnight is two weeks."""
    if lexeme.word_class == "SECOND":
        return 1, "TS"
    if lexeme.word_class in ("NIGHT", "NIGHTS"):
        return 1, "D"
    unit = lexeme.value.lstrip("0123456789")
    return float(lexeme.value.removesuffix(unit) or 1), unit


def read_amount(phrase: Phrase) -> float | None:
    """The number in front of the unit; None when it is left open."""
    number, few, half = phrase.first(*NUMBERS), phrase.first("FEW"), phrase.first("HALF")
    if phrase.has("A") and phrase.has("OR"):  # "a month or two"
        return 1.0
    if few and not number:
        return float(few.value) if few.value else None
    count = float(number.value) if number else 0.0
    if half:
        return (count or float(phrase.has("AND"))) + 0.5  # "a year and a half"
    return count if number else 1.0


def read_measure(phrase: Phrase) -> tuple[float | None, str] | None:
    """Amount and unit; None when the phrase has no unit."""
    word = phrase.first("UNITS", "QUARTERS") or phrase.first(*UNIT_CLASSES)
    if word is None:
        return None
    times, unit = read_unit_name(word)
    count = read_amount(phrase)
    return (None if count is None else count * times), unit
