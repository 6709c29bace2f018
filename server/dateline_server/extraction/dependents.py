"""The words that hang on a word, at a cost that does not grow with the sentence."""

from bisect import bisect_left

from spacy.tokens import Doc, Token

from dateline_server.language.columns import columns_of

# Dependents on either side that are looked at: more stand only in lists without end.
_NEAR = 24


class Dependents:
    """The tokens of a document as a list, and for each of them those that hang on it, in the order of the text.

    Of a token's dependents the 24 nearest on either side count. `links` holds them by index of the token, each with the
    label of its dependency.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.tokens: list[Token] = list(doc)
        self._of: list[list[Token]] = [[] for _ in self.tokens]
        self.links: list[list[tuple[str, Token]]] = [[] for _ in self.tokens]
        deps = columns_of(doc).deps
        distances = doc.to_array("HEAD").astype("int64").tolist()
        for index, (token, label, distance) in enumerate(zip(self.tokens, deps, distances, strict=True)):
            if distance:
                self._of[index + distance].append(token)
                self.links[index + distance].append((label, token))
        for index, found in enumerate(self._of):
            if len(found) > 2 * _NEAR:
                middle = bisect_left(found, index, key=_index_of)
                near = slice(max(0, middle - _NEAR), middle + _NEAR)
                self._of[index] = found[near]
                self.links[index] = self.links[index][near]

    def of(self, token: Token) -> list[Token]:
        """All dependents of the token."""
        return self._of[token.i]

    def labelled(self, token: Token, *labels: str) -> list[Token]:
        """The dependents of the token that hang on it by one of the dependency labels."""
        return [child for label, child in self.links[token.i] if label in labels]


def _index_of(token: Token) -> int:
    return int(token.i)
