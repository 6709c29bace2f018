"""Datelines: where a paragraph opens with the place and day it was written, "NAIROBI, Aug 18 (Agency) — …"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

_KEY = "dateline.datelines"
_LONGEST = 16
_DASHES = frozenset({"—", "–", "--", "---", "-", "_", "\x97"})
_SMALL_WORDS = frozenset({"and", "of", "de", "la", "le", "el", "al", "the", "near", "in", "for"})
_SENTENCE_ENDS = frozenset(".!?")
# What stands behind the place in a dateline, and in few other things that a dash follows.
_BEHIND_PLACE = frozenset({",", "(", "/", "[", ";"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """The tokens [start, end) of a dateline, its dash the last; those of the place alone are [start, place_end)."""

    start: int
    end: int
    place_end: int


def datelines_of(doc: Doc) -> tuple[Dateline, ...]:
    """The datelines that the language pass found, in the order of the text."""
    return tuple(Dateline(*numbers) for numbers in doc.user_data.get(_KEY, ()))


def tokens_in_datelines(doc: Doc) -> frozenset[int]:
    """The indexes of the tokens in datelines, their dashes included."""
    return frozenset(index for dateline in datelines_of(doc) for index in range(dateline.start, dateline.end))


def mark_datelines(doc: Doc, paragraphs: list[int]) -> None:
    """Note the datelines at the given first tokens of paragraphs; needs no tags."""
    found = (_read_dateline(doc, start) for start in paragraphs)
    # As numbers, so that the document can be written to bytes.
    doc.user_data[_KEY] = [(line.start, line.end, line.place_end) for line in found if line is not None]


def _read_dateline(doc: Doc, start: int) -> Dateline | None:
    """A run of capitalised words, numbers and marks up to a free dash, with a city in capitals or a mark behind it.

    A colon ends it only where a day or an agency stands before: "ANN OTIENO:" opens a speech.
    """
    first = doc[start]
    in_capitals = first.is_upper and len(first) > 2
    place_end = 0
    for token in doc[start : start + _LONGEST]:
        if token.i > start and token.i + 1 < len(doc):
            marked = place_end > 0 or in_capitals
            if token.text in _DASHES and (token.nbor(-1).whitespace_ or token.text != "-"):
                return Dateline(start, token.i + 1, place_end or token.i) if marked else None
            if token.text == ":" and place_end and in_capitals:
                return Dateline(start, token.i + 1, place_end)
        if token.is_space or token.text in _SENTENCE_ENDS or not _may_stand_in_dateline(token):
            return None
        if not place_end and token.i > start and (token.text in _BEHIND_PLACE or token.is_digit):
            place_end = token.i
    return None


def _may_stand_in_dateline(token: Token) -> bool:
    return token.text[0].isupper() or token.is_digit or token.is_punct or token.lower_ in _SMALL_WORDS
