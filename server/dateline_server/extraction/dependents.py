"""The words that hang on a word, at a cost that does not grow with the sentence."""

from bisect import bisect_left

from spacy.tokens import Doc, Token

_NEAR = 12
_CACHE_KEY = "dateline.dependents"


class Dependents:
    """For each token of a document the tokens that hang on it, nearest ones only; remembers what was asked for."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._known: dict[int, list[Token]] = {}
        children: dict[int, list[int]] | None = doc.user_data.get(_CACHE_KEY)
        if children is None:
            # Kept with the document as numbers: tokens would hold the document that holds them.
            children = doc.user_data[_CACHE_KEY] = _children(doc)
        self._children = children

    def of(self, token: Token) -> list[Token]:
        """At most 12 dependents on either side of the token, in the order of the text."""
        index = token.i
        known = self._known.get(index)
        if known is None:
            children = self._children.get(index, [])
            if len(children) > _NEAR:
                middle = bisect_left(children, index)
                children = children[max(0, middle - _NEAR) : middle + _NEAR]
            known = self._known[index] = [self._doc[child] for child in children]
        return known


def dependents(doc: Doc) -> Dependents:
    """The document's dependents, worked out once for all steps."""
    return Dependents(doc)


def _children(doc: Doc) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for index, distance in enumerate(doc.to_array("HEAD").astype("int64").tolist()):
        if distance:
            children.setdefault(index + distance, []).append(index)
    return children
