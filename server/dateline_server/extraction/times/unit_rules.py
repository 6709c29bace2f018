"""Rules for units counted from now or from the text, days by their own words, and vague times."""

from dateline_server.extraction.times.amounts import NUMBERS, read_measure, read_unit_name
from dateline_server.extraction.times.calendar_fields import TEXT_TURNS, TURNS, is_told_next
from dateline_server.extraction.times.length_rules import read_length
from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.meaning import (
    Anchor,
    Beside,
    CalendarPoint,
    Echo,
    Expression,
    Length,
    SamePeriod,
    Shift,
    Vague,
    YearEarlier,
)
from dateline_server.extraction.times.phrase import Phrase
from dateline_server.knowledge.tense_cues import load_tense_cues

_ADVERBIAL = frozenset({"npadvmod", "advmod", "tmod"})
_NAMES = frozenset({"ORG", "PRODUCT", "WORK_OF_ART"})
# On which side of the time counted to the one meant lies: "more than a year ago", "less than a year later".
_SIDES_OF_COUNT = {
    ("MORE_THAN", -1): "BEFORE",
    ("EQUAL_OR_MORE", -1): "BEFORE",
    ("LESS_THAN", -1): "AFTER",
    ("EQUAL_OR_LESS", -1): "AFTER",
    ("MORE_THAN", 1): "AFTER",
    ("EQUAL_OR_MORE", 1): "AFTER",
    ("LESS_THAN", 1): "BEFORE",
    ("EQUAL_OR_LESS", 1): "BEFORE",
}


def read_shift(phrase: Phrase) -> list[Expression]:
    """A unit so many units away: "two weeks ago", "a year earlier", "three days later"."""
    way = phrase.first("AGO", "BACK", "EARLIER", "LATER", "HENCE", "BEFORE", "AFTER")
    length = read_measure(phrase)
    if length is None:
        return []
    count, unit = length
    sign = int(way.value) if way else 1
    anchor = Anchor.TEXT if way and way.word_class in ("EARLIER", "LATER", "BEFORE", "AFTER") else Anchor.PUBLICATION
    vague_plural = not phrase.has(*NUMBERS, "FEW", "HALF", "A", "ANOTHER") and not phrase.has("DAY_UNIT", "NIGHT")
    if count is None or vague_plural:
        return (
            phrase.expression(Vague("PAST_REF" if sign < 0 else "FUTURE_REF"))
            if anchor is Anchor.PUBLICATION
            else phrase.expression(Length(None, unit))
        )
    mod = _SIDES_OF_COUNT.get((phrase.mod, sign), phrase.mod)
    if unit == "Y" and count == 1 and sign < 0:
        return phrase.expression(YearEarlier(anchor), mod)
    part = "NI" if phrase.has("NIGHT") else ""
    return phrase.expression(Shift(sign * count, unit, anchor, part), mod)


def read_year_earlier(phrase: Phrase) -> list[Expression]:
    """The period a year before the one under report: "the year-ago quarter", "year-earlier results"."""
    if phrase.has("UNITS"):
        return read_length(phrase)
    if phrase.has("QUARTER", "PERIOD"):
        return phrase.expression(YearEarlier(Anchor.TEXT, of_period=True))
    return phrase.expression(YearEarlier(Anchor.TEXT))


def read_turn_after(phrase: Phrase) -> list[Expression]:
    """The unit before the last or after the next one: "the year before last", "the week after next"."""
    word, turn = phrase.lexemes[phrase.start + 1], phrase.lexemes[phrase.end - 1]
    times, unit = read_unit_name(word)
    part = word.value if word.word_class == "NIGHT" else ""
    return phrase.expression(Shift(2 * times * int(turn.value), unit, part=part)) if not unit.startswith("T") else []


def read_unit_before(phrase: Phrase) -> list[Expression]:
    """The unit before or after the date in the text, where nothing else is named: "the day before", "the year after"."""
    word, way = phrase.lexemes[phrase.start + 1], phrase.lexemes[phrase.end - 1]
    token = phrase.token(way)
    if token.pos_ != "ADV" and phrase.beside(1).word_class not in ("STOP", "COMMA", "AND"):
        return []
    part = word.value if word.word_class in ("NIGHT", "PART") else ""
    unit = "D" if part else read_unit_name(word)[1]
    return phrase.expression(Shift(int(way.value), unit, Anchor.TEXT, part)) if not unit.startswith("T") else []


def read_beside_day(phrase: Phrase) -> list[Expression]:
    """A day by its neighbour, which the text names right after: "the day after Christmas"."""
    way = phrase.lexemes[phrase.end - 1]
    return phrase.expression(Beside(int(way.value), "NI" if phrase.has("NIGHT") else ""))


