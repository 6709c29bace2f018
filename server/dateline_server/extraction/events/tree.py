"""The dependency tree of a document, with what all event rules ask of it.

The climbs of the rules are bounded, so that the cost stays linear in the text.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.language.columns import columns_of
from dateline_server.language.datelines import tokens_in_datelines

# Words whose "to" or "of" belongs to them: "according to the ministry" is said to nobody.
_COMPOUND_PREPOSITIONS = frozenset(("according", "due", "owing", "thanks", "prior", "because", "ahead", "instead"))
_CONJUNCTS = 24
# Sentences of a text that has one subject, and the share of them that must speak of it.
_SEVERAL, _MOST = 4, 0.4


class Tree:
    """The tree of one document. Lemmas are lower-case; a token's children are in the order of the text."""

    def __init__(self, around: Dependents) -> None:
        self.doc, self.tokens = around.doc, around.tokens
        columns = columns_of(self.doc)
        self.lemmas = columns.lemmas
        self.deps, self.parts, self.lowered = columns.deps, columns.parts, columns.lowered
        self._shares: dict[frozenset[str], float] = {}
        self._dependents, self._links = around.of, around.links
        self.datelines = tokens_in_datelines(self.doc)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The children, all or those with one of the dependency labels."""
        if not deps:
            return self._dependents(token)
        links = self._links[token.i]
        return [child for dep, child in links if dep in deps] if links else []

    @cached_property
    def sentence_of(self) -> list[int]:
        """Number of its sentence by token."""
        starts = self.doc.to_array("SENT_START") == 1
        starts[:1] = True
        numbers: list[int] = (starts.cumsum() - 1).tolist()
        return numbers

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [
            index for index, number in enumerate(self.sentence_of) if not index or number != self.sentence_of[index - 1]
        ]

    def sentence(self, token: Token) -> Tokens:
        """The sentence in which the token stands."""
        number = self.sentence_of[token.i]
        starts = self._sentence_starts
        end = starts[number + 1] if number + 1 < len(starts) else len(self.tokens)
        return self.doc[starts[number] : end]

    @cached_property
    def sentence_words(self) -> list[frozenset[str]]:
        """The lemmas and lower-case words of each sentence."""
        bounds = pairwise([*self._sentence_starts, len(self.tokens)])
        return [frozenset((*self.lemmas[start:end], *self.lowered[start:end])) for start, end in bounds]

    def speaks_of(self, words: frozenset[str]) -> float:
        """Share of the sentences that hold one of the words."""
        known = self._shares.get(words)
        if known is None:
            hits = sum(not words.isdisjoint(sentence) for sentence in self.sentence_words)
            known = self._shares[words] = hits / len(self.sentence_words)
        return known

    def is_about(self, words: frozenset[str]) -> bool:
        """True for a text of several sentences of which most hold one of the words."""
        return len(self.sentence_words) >= _SEVERAL and self.speaks_of(words) >= _MOST

    def conjuncts(self, token: Token) -> list[Token]:
        """The token and what is coordinated after it: A, B and C for A."""
        found = [token]
        for member in found:
            if len(found) >= _CONJUNCTS:
                break
            found += self.children(member, "conj")
        return found[:_CONJUNCTS]

    def prepositional(self, head: Token, markers: frozenset[str]) -> Iterator[tuple[Token, Token]]:
        """(preposition, object) of the head's prepositional phrases with one of the prepositions."""
        for prep in self.children(head, "prep", "agent", "dative", "prt", "advmod", "mark"):
            if prep.lower_ in markers:
                for noun in self.children(prep, "pobj", "pcomp"):
                    yield prep, noun
                for inner in self.children(prep, "prep"):
                    if inner.lower_ != prep.lower_:
                        for noun in self.children(inner, "pobj"):
                            yield prep, noun
            for inner in () if prep.lower_ in _COMPOUND_PREPOSITIONS else self.children(prep, "prep"):
                if inner.lower_ in markers:
                    for noun in self.children(inner, "pobj", "pcomp"):
                        yield inner, noun

    def complements(self, head: Token) -> list[Token]:
        """The verbs of the clauses and infinitives that the head governs."""
        found = self.children(head, "xcomp", "ccomp")
        if head.pos_ == "NOUN":
            found = found + [
                verb
                for verb in self.children(head, "acl", "relcl")
                if self.marks_infinitive(verb) or any(mark.lower_ == "that" for mark in self.children(verb, "mark"))
            ]
        if not found:
            found = [verb for verb in self.children(head, "advcl") if self.marks_infinitive(verb) and verb.i > head.i]
        return found

    def marks_infinitive(self, verb: Token) -> bool:
        """True for a verb after "to"."""
        return any(child.lower_ == "to" for child in self.children(verb, "aux"))
