"""The fields of a calendar point that the words of a phrase give."""

from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.meaning import Anchor, CalendarPoint
from dateline_server.extraction.times.phrase import Phrase

TURNS = ("LAST", "PAST", "LATEST", "NEXT", "COMING", "THIS", "CURRENT", "PREVIOUS", "FOLLOWING", "THAT")
TEXT_TURNS = ("PREVIOUS", "FOLLOWING", "THAT")  # counted from a date that the text named
_FIRST_YEAR_OF_THE_1900S = 40  # in two digits; lower ones are of the 2000s


def read_year(figure: str) -> int:
    """The year of a figure: 1998, '98, 98."""
    year = int(float(figure.lstrip("'")))
    if year >= 100:
        return year
    return year + (2000 if year < _FIRST_YEAR_OF_THE_1900S else 1900)


def read_point(phrase: Phrase) -> CalendarPoint:
    """The fields that the words of a phrase give."""
    month = phrase.first("MONTH", "MONTH_SHORT")
    year = phrase.first("YEAR", "SHORT_YEAR")
    weekday = phrase.first("WEEKDAY", "WEEKDAY_SHORT")
    part = phrase.first("PART", "NIGHT")
    day = phrase.first("DAY", "NTH", "ORDINAL", "SECOND") if month else None
    holiday = phrase.first("HOLIDAY")
    turn, year_turn = _read_turn(phrase)
    return CalendarPoint(
        year=read_year(year.value) if year else None,
        month=int(month.value) if month else None,
        day=read_day(day) if day else None,
        weekday=int(weekday.value) if weekday else None,
        holiday=holiday.value if holiday else "",
        part=part.value if part else "",
        turn=turn,
        year_turn=year_turn,
        anchor=Anchor.TEXT if phrase.has(*TEXT_TURNS) else Anchor.PUBLICATION,
    )


def read_day(lexeme: Lexeme) -> int:
    """The number of a day or of an ordinal: 3rd, third, 3."""
    return int(lexeme.value.rstrip("stndrh"))


def is_told_next(phrase: Phrase, turn: Lexeme) -> bool:
    """Whether "the next" is counted from what was told before: "The next year, he resigned"."""
    return turn.word_class == "NEXT" and phrase.has("THE") and phrase.tokens.tenses.is_told(phrase.token(turn))


def _read_turn(phrase: Phrase) -> tuple[int | None, int | None]:
    """The turn of the point itself, and that of a year named after it."""
    turn = year_turn = None
    for index in range(phrase.start, phrase.end):
        lexeme = phrase.lexemes[index]
        if lexeme.word_class not in TURNS:
            continue
        if index + 1 < phrase.end and phrase.lexemes[index + 1].word_class == "YEAR_UNIT":
            year_turn = int(lexeme.value)
        else:
            turn = int(lexeme.value)
    if phrase.has("YEAR_UNIT") and year_turn is None:
        year_turn = 0
    return turn, year_turn
