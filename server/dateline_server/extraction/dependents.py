"""The words that hang on a word, at a cost that does not grow with the sentence."""

from bisect import bisect_left

from spacy.tokens import Doc, Token

_NEAR = 12
_CACHE_KEY = "dateline.dependents"


class Dependents:
    """For each token of a document the tokens that hang on it, nearest ones only."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._children: dict[int, list[int]] = {}
        for index, distance in enumerate(doc.to_array("HEAD").astype("int64").tolist()):
            if distance:
                self._children.setdefault(index + distance, []).append(index)

    def of(self, token: Token) -> list[Token]:
        """At most 12 dependents on either side of the token, in the order of the text."""
        children = self._children.get(token.i)
        if children is None:
            return []
        if len(children) > _NEAR:
            middle = bisect_left(children, token.i)
            children = children[max(0, middle - _NEAR) : middle + _NEAR]
        doc = self._doc
        return [doc[index] for index in children]


def dependents(doc: Doc) -> Dependents:
    """The document's dependents, worked out once and kept with the document."""
    found: Dependents | None = doc.user_data.get(_CACHE_KEY)
    if found is None:
        found = doc.user_data[_CACHE_KEY] = Dependents(doc)
    return found
