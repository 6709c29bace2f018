"""The words that hang on a word, at a cost that does not grow with the sentence."""

from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc, Token

# Dependents on either side that are looked at: more stand only in lists without end.
_NEAR = 24
_CACHE_KEY = "dateline.dependents"


class Dependents:
    """For each token of a document the tokens that hang on it, nearest ones only; remembers what was asked for."""

    def __init__(self, doc: Doc, tokens: Sequence[Token] = ()) -> None:
        self._tokens = tokens or doc
        self._known: dict[int, list[Token]] = {}
        children: list[list[int]] | None = doc.user_data.get(_CACHE_KEY)
        if children is None:
            # Kept with the document as numbers: tokens would hold the document that holds them.
            children = doc.user_data[_CACHE_KEY] = _children(doc)
        self._children = children

    def of(self, token: Token) -> list[Token]:
        """At most 24 dependents on either side of the token, in the order of the text."""
        index = token.i
        known = self._known.get(index)
        if known is None:
            children = self._children[index]
            if len(children) > 2 * _NEAR:
                middle = bisect_left(children, index)
                children = children[max(0, middle - _NEAR) : middle + _NEAR]
            known = self._known[index] = [self._tokens[child] for child in children]
        return known


def dependents(doc: Doc, tokens: Sequence[Token] = ()) -> Dependents:
    """The document's dependents, worked out once for all steps; `tokens` are all of the document, where there is a list.

    Taking them from a list is faster than asking the document for each.
    """
    return Dependents(doc, tokens)


def _children(doc: Doc) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in range(len(doc))]
    for index, distance in enumerate(doc.to_array("HEAD").astype("int64").tolist()):
        if distance:
            children[index + distance].append(index)
    return children