def read_then(phrase: Phrase) -> list[Expression]:
    """The time that the text spoke of last: "since then", "at that time"."""
    word = phrase.first("THEN", "TIME")
    assert word is not None
    if word.word_class == "THEN":
        if phrase.text.startswith("-", word.end):  # "the then-minister"
            return []
        ahead = phrase.has("BY") and phrase.tokens.tenses.direction(phrase.token(word)).ahead
        return [Expression(word.start, word.end, Echo("FUTURE_REF" if ahead else "PAST_REF"))]
    token = phrase.token(word)
    said = load_tense_cues().get(token.head.head.lemma_) == "state"  # "said at the time he was ill"
    event = any(child.dep_ in ("relcl", "acl") for child in token.children) and not said
    if event or phrase.beside(1).word_class == "OF" or not phrase.tokens.tenses.direction(phrase.token(word)).back:
        return []
    start = phrase.lexemes[phrase.start + 1].start
    return [Expression(start, word.end, Echo("PAST_REF") if phrase.has("THAT") else Vague("PAST_REF"))]


def read_unit(phrase: Phrase) -> list[Expression]:
    """A unit by its turn: "last week", "later this month", "the following day", "this weekend"."""
    turn = phrase.first(*TURNS)
    word = phrase.first("WEEKEND", "PERIOD", "MIDWEEK") or phrase.first("UNIT", "YEAR_UNIT", "DAY_UNIT", "QUARTER")
    assert word is not None
    if word.word_class == "PERIOD":
        return phrase.expression(SamePeriod("Q")) if turn and turn.word_class in ("LATEST", "THAT") else []
    times, unit = read_unit_name(word)
    if times != 1:  # a fortnight
        ahead = int(turn.value) if turn and turn.word_class not in TEXT_TURNS else 0
        return phrase.expression(Length(times, unit, ahead)) if ahead else []
    mod = phrase.mod
    upto = -1 if phrase.has("EARLIER") else 1 if phrase.has("LATER", "REST") else 0
    if unit == "WE" and turn and turn.word_class == "THIS":
        return phrase.expression(CalendarPoint(section="WE", turn=0))
    if unit == "D" and phrase.beside(-1).word_class == "AT" and phrase.beside(1).word_class == "COMMA":
        return []  # "at the end of the day, ..." is no time
    if turn is None:
        if unit == "D":
            return phrase.expression(Shift(0, "D", Anchor.STORY))
        if word.word_class == "MIDWEEK" or phrase.lexemes[phrase.start].word_class == "MID":
            return phrase.expression(Shift(0, unit), mod="MID") if unit in ("W", "M", "Y") else []
        if unit == "WE":
            return phrase.expression(CalendarPoint(section="WE"))
        return phrase.expression(Shift(0, unit, upto_anchor=upto), mod) if not unit.startswith("T") else []
    count = int(turn.value)
    if turn.word_class == "LATEST":
        return phrase.expression(SamePeriod(unit)) if unit in "QY" else []
    anchor = Anchor.TEXT if turn.word_class in TEXT_TURNS or is_told_next(phrase, turn) else Anchor.PUBLICATION
    if unit == "D":
        return _read_day_turn(phrase, turn, anchor)
    if unit.startswith("T") or (phrase.has("THE") and turn.word_class in ("LAST", "PAST") and unit in "EC"):
        counted = count != 0 and anchor is Anchor.PUBLICATION and (phrase.has("THE") and unit in ("TH", "E", "C"))
        return phrase.expression(Length(1, unit, count)) if counted else []
    return phrase.expression(Shift(count, unit, anchor, upto_anchor=upto), mod)


def _read_day_turn(phrase: Phrase, turn: Lexeme, anchor: Anchor) -> list[Expression]:
    if turn.word_class in ("LAST", "THIS", "CURRENT"):
        return []
    if turn.word_class == "PAST":
        return phrase.expression(Length(1, "D", -1))
    if turn.word_class == "NEXT":
        anchor = Anchor.TEXT
    return phrase.expression(Shift(int(turn.value), "D", anchor))


