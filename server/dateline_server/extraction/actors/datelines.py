"""Where a paragraph opens with the place and day it was written: "NAIROBI, Aug 18 (Agency) — …"."""

from spacy.tokens import Doc, Token

from dateline_server.extraction.actors.scanning import SPACES, tokens_of_parts

_LONGEST = 14
_DASHES = frozenset({"—", "–", "--", "---", "-", "_", "\x97"})
_SMALL_WORDS = frozenset({"and", "of", "de", "la", "le", "el", "al", "the", "near", "in"})


def find_datelines(doc: Doc) -> frozenset[int]:
    """The indexes of the tokens in datelines, their dashes included."""
    inside: set[int] = set()
    for start in (0, *(token.i + 1 for token in tokens_of_parts(doc, SPACES) if "\n" in token.text)):
        inside.update(range(start, _end_of_dateline(doc, start)) if start < len(doc) else ())
    return frozenset(inside)


def _end_of_dateline(doc: Doc, start: int) -> int:
    """The token after the dash; `start` when the paragraph opens without a dateline."""
    first = doc[start]
    marked = first.is_upper and len(first) > 2
    for token in doc[start : start + _LONGEST]:
        if token.text in _DASHES and token.i > start and _stands_free(token):
            return token.i + 1 if marked else start
        marked = marked or token.text in (",", "(", "/") or token.is_digit
        if token.is_space or not (token.text[0].isupper() or token.is_digit or _is_small(token)):
            return start
    return start


def _stands_free(dash: Token) -> bool:
    return bool(dash.nbor(-1).whitespace_) or dash.text != "-"


def _is_small(token: Token) -> bool:
    return token.is_punct or token.lower_ in _SMALL_WORDS
