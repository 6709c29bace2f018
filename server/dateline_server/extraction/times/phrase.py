"""The words of one match, with what stands around them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy import attrs
from spacy.tokens import Doc, Token

from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.extraction.times.meaning import Expression, Meaning
from dateline_server.extraction.times.tense import Tenses

_EDGES = ("EARLY", "LATE", "MID", "START", "MIDDLE", "END", "REST")
_HEDGES = ("APPROX", "LEAST", "UP")
_NOT_MORE = {"MORE_THAN": "EQUAL_OR_LESS", "LESS_THAN": "EQUAL_OR_MORE"}  # "no more than", "no less than"
_MEASURING = frozenset({"quantmod", "advmod"})
_BEFORE_LIMIT = frozenset({"for", "in", "after", "within", "just", "well", "little", "slightly", "far"})
_NOTHING = Lexeme(0, 0, "STOP", "")


class TokenIndex:
    """The model's tokens by their place in the text."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts: list[int] = doc.to_array([attrs.IDS["IDX"]]).tolist()
        self.tenses = Tenses()
        marks = doc.to_array([attrs.IDS["SENT_START"]]).tolist()
        self._sentences = [start for start, mark in zip(self._starts, marks, strict=True) if mark == 1]

    def at(self, character: int) -> Token:
        """The token that holds the character, or the last one before it."""
        return self._doc[max(bisect_right(self._starts, character) - 1, 0)]

    def sentence_start(self, character: int) -> int:
        """Where the sentence that holds the character begins."""
        place = bisect_right(self._sentences, character) - 1
        return self._sentences[place] if place >= 0 else 0

    def before(self, character: int) -> Token | None:
        """The token that ends before the one that holds the character."""
        place = bisect_right(self._starts, character) - 2
        return self._doc[place] if place >= 0 else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Lexemes [start, end) of a text, with the text's other lexemes in reach."""

    text: str
    lexemes: Sequence[Lexeme]
    start: int
    end: int
    tokens: TokenIndex

    def first(self, *classes: str) -> Lexeme | None:
        """The first lexeme of one of these classes."""
        for index in range(self.start, self.end):
            if self.lexemes[index].word_class in classes:
                return self.lexemes[index]
        return None

    def all(self, *classes: str) -> list[Lexeme]:
        """Every lexeme of these classes, in order."""
        return [lexeme for lexeme in self.lexemes[self.start : self.end] if lexeme.word_class in classes]

    def has(self, *classes: str) -> bool:
        """Whether there is a lexeme of one of these classes."""
        return self.first(*classes) is not None

    def beside(self, steps: int) -> Lexeme:
        """The lexeme `steps` after the phrase (from 1), or before it (from -1); a STOP where the text ends."""
        index = self.end - 1 + steps if steps > 0 else self.start + steps
        return self.lexemes[index] if 0 <= index < len(self.lexemes) else _NOTHING

    def word(self, lexeme: Lexeme) -> str:
        """The lexeme's letters as they stand in the text."""
        return self.text[lexeme.start : lexeme.end]

    def token(self, lexeme: Lexeme) -> Token:
        """The model's token at the lexeme."""
        return self.tokens.at(lexeme.start)

    @property
    def mod(self) -> str:
        """The mod that an edge word ("early") or a hedge ("about") gives; empty when there is none."""
        if edge := self.first(*_EDGES):
            return edge.value
        return self._compared() or (hedge.value if (hedge := self.first(*_HEDGES)) else "")

    def _compared(self) -> str:
        """The mod of "more than", "no less than", "or more", "for over"; empty when the quantity is not compared."""
        for index in range(self.start, self.end):
            lexeme = self.lexemes[index]
            if lexeme.word_class == "MORE" and self.lexemes[min(index + 1, self.end - 1)].word_class == "THAN":
                denied = index > 0 and self.word(self.lexemes[index - 1]).lower() in ("no", "not")
                return _NOT_MORE[lexeme.value] if denied else lexeme.value
            if lexeme.word_class == "OR" and index + 1 < self.end:
                return {"MORE": "EQUAL_OR_MORE", "SO": "APPROX"}.get(self.lexemes[index + 1].word_class, "")
        limit = self.beside(-1)
        if limit.word_class != "LIMIT" or not self.has("UNIT", "UNITS", "YEAR_UNIT", "DAY_UNIT"):
            return ""
        before = self.tokens.before(limit.start)
        measures = self.token(limit).dep_ in _MEASURING or (before is not None and before.lower_ in _BEFORE_LIMIT)
        return limit.value if measures else ""

    def expression(self, meaning: Meaning, mod: str | None = None) -> list[Expression]:
        """The whole phrase as one expression."""
        start, end = self.lexemes[self.start].start, self.lexemes[self.end - 1].end
        return [Expression(start, end, meaning, self.mod if mod is None else mod)]
