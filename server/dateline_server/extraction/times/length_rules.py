"""Rules for lengths of time."""

from dateline_server.extraction.times.amounts import NUMBERS, UNIT_CLASSES, read_amount, read_measure, read_unit_name
from dateline_server.extraction.times.calendar_fields import TEXT_TURNS, TURNS, is_told_next, read_point
from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.meaning import Expression, Length, Recurrence, Vague
from dateline_server.extraction.times.phrase import Phrase
from dateline_server.extraction.times.timex import duration

_AFTER_BARE_LENGTH = ("OF", "BEFORE", "AFTER", "SINCE")
_BEFORE_BARE_LENGTH = frozenset(
    {"for", "in", "over", "within", "of", "after", "through", "during", "by", "take", "last", "spend"}
)
_RATED = frozenset({"NOUN", "NUM", "SYM"})


def read_length(phrase: Phrase) -> list[Expression]:
    """A length: "three-year", "about a decade", "the past 20 months"."""
    after = phrase.beside(1)
    unit_word = phrase.all(*UNIT_CLASSES)[0]
    bare = phrase.has("A") and not phrase.has(*NUMBERS, "FEW", "HALF")
    few = phrase.first("FEW")
    if _is_compared(phrase, unit_word) or (
        few and phrase.word(few) == "many" and phrase.word(phrase.beside(-1)) == "as"
    ):
        return []
    if after.word_class == "OLD" or (bare and unit_word.word_class in ("QUARTER", "SECOND", "NIGHT")):
        return []
    if unit_word.word_class == "QUARTERS" and after.word_class == "OF" and read_amount(phrase) == 3:  # a fraction
        return []
    length = read_measure(phrase)
    if length is None:
        return []
    if bare and (rate := _read_rate(phrase, unit_word)) is not None:
        return rate
    if length == (1, "D") and _is_some_day(phrase):
        return phrase.expression(Vague("FUTURE_REF"))
    turn = phrase.first(*TURNS)
    direction = -1 if phrase.has("RECENT") else None
    if turn:
        direction = 0 if turn.word_class in TEXT_TURNS or is_told_next(phrase, turn) else int(turn.value)
    edge, year = 0, read_point(phrase)
    if phrase.has("OF") and phrase.has("YEAR", "SHORT_YEAR", "YEAR_UNIT"):
        edge = -1 if phrase.has("FINAL", "LAST") else int(phrase.first("ORDINAL", "NTH") is not None)
    return phrase.expression(Length(length[0], length[1], direction, edge, year))


def read_quarter_century(phrase: Phrase) -> list[Expression]:
    """Twenty-five years: "a quarter of a century"."""
    return phrase.expression(Length(25, "Y")) if phrase.lexemes[phrase.end - 1].value == "C" else []


def _is_compared(phrase: Phrase, unit: Lexeme) -> bool:
    """Whether the unit stands twice: "day-to-day", "year-on-year", "week after week"."""
    if phrase.lexemes[phrase.end - 1] is not unit:
        return False
    index = phrase.end + (phrase.beside(1).word_class in ("TO", "ON", "LIMIT", "BY", "AFTER"))
    twin = phrase.lexemes[index] if index < len(phrase.lexemes) else unit
    return index > phrase.end and twin.value == unit.value and twin.word_class == unit.word_class


def _read_rate(phrase: Phrase, unit: Lexeme) -> list[Expression] | None:
    """ "a year" after an amount: a recurrence; of a unit below a day, a mere rate; None elsewhere."""
    before = phrase.tokens.before(phrase.lexemes[phrase.start].start)
    if before is None or phrase.lexemes[phrase.start].word_class != "A" or before.pos_ not in _RATED:
        return None
    if phrase.token(unit).dep_ != "npadvmod":
        return None
    name = unit.value
    return [] if name.startswith("T") else phrase.expression(Recurrence(duration(1, name)))


def _is_some_day(phrase: Phrase) -> bool:
    """Whether "one day" is a day to come and no length: "will one day be free"."""
    one = phrase.lexemes[phrase.start]
    before = phrase.tokens.before(one.start)
    return one.word_class == "CARDINAL" and phrase.has("DAY_UNIT") and before is not None and before.tag_ == "MD"


def read_lengths(phrase: Phrase) -> list[Expression]:
    """Two lengths with one unit, as ranges are annotated: "two to six days"; or one between units: "weeks or months"."""
    units = phrase.all(*UNIT_CLASSES)
    if phrase.beside(1).word_class == "OLD":
        return []
    times, unit = read_unit_name(units[0])
    numbers = phrase.all(*NUMBERS)
    if len(units) > 1 or not numbers:
        return phrase.expression(Length(None, unit))
    first, last = numbers[0], numbers[-1]
    end = phrase.lexemes[phrase.end - 1].end
    found = [Expression(last.start, end, Length(float(last.value) * times, unit))]
    if len(numbers) > 1:
        start = phrase.lexemes[phrase.start].start
        found.insert(0, Expression(start, first.end, Length(float(first.value) * times, unit), phrase.mod))
    return found


def read_bare_length(phrase: Phrase) -> list[Expression]:
    """A plural without a number where a length is meant: "for decades", "years of war"; or a recurrence: "at weekends"."""
    unit = phrase.lexemes[phrase.start]
    if unit.value == "WE":
        return phrase.expression(Recurrence("XXXX-WXX-WE")) if phrase.beside(-1).word_class in ("AT", "ON") else []
    before = phrase.tokens.before(unit.start)
    wanted = before is not None and before.lemma_.lower() in _BEFORE_BARE_LENGTH
    if unit.word_class != "UNITS" or not (wanted or phrase.beside(1).word_class in _AFTER_BARE_LENGTH):
        return []
    times, name = read_unit_name(unit)
    return phrase.expression(Length(None, name)) if times == 1 else []


def read_unit_long(phrase: Phrase) -> list[Expression]:
    """A unit as a length in one word: "week-long", "daylong"."""
    word = phrase.first(*UNIT_CLASSES, "LONG_LENGTH")
    assert word is not None
    apart = phrase.has("LONG") and phrase.text[word.end] != "-"
    if apart and not phrase.has("A"):
        return []
    times, unit = read_unit_name(word)
    plural = word.word_class in ("UNITS", "QUARTERS", "NIGHTS")
    start = phrase.lexemes[phrase.start].start if apart else word.start
    end = phrase.lexemes[phrase.end - 1].end
    return [Expression(start, end, Length(None if plural else times, unit))]


def read_vague_length(phrase: Phrase) -> list[Expression]:
    """Units without a number before or after now: "recent weeks", "coming months", "these days"."""
    turn, unit = (
        phrase.first(*TURNS),
        phrase.first("UNITS", "QUARTERS", "NIGHTS", "UNIT", "YEAR_UNIT", "DAY_UNIT", "QUARTER"),
    )
    assert unit is not None
    if phrase.has("RECENT"):
        return phrase.expression(Vague("PAST_REF"))
    if phrase.has("THESE"):
        return phrase.expression(Vague("PRESENT_REF")) if unit.value == "D" else []
    if phrase.has("AHEAD", "COME", "COMING", "NEXT"):
        return phrase.expression(Length(None, read_unit_name(unit)[1], 1))
    if turn is None or turn.value == "0" or (phrase.beside(1).word_class == "OF" and turn.word_class == "LAST"):
        return []
    return phrase.expression(Vague("PAST_REF" if turn.value == "-1" else "FUTURE_REF"))
