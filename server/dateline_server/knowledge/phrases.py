"""A trie over the pieces of words: finds the longest known phrase at a position in time linear in its length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

# "U.S." is one piece, so that no name ends inside it; hyphens and apostrophes part words in names as in the text.
_PIECE = re.compile(r"(?:[A-Za-z]\.){2,}|\w+|[^\w\s]")
_POSSESSIVES = (("'", "s"), ("'",))

Value = TypeVar("Value")


def split_pieces(text: str) -> list[str]:
    """Words and marks of a text; a dotted abbreviation stays whole, curly apostrophes become straight."""
    return _PIECE.findall(text.replace("’", "'"))


@dataclass(frozen=True, slots=True)
class Pieces:
    """A token sequence cut into pieces; `token[i]` is the token of piece i, `at[t]` the first piece of token t."""

    texts: list[str]
    lowered: list[str]
    token: list[int]
    at: list[int]

    def end_token(self, piece: int) -> int | None:
        """The token boundary at `piece`, a possessive before it left out; None when it falls inside a token."""
        if piece == len(self.texts) or self.at[self.token[piece]] == piece:
            return self.token[piece - 1] + 1
        token = self.token[piece]
        rest = tuple(self.texts[piece : self.at[token + 1]])
        return token + 1 if rest in _POSSESSIVES else None


def cut_tokens(words: Sequence[str]) -> Pieces:
    """The words as pieces."""
    texts: list[str] = []
    token: list[int] = []
    at: list[int] = []
    for index, word in enumerate(words):
        at.append(len(texts))
        if word.isalnum():
            texts.append(word)
            token.append(index)
        else:
            pieces = split_pieces(word)
            texts += pieces
            token += [index] * len(pieces)
    at.append(len(texts))
    return Pieces(texts, [text.lower() for text in texts], token, at)


@dataclass(slots=True)
class _Node(Generic[Value]):
    children: "dict[str, _Node[Value]]" = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)


class PhraseTrie(Generic[Value]):
    """Phrases with values.

    Letters must agree in case, but text in capitals agrees with names in mixed case; with `ignore_case` phrases are
    added in lower case and agree with any.
    """

    def __init__(self, ignore_case: bool = False) -> None:
        self._root: _Node[Value] = _Node()
        self._ignore_case = ignore_case

    def add(self, phrase: str, value: Value) -> None:
        """Adds a value to a phrase."""
        node = self._root
        for piece in split_pieces(phrase):
            node = node.children.setdefault(piece, _Node())
        node.values.append(value)

    def get(self, phrase: str) -> list[Value]:
        """The values of exactly this phrase, in the order in which they were added."""
        node = self._root
        for piece in split_pieces(phrase):
            step = _step(node, piece)
            if step is None:
                return []
            node = step
        return node.values

    def beginnings(self, pieces: Pieces) -> set[str]:
        """Those of the pieces, as the trie reads them, with which a phrase begins."""
        texts = set(pieces.lowered if self._ignore_case else pieces.texts)
        known = self._root.children.keys()
        return (texts & known) | {piece for piece in texts if piece.isupper() and _step(self._root, piece) is not None}

    def longest(self, pieces: Pieces, start: int) -> tuple[int, int, list[Value]] | None:
        """(piece after the phrase, token after it, values) of the longest phrase at piece `start` that ends a token."""
        node, best = self._root, None
        texts = pieces.lowered if self._ignore_case else pieces.texts
        for position in range(start, len(texts)):
            step = _step(node, texts[position])
            if step is None:
                break
            node = step
            if node.values:
                end = pieces.end_token(position + 1)
                if end is not None:
                    best = (position + 1, end, node.values)
        return best


def _step(node: _Node[Value], piece: str) -> _Node[Value] | None:
    step = node.children.get(piece)
    if step is None and len(piece) > 3 and piece.isupper():
        step = node.children.get(piece.capitalize())
    return step
