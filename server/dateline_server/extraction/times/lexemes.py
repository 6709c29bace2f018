"""The text as a row of lexemes: each word or figure with the class that the patterns speak of.

Classes of words come from `knowledge/data/time_words.tsv`; classes of figures are

    DAY           a number from 1 to 31              NUMBER       any other number
    YEAR          four digits from 1000 to 2199      HHMM         four digits with a zero in front
    SHORT_YEAR    '98                                NTH          3rd, 20th
    DECADE        1990s, '90s                        CLOCK        9 a.m., 10:35
    FULL_DATE     2025-04-09, 4/9/2025               QUARTER_NAME Q3, 3Q, H1
    FISCAL_NAME   FY2024                             HOLIDAY      Christmas Eve
    COMMA  DASH   between figures                    POSSESSIVE   's
    OPEN          a bracket
    STOP          end of a clause                    OTHER        everything else

Amounts of money and percentages are OTHER. A hyphen that joins two words is left out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.extraction.times.numerals import read_numeral
from dateline_server.knowledge.holidays import load_holidays
from dateline_server.knowledge.time_words import TimeWord, load_time_words

_LEXEME = re.compile(
    r"""
    (?P<FULL_DATE>(?<![\w/.-])(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z?)?
        |[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}[.-][0-9]{1,2}[.-][0-9]{4})(?![\w/-]))
  | (?P<CLOCK>[0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)?[ ]?(?:[ap]\.m\b\.?|[ap]m\b)|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\w:]))
  | (?P<DECADE>'?(?:1[0-9]|20)?[0-9]0'?s\b)
  | (?P<NTH>[0-9]{1,3}(?:st|nd|rd|th)\b)
  | (?P<SHORT_YEAR>'[0-9]{2}\b)
  | (?P<QUARTER_NAME>(?:[1-4]Q|[QH][1-4])\b)
  | (?P<FISCAL_NAME>FY[ ]?'?(?:[0-9]{4}|[0-9]{2})\b)
  | (?P<OTHER>[$£€¥\#][ ]?[0-9][0-9.,]*|[0-9]{1,12}(?:[.,][0-9]{1,12}){0,4}[ ]?%|[0-9]+[^\W\d_]\w*)
  | (?P<FIGURE>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:[ ]?½|[ ][1-9]/[1-9]\b)?)
  | (?P<WORD>o'clock\b|[^\W\d_]\w*)
  | (?P<POSSESSIVE>'s\b|(?<=s)'(?!\w))
  | (?P<COMMA>,)
  | (?P<OPEN>\()
  | (?P<HYPHEN>[-–])
  | (?P<STOP>[.;:!?)\]\n—…])
  | \S
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_TIME = re.compile(r"(?: \w+){0,2} time\b", re.IGNORECASE)
_ZONE = TimeWord("ZONE", "")
_PARTS_IN_A_NUMERAL = 8
_LONGEST_FIGURE = 12
_TENS = frozenset({"20", "30", "40", "50", "60", "70", "80", "90"})


@dataclass(slots=True)
class Lexeme:
    """A word or figure: the characters [start, end) of the text, its class, and the value of that class as text."""

    start: int
    end: int
    word_class: str
    value: str


def read_lexemes(text: str) -> list[Lexeme]:
    """Every word, figure and mark of the text, in order."""
    lexemes: list[Lexeme] = []
    holiday_starts = _holidays_by_first_word()
    done = 0
    for match in _LEXEME.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        group, piece = match.lastgroup or "OTHER", match.group()
        if group == "HYPHEN":
            if not _joins_words(text, start, end):
                is_range = text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
                lexemes.append(Lexeme(start, end, "DASH" if is_range else "OTHER", ""))
            continue
        if group == "WORD":
            lower = piece.lower()
            if lower in holiday_starts and (name := _holiday_at(text, start, holiday_starts[lower])):
                group, piece, end = "HOLIDAY", load_holidays()[name], start + len(name)
            else:
                entry = _look_up(piece)
                if text.startswith(".", end) and (dotted := _look_up(piece + ".")):
                    entry, end = dotted, end + 1
                if entry and entry.word_class == "ZONE_NAME" and not _BEFORE_TIME.match(text, end):
                    after_clock = bool(lexemes) and lexemes[-1].word_class in ("CLOCK", "NOON")
                    entry = _ZONE if entry.value and after_clock and piece.istitle() else None  # else a city or people
                group, piece = (entry.word_class, entry.value) if entry else ("OTHER", "")
        elif group == "FIGURE":
            group, piece = _classify_figure(piece)
        lexemes.append(Lexeme(start, end, group, piece))
        done = end
    return _join_numerals(lexemes, text)


@lru_cache(maxsize=4096)
def _look_up(word: str) -> TimeWord | None:
    words = load_time_words()
    return words.get(word) or (words.get(word.capitalize()) if word[0].isupper() else None) or words.get(word.lower())


def _joins_words(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        text[start] == "-"
        and (before.isalnum() or before == ".")
        and after.isalnum()
        and not (before.isdigit() and after.isdigit())
    )


def _classify_figure(figure: str) -> tuple[str, str]:
    if len(figure) > _LONGEST_FIGURE:
        return "OTHER", ""
    if not figure.isdigit():
        return "NUMBER", str(_read_figure(figure))
    if len(figure) == 4:
        return ("YEAR" if 1000 <= int(figure) < 2200 else "HHMM" if figure < "2400" else "NUMBER"), figure
    return ("DAY" if len(figure) <= 2 and 1 <= int(figure) <= 31 else "NUMBER"), figure


def _read_figure(figure: str) -> float:
    figure = figure.replace(",", "")
    if figure.endswith("½"):
        return float(figure.rstrip("½ ")) + 0.5
    whole, _, fraction = figure.partition(" ")
    if not fraction:
        return float(whole)
    above, below = fraction.split("/")
    return float(whole) + int(above) / int(below)


def _join_numerals(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """Number words that stand together as one number."""
    joined: list[Lexeme] = []
    index = 0
    while index < len(lexemes):
        lexeme = lexemes[index]
        after = index + 1
        if lexeme.word_class in ("CARDINAL", "SCALE", "DAY", "NUMBER", "A"):
            while (
                after < len(lexemes)
                and after - index < _PARTS_IN_A_NUMERAL
                and (
                    lexemes[after].word_class == "SCALE"
                    or (lexeme.word_class in ("CARDINAL", "SCALE") and lexemes[after].word_class == "CARDINAL")
                    or (_is_tens(lexemes[after - 1]) and lexemes[after].word_class in ("ORDINAL", "SECOND"))
                )
                and lexemes[after].start - lexemes[after - 1].end <= 1
            ):
                after += 1
        if after - index > 1:
            number, is_year = read_numeral([float(part.value) for part in lexemes[index:after]])
            ordinal = lexemes[after - 1].word_class in ("ORDINAL", "SECOND")
            word_class = "NTH" if ordinal else "YEAR" if is_year else "NUMBER"
            lexeme = Lexeme(lexeme.start, lexemes[after - 1].end, word_class, f"{number:.15g}")
        joined.append(lexeme)
        index = after
    return joined


def _is_tens(lexeme: Lexeme) -> bool:
    """Whether an ordinal may go on a number word: "twenty" in "twenty-first"."""
    return lexeme.word_class == "CARDINAL" and lexeme.value in _TENS


@lru_cache(maxsize=1)
def _holidays_by_first_word() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in sorted(load_holidays(), key=len, reverse=True):
        names.setdefault(re.split(r"[\W]", name)[0], []).append(name)
    return names


def _holiday_at(text: str, start: int, names: list[str]) -> str:
    """The longest of the names that stands at this place, in capitals as names are; empty when none does."""
    for name in names:
        end = start + len(name)
        if text[start].isupper() and text[start:end].lower() == name and not text[end : end + 1].isalnum():
            last = text[start + name.rfind(" ") + 1 : end]
            if last != last.lower():
                return name
    return ""