def read_full_year(phrase: Phrase) -> list[Expression]:
    """The unit under report: "the year", "the quarter"."""
    unit = phrase.first("YEAR_UNIT", "QUARTER", "UNIT", "PERIOD")
    assert unit is not None
    if phrase.beside(1).word_class in ("OF", "OTHER_ONE") and unit.value != "Q":
        return []
    if unit.word_class == "UNIT" and unit.value not in ("M", "W"):
        return []
    first = phrase.lexemes[phrase.start]
    before = phrase.tokens.before(first.start)
    ended = phrase.word(phrase.beside(1)) in ("ended", "ending")
    governed = before is not None and before.pos_ in ("ADP", "SCONJ")
    if phrase.word(first).lower() != "the" or not (ended or governed):
        return []
    year = phrase.first("YEAR")
    return phrase.expression(SamePeriod("Q" if year else unit.value, int(year.value) if year else None))


def read_year_end(phrase: Phrase) -> list[Expression]:
    """The end of a unit in one word: "year-end"."""
    unit = phrase.first("YEAR_UNIT", "UNIT", "QUARTER")
    turn = phrase.first("THIS", "LAST", "NEXT")
    assert unit is not None
    count = int(turn.value) if turn else 0
    return (
        phrase.expression(Shift(count, unit.value), mod="END") if unit.value in ("Y", "M", "Q", "W", "C", "E") else []
    )


def read_day_word(phrase: Phrase) -> list[Expression]:
    """A day by its own word: "today", "yesterday morning", "tonight", "the day after tomorrow"."""
    word = phrase.first("DAY_WORD", "NIGHT_WORD", "OVERNIGHT")
    assert word is not None
    count = int(word.value)
    if _ends_name(phrase):
        return []
    if word.word_class == "OVERNIGHT":
        if phrase.token(word).pos_ != "ADV":
            return []
        count += phrase.tokens.tenses.direction(phrase.token(word)).ahead
    if step := phrase.first("BEFORE", "AFTER"):
        count += int(step.value)
    part = phrase.first("PART", "NIGHT")
    name = part.value if part else "" if word.word_class == "DAY_WORD" else "NI"
    upto = -1 if phrase.has("EARLIER") else 1 if phrase.has("LATER") else 0
    return phrase.expression(Shift(count, "D", part=name, upto_anchor=upto))


def _ends_name(phrase: Phrase) -> bool:
    """Whether "Today" ends a name: "Russia Today"."""
    first = phrase.lexemes[phrase.start]
    token, before = phrase.token(first), phrase.tokens.before(first.start)
    if phrase.end - phrase.start > 1 or token.is_sent_start or not token.text.istitle() or before is None:
        return False
    return before.pos_ == "PROPN" and before.text.istitle()


def read_day_part(phrase: Phrase) -> list[Expression]:
    """A part of a day by its turn: "this morning", "last night", "that evening"."""
    turn, part = phrase.first("THIS", "THAT", "LAST", "FOLLOWING", "PREVIOUS", "NEXT"), phrase.first("PART", "NIGHT")
    assert part is not None
    if turn is None:
        return phrase.expression(Shift(0, "D", Anchor.STORY, part.value))
    anchor = Anchor.TEXT if turn.word_class in (*TEXT_TURNS, "NEXT") else Anchor.PUBLICATION
    return phrase.expression(Shift(int(turn.value), "D", anchor, part.value))


def read_reference(phrase: Phrase) -> list[Expression]:
    """A vague time: "now", "recently", "the near future"."""
    word = phrase.first("FUTURE", "PAST", "PRESENT", "REF", "RECENT_ADVERB", "RECENT")
    if word is None:  # "the other day"
        return (
            phrase.expression(Vague("PAST_REF"))
            if phrase.token(phrase.lexemes[phrase.end - 1]).dep_ in _ADVERBIAL
            else []
        )
    token = phrase.token(word)
    if token.ent_type_ in _NAMES or (word.word_class == "RECENT_ADVERB" and phrase.word(phrase.beside(-1)) == "as"):
        return []  # part of a name, or "as recently as March"
    if word.word_class == "PRESENT":
        first = phrase.first("THE", "THIS") or word
        return [Expression(first.start, word.end, Vague(word.value))]
    if word.word_class == "PAST":
        return phrase.expression(Vague("PAST_REF")) if token.pos_ == "NOUN" else []
    if word.word_class == "FUTURE":
        return phrase.expression(Vague("FUTURE_REF")) if token.pos_ == "NOUN" and token.dep_ != "compound" else []
    if word.value == "FUTURE_REF" and word.word_class == "REF":
        before = phrase.tokens.before(word.start)
        followed = phrase.beside(1)
        if (before is not None and before.lower_ in ("as", "too", "how")) or followed.word_class == "AFTER":
            return []
        if token.head.tag_ in ("VBD", "VBN"):  # "soon became": soon after what was told before
            return []
    return phrase.expression(Vague(word.value))
