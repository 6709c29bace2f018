"""Which event a phrase of time or place belongs to: the nearest trigger above it in the tree."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.events.syntax import Syntax

_CLIMB = 8


class Anchors:
    """The triggers of a text by the tokens that stand for them."""

    def __init__(self, syntax: Syntax, owners: dict[int, int]) -> None:
        """`owners` leads from the index of a token to the number of its event."""
        self._syntax = syntax
        self._owners = owners

    def owner_of(self, phrase: Tokens) -> int | None:
        """The number of the event that the phrase belongs to; None when its clause names none."""
        current: Token = phrase.root
        for _ in range(_CLIMB):
            head = current.head
            if head.i == current.i:
                return None
            owner = self._owners.get(head.i)
            if owner is not None:
                return owner
            if head.pos_ in ("VERB", "AUX"):
                return self._below(head)
            current = head
        return None

    def _below(self, verb: Token) -> int | None:
        """The event that a verb without one of its own governs: "a summit will take place on Friday"."""
        for child in self._syntax.children(verb, "nsubj", "nsubjpass", "dobj", "attr", "xcomp"):
            owner = self._owners.get(child.i)
            if owner is not None:
                return owner
        return None
