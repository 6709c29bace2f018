"""Filters after AIP-160, the strict part: `type = "CONSULT" AND (agent.country = "RUS" OR status = "PLANNED")`.

A filter is comparisons `field operator value` joined with AND or OR, negated with NOT or `-`, grouped with parentheses.
AND and OR side by side need parentheses, for people and AIP-160 read them differently. Values stand in quotes, or bare
when they hold no space, bracket, quote or operator sign.

A field without a value meets no comparison but `!=`: `field != v` is `NOT field = v`.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from dateline_server.errors import InvalidFilter
from dateline_server.storage.filter_fields import Fields, FieldType, FilterField
from dateline_server.storage.filter_values import IsStored, UnknownValue, Value, convert_value

MAX_LENGTH = 4096  # code points
MAX_DEPTH = 20  # parentheses and NOTs inside one another
MAX_TERMS = 256  # comparisons

_GRAMMAR = r"""
start: chain
chain: _term (CONNECTIVE _term)*
_term: comparison | negation | group
group: OPEN chain CLOSE
negation: NEGATION _term
comparison: FIELD OPERATOR (STRING | WORD)

CONNECTIVE: /(AND|OR)(?!\w)/
NEGATION: /NOT(?!\w)|-/
OPEN: "("
CLOSE: ")"
FIELD: /(?!(AND|OR|NOT)(?!\w))[A-Za-z_]\w*(\.\w+)*/
OPERATOR: "!=" | "<=" | ">=" | "=" | "<" | ">" | ":"
STRING: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/s
WORD: /[^\s()"'<>=!]+/
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`field operator value`, the value checked and converted: str, int for an enum, float, date or Instants.

    A field that is true or false is compared with "true" only.
    """

    field: FilterField
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where `part` does not."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """Holds where all parts do."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Holds where at least one part does."""

    parts: "tuple[Expression, ...]"


Expression = Comparison | Not | And | Or


def may_be(_: str) -> bool:
    """Lets every type through: for who has no store to ask."""
    return True


def parse_filter(text: str, fields: Fields, is_stored: IsStored = may_be) -> Expression | None:
    """The filter as a tree; None for an empty one. Raises InvalidFilter, saying where and what to write instead.

    `is_stored` is asked about types of events that the ontology does not have; without it they are let through.
    """
    if not text.strip():
        return None
    if len(text) > MAX_LENGTH:
        _refuse(MAX_LENGTH, f"it has {len(text):,} characters; at most {MAX_LENGTH:,} are read")
    try:
        piece: _Piece = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as error:
        _explain(text, error)
    except _MixedJoints as mixed:
        _refuse(mixed.position, _both_readings(text, mixed))
    if (terms := piece.count_terms()) > MAX_TERMS:
        _refuse(0, f"it has {terms} comparisons; at most {MAX_TERMS} are read")
    return _resolve(piece, fields, is_stored)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the filter, [start, end) of its text, before its fields are looked up."""

    start: int
    end: int
    depth: int
    joint: str = ""
    parts: "tuple[_Piece, ...]" = ()
    tokens: tuple[Token, ...] = ()

    def count_terms(self) -> int:
        return 1 if self.tokens else sum(part.count_terms() for part in self.parts)


class _MixedJoints(Exception):
    def __init__(self, terms: Sequence[_Piece], connectives: Sequence[Token]) -> None:
        self.terms = terms
        self.connectives = connectives
        self.position = next(c.start_pos for c in connectives if c != connectives[0]) or 0


@lru_cache(maxsize=1)
def _parser() -> Lark:
    # The builder runs while the text is parsed, so that nothing recurses over nested parentheses.
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder())


class _Builder(Transformer):  # type: ignore[type-arg]
    def start(self, children: list[_Piece]) -> _Piece:
        return children[0]

    def chain(self, children: list[_Piece | Token]) -> _Piece:
        terms = [child for child in children if isinstance(child, _Piece)]
        connectives = [child for child in children if isinstance(child, Token)]
        if len(terms) == 1:
            return terms[0]
        if len(set(connectives)) > 1:
            raise _MixedJoints(terms, connectives)
        depth = max(term.depth for term in terms)
        return _Piece(terms[0].start, terms[-1].end, depth, str(connectives[0]), tuple(terms))

    def group(self, children: list[Token | _Piece]) -> _Piece:
        opening, inner, closing = children
        assert isinstance(opening, Token)
        assert isinstance(inner, _Piece)
        assert isinstance(closing, Token)
        return _deeper(_Piece(opening.start_pos or 0, closing.end_pos or 0, inner.depth, "", (inner,)))

    def negation(self, children: list[Token | _Piece]) -> _Piece:
        sign, inner = children
        assert isinstance(sign, Token)
        assert isinstance(inner, _Piece)
        return _deeper(_Piece(sign.start_pos or 0, inner.end, inner.depth, "NOT", (inner,)))

    def comparison(self, children: list[Token]) -> _Piece:
        return _Piece(children[0].start_pos or 0, children[-1].end_pos or 0, 0, tokens=tuple(children))


def _deeper(piece: _Piece) -> _Piece:
    if piece.depth >= MAX_DEPTH:
        _refuse(piece.start, f"parentheses and NOTs stand more than {MAX_DEPTH} deep")
    return replace(piece, depth=piece.depth + 1)


def _resolve(piece: _Piece, fields: Fields, is_stored: IsStored) -> Expression:
    if piece.tokens:
        return _compare(piece.tokens, fields, is_stored)
    parts = tuple(_resolve(part, fields, is_stored) for part in piece.parts)
    if piece.joint == "NOT":
        return Not(parts[0])
    if piece.joint == "AND":
        return And(parts)
    return Or(parts) if piece.joint == "OR" else parts[0]


def _compare(tokens: Sequence[Token], fields: Fields, is_stored: IsStored) -> Comparison:
    name, operator, written = tokens
    field = fields.get(name)
    if field is None:
        near = difflib.get_close_matches(name.lower(), fields, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        problem = f"there is no field {str(name)!r}. {hint}Fields: {', '.join(fields)}"
        _refuse(name.start_pos, problem, filter_field=str(name), hint=near[0] if near else "")
    if operator not in field.operators:
        allowed = " ".join(field.operators)
        problem = f"{field.name} cannot be compared with {operator}; it takes {allowed}"
        _refuse(operator.start_pos, problem, filter_field=str(name))
    text = _unquote(written) if written.type == "STRING" else str(written)
    try:
        value = convert_value(field, text, is_stored)
    except UnknownValue as error:
        _refuse(written.start_pos, str(error), hint=error.nearest)
    except ValueError as error:
        _refuse(written.start_pos, str(error))
    if value == "false" and field.type is FieldType.BOOL:  # said of what is true, so that all below need not know both
        return Comparison(field, "!=" if operator == "=" else "=", "true")
    return Comparison(field, str(operator), value)


def _unquote(token: Token) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)


def _both_readings(text: str, mixed: _MixedJoints) -> str:
    readings = " or ".join(_group(text, mixed, first) for first in ("AND", "OR"))
    return f"AND and OR stand side by side. Write {readings}"


def _group(text: str, mixed: _MixedJoints, first: str) -> str:
    """The chain with parentheses about what `first` joins."""
    groups: list[list[str]] = [[text[mixed.terms[0].start : mixed.terms[0].end]]]
    for connective, term in zip(mixed.connectives, mixed.terms[1:], strict=True):
        source = text[term.start : term.end]
        if connective == first:
            groups[-1].append(source)
        else:
            groups.append([source])
    other = "OR" if first == "AND" else "AND"
    return f" {other} ".join(f"({f' {first} '.join(g)})" if len(g) > 1 else g[0] for g in groups)


_EXPECTED = {
    "CONNECTIVE": "AND or OR",
    "OPERATOR": "an operator such as =",
    "WORD": "a value",
    "FIELD": "a field",
    "CLOSE": "a closing parenthesis",
}


def _explain(text: str, error: UnexpectedInput) -> NoReturn:
    position = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        position = len(text) if error.token.type == "$END" else position
        expected = set(error.expected)
    elif isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed or ())
    rest = text[position:].split(maxsplit=1)
    found = rest[0][:40] if rest else ""
    if found[:1] in ('"', "'") and "STRING" in expected:
        _refuse(position, "the quotation mark is not closed")
    if found != found.upper() and found.upper() in ("AND", "OR", "NOT"):
        _refuse(position, f"write {found.upper()} in capital letters", hint=found.upper())
    if text.count("(", 0, position) <= text.count(")", 0, position):
        expected.discard("CLOSE")
    wanted = " or ".join(words for terminal, words in _EXPECTED.items() if terminal in expected) or "nothing more"
    _refuse(position, f"{repr(found) if found else 'the end'} stands where {wanted} is expected")


def _refuse(position: int | None, problem: str, **metadata: str) -> NoReturn:
    metadata = {"position": str(position or 0), **{key: value for key, value in metadata.items() if value}}
    raise InvalidFilter(
        f"The filter cannot be read at character {position or 0}: {problem}.", field="filter", **metadata
    )
