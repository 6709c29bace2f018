"""Which verbs are passives, also without an auxiliary: participles after a noun, in headlines, beside a sentence."""

from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.events.coordination import leaves_clause
from dateline_server.extraction.events.tree import Tree
from dateline_server.knowledge.word_classes import words_of

_HEADLINE_PASSIVE = words_of("headline_passive")
_HELD = words_of("held_to")


class Voice(Tree):
    """The tree of one document with the voice of its verbs."""

    def __init__(self, around: Dependents) -> None:
        super().__init__(around)
        self._passives: dict[int, bool] = {}

    def is_passive(self, verb: Token) -> bool:
        """True for a passive, also a participle after its noun: "the town shelled by rebels"."""
        known = self._passives.get(verb.i)
        if known is None:
            known = self._passives[verb.i] = self._decide_passive(verb)
        return known

    def _decide_passive(self, verb: Token) -> bool:
        if self.children(verb, "nsubjpass", "auxpass", "agent"):
            return True
        if self._is_headline_passive(verb):
            return True
        if self._is_held_to(verb):
            return True
        if self._is_elliptic(verb):
            return True
        if verb.tag_ != "VBN" or self.children(verb, "nsubj", "dobj") or self.is_misread_past(verb):
            return False
        if self.leaves_clause(verb):
            return False
        if self.deps[verb.i] == "conj":
            return self.is_passive(verb.head) if self.deps[verb.head.i] != "conj" else verb.head.tag_ == "VBN"
        return self.deps[verb.i] in ("acl", "amod") or self._is_bare_participle(verb)

    def _is_held_to(self, verb: Token) -> bool:
        """True for "believed to be in Peru" and "reported to have left", which is said of somebody by others."""
        if self.lemmas[verb.i] not in _HELD or verb.tag_ not in ("VBN", "VBD") or self.children(verb, "dobj", "aux"):
            return False
        return any(self.marks_infinitive(clause) for clause in self.children(verb, "xcomp"))

    def _is_bare_participle(self, verb: Token) -> bool:
        """True for a participle beside its sentence: "he is in prison, arrested in March"."""
        return (
            self.deps[verb.i] == "advcl"
            and (self.lemmas[verb.i] in _HEADLINE_PASSIVE or verb.is_sent_start is True or self._is_when(verb))
            and not self.children(verb, "aux", "dobj")
        )

    def _is_elliptic(self, verb: Token) -> bool:
        """True for a clause without subject and "is", also with an object or predicate: "if granted bail"."""
        return (
            self.deps[verb.i] == "advcl"
            and verb.tag_ in ("VBN", "VBD")
            and self._is_when(verb)
            and not self.children(verb, "nsubj", "csubj", "expl", "aux")
        )

    def _is_when(self, verb: Token) -> bool:
        """True for a participle after "when", "if" or the like: "when told that …"."""
        return any(word.tag_ in ("WRB", "IN") and word.i < verb.i for word in self.children(verb, "advmod", "mark"))

    def _is_headline_passive(self, verb: Token) -> bool:
        """True for a deed in the past form whose subject is who it is done to: "Editor released in Tunis"."""
        return (
            self.lemmas[verb.i] in _HEADLINE_PASSIVE
            and verb.tag_ in ("VBD", "VBN")
            and not self.children(verb, "dobj", "ccomp", "xcomp", "aux", "prt", "dative", "oprd")
            and bool(self.children(verb, "nsubj"))
        )

    def is_misread_past(self, verb: Token) -> bool:
        """True for the finite verb of a sentence whose subject was taken for its root: "A paper called on them to go"."""
        return (
            self.deps[verb.i] == "acl"
            and self.deps[verb.head.i] == "ROOT"
            and bool(self.children(verb, "dobj", "xcomp", "ccomp", "advcl"))
        )

    def leaves_clause(self, verb: Token) -> bool:
        """True for a verb that goes on with the one above the clause into which it is hung."""
        return self.deps[verb.i] == "conj" and leaves_clause(verb, self.children)
