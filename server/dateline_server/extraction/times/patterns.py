"""The pattern table compiled to one regular expression over word classes, one character a class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from dateline_server.extraction.times.lexemes import Lexeme
from dateline_server.knowledge.time_patterns import load_time_patterns

_PIECE = re.compile(r"[A-Z_]+|\(\?=|[()|?]")
_FIRST_CODE = 0x80  # characters that no notation uses; below 0x100 an expression over them compiles fastest
_UNKNOWN = "."  # what no pattern takes
_RUN = re.compile(r"[^.]+")
_SHORT_RUN = 6


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The character of each class; those with which a pattern can begin; all patterns, a group for each, with its rule.

    One expression for all compiles in a tenth of the time that one for each beginning takes.
    """

    codes: dict[str, str]
    starts: frozenset[str]
    expression: re.Pattern[str]
    rules: tuple[str, ...]


def match_patterns(lexemes: list[Lexeme]) -> Iterator[tuple[str, int, int]]:
    """The rule and the lexemes [start, end) of each match of the table, left to right, none inside another."""
    codes = _compile().codes
    classes = "".join([codes.get(lexeme.word_class, _UNKNOWN) for lexeme in lexemes])
    for run in _RUN.finditer(classes):
        begin, codes_of_run = run.start(), run.group()
        match_run = _match_run if len(codes_of_run) > _SHORT_RUN else _match_short_run
        for rule, start, end in match_run(codes_of_run):
            yield rule, begin + start, begin + end


def _match_run(classes: str) -> tuple[tuple[str, int, int], ...]:
    """The matches in a run of classes that patterns speak of; what no pattern takes parts the text into such runs."""
    grammar = _compile()
    match_at, starts = grammar.expression.match, grammar.starts
    found: list[tuple[str, int, int]] = []
    place = 0
    for index, code in enumerate(classes):
        if index >= place and code in starts and (match := match_at(classes, index)):
            place = match.end()
            found.append((grammar.rules[(match.lastindex or 1) - 1], index, place))
    return tuple(found)


# The same few short runs make up most of any text.
_match_short_run = lru_cache(maxsize=4096)(_match_run)


@lru_cache(maxsize=1)
def _compile() -> _Grammar:
    macros: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    starts: set[str] = set()
    expressions: list[str] = []
    rules: list[str] = []
    for row in load_time_patterns():
        pieces: list[str] = []
        for piece in _PIECE.findall(row.pattern):
            pieces.extend(macros.get(piece, [piece]))
        if row.macro:
            macros[row.macro] = ["(", *pieces, ")"]
            continue
        expression = (
            "".join(
                codes.setdefault(piece, chr(_FIRST_CODE + len(codes))) if piece[0].isalpha() else piece
                for piece in pieces
            )
            .replace("(", "(?:")
            .replace("(?:?=", "(?=")
        )
        starts |= {codes[name] for name in _starts(pieces)}
        expressions.append(f"({expression})")
        rules.append(row.rule)
    return _Grammar(codes, frozenset(starts), re.compile("|".join(expressions)), tuple(rules))


def _starts(pieces: list[str]) -> set[str]:
    """The classes with which a pattern can begin. ValueError when it can be empty."""
    stack: list[_Group] = [_Group()]
    for index, piece in enumerate(pieces):
        optional = pieces[index + 1 : index + 2] == ["?"]
        group = stack[-1]
        if piece in ("(", "(?="):
            stack.append(_Group(lookahead=piece != "("))
        elif piece == "|":
            group.end_alternative()
        elif piece == ")":
            group.end_alternative()
            stack.pop()
            if not group.lookahead:
                stack[-1].take(group.starts, optional or group.can_be_empty)
        elif piece != "?":
            group.take({piece}, optional)
    stack[0].end_alternative()
    if stack[0].can_be_empty:
        raise ValueError(f"a pattern that can be empty: {' '.join(pieces)}")
    return stack[0].starts


@dataclass(slots=True)
class _Group:
    """What is known so far of a bracket whose alternatives are being read."""

    lookahead: bool = False
    starts: set[str] = field(default_factory=set)
    can_be_empty: bool = False
    open: bool = True

    def take(self, starts: set[str], optional: bool) -> None:
        """Read the next part of the present alternative."""
        if self.open:
            self.starts |= starts
            self.open = optional

    def end_alternative(self) -> None:
        """The present alternative is over; it can be empty if all its parts can."""
        self.can_be_empty |= self.open
        self.open = True
