"""Which event a phrase of time or place belongs to: the nearest trigger above it in the tree."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_CLIMB = 8
_CHAIN = 3
_OF = frozenset(("of",))
_LEADING = frozenset(("in", "to", "with"))
_CONTAINERS, _OUTCOMES = words_of("container"), words_of("outcome")


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
        """The event that a verb without one of its own governs: "a summit will take place on Friday".

        Also where the verb is the end of a chain: "a second round of talks is due to be held in May".
        """
        if self._syntax.lemmas[verb.i] in _OUTCOMES:
            # "The talks led in May to a deal": the day is that of the deal.
            for _, noun in self._syntax.prepositional(verb, _LEADING):
                if noun.i in self._owners:
                    return self._owners[noun.i]
        current = verb
        for _ in range(_CHAIN):
            for child in self._syntax.children(current, "nsubj", "nsubjpass", "dobj", "attr", "xcomp"):
                owner = self._owner_in(child)
                if owner is not None:
                    return owner
            if self._syntax.deps[current.i] not in ("xcomp", "acomp"):
                return None
            current = current.head
            if current.i in self._owners:
                return None
        return None

    def _owner_in(self, noun: Token) -> int | None:
        """The event of the noun, or of the one inside "a round of talks"."""
        owner = self._owners.get(noun.i)
        if owner is None and self._syntax.lemmas[noun.i] in _CONTAINERS:
            inside = (inner for _, inner in self._syntax.prepositional(noun, _OF))
            owner = next((self._owners[inner.i] for inner in inside if inner.i in self._owners), None)
        return owner
