"""Arcs between words that the parser gets wrong, put right before any step reads them.

Each rule rests on something that English does not have: a main clause behind a conjunction, a clause without a verb, a
bare participle beside a finite verb, a word that takes one preposition twice.
"""

from functools import cached_property
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from dateline_server.knowledge.known_lemmas import known_verbs
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

MENDING = "dateline_arcs"
"""Name of the pipeline component, to stand behind the correction of plain forms, that puts arcs right."""

_CLIMB = 6
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_BEFORE_GERUND = frozenset(("of", "for", "from", "by"))
_BESIDE = frozenset(("and", "or"))
_SUBORDINATING = frozenset(("after", "although", "because", "before", "if", "once", "since", "though", "until", "when"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl", "csubj"))
_NOUNS = frozenset(("NN", "NNS"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_INSIDE = frozenset(("pobj", "prep", "dobj", "conj", "pcomp"))
_OF = words_of("takes_of")
_SPEECH = frozenset(lemma for lemma, part in speech_cues() if part == "verb")


@Language.component(MENDING)
def mend_arcs(doc: Doc) -> Doc:
    """The document with its wrong arcs put right in place; linear in its length."""
    arcs = _Arcs(doc)
    for index, (dep, tag) in enumerate(zip(arcs.deps, arcs.tags, strict=True)):
        if dep == "prep":
            arcs.give_charge(index)
            arcs.part_repeated(index)
        elif tag == "VBG" and dep in ("amod", "conj"):
            arcs.join_gerund(index)
        elif dep == "agent":
            arcs.free_doer(index)
        elif dep == "ccomp" and tag == "NN":
            arcs.read_verb(index)
        elif dep == "ccomp" and arcs.is_mere_noun(arcs.root_above(index)):
            arcs.give_predicate(index)
        elif dep == "ccomp" and ";" in arcs.marks_behind(index):
            arcs.part_sentence(index)
        elif dep == "advcl" and tag in _FINITE:
            arcs.raise_main_clause(index)
    arcs.write()
    return doc


class _Arcs:
    """The arcs of one document, by the indexes of its tokens."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        strings = doc.vocab.strings
        columns = doc.to_array(["DEP", "TAG", "LOWER", "LEMMA"]).T.tolist()
        names = [{key: strings[key] for key in set(keys)} for keys in columns]
        self.deps, self.tags, self._lowered, self._lemmas = (
            [known[key] for key in keys] for keys, known in zip(columns, names, strict=True)
        )
        self._heads = [index + step for index, step in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
        self._mended = False

    @cached_property
    def _children(self) -> list[list[int]]:
        """The children of each token as the parser has them."""
        children: list[list[int]] = [[] for _ in self._heads]
        for index, head in enumerate(self._heads):
            if head != index:
                children[head].append(index)
        return children

    def write(self) -> None:
        """Put the arcs into the document, if any was mended."""
        if self._mended:
            strings = self._doc.vocab.strings
            rows = [
                (head - index, strings.add(dep))
                for index, (head, dep) in enumerate(zip(self._heads, self.deps, strict=True))
            ]
            # Steps to the left are negative, and wrap round as the model's own do.
            steps = numpy.array([step for step, _ in rows], dtype="int64").astype("uint64")
            labels = numpy.array([label for _, label in rows], dtype="uint64")
            table: Any = numpy.stack([steps, labels], axis=1)
            self._doc.from_array(["HEAD", "DEP"], table)

    def _hang(self, index: int, head: int, dep: str) -> None:
        self._heads[index], self.deps[index] = head, dep
        self._mended = True

    def give_charge(self, of: int) -> None:
        """Hang "of" on the verb that needs it: "accused the ministry of neglect", "told the court of his fears"."""
        noun = self._heads[of]
        verb = self._heads[noun]
        if self._lowered[of] != "of" or self.deps[noun] != "dobj" or of != noun + 1 or self._lemmas[verb] not in _OF:
            return
        if self.tags[noun] in ("NN", "NNS") and not any(
            self._lowered[child] in _DEFINITE or self.deps[child] == "poss" for child in self._children[noun]
        ):
            # "a meeting of officials": whom one tells or accuses is known, and the phrase belongs to the rest.
            return
        told = any(self.deps[child] in ("ccomp", "xcomp") for child in self._children[verb])
        further = [verb, noun, *self._children[of]]
        if not told and not any(
            child != of and self._lowered[child] == "of" for one in further for child in self._children[one]
        ):
            self._hang(of, verb, "prep")

    def part_repeated(self, prep: int) -> None:
        """Hang a preposition on the noun before it where the word above has it already: "cheating on X and strikes on Y"."""
        noun, above = prep - 1, self._heads[prep]
        if noun < 0 or self.deps[noun] != "conj" or above >= noun or not self._is_inside(noun, above):
            return
        lower = self._lowered[prep]
        if any(child < noun and self._lowered[child] == lower for child in self._children[above]):
            self._hang(prep, noun, "prep")

    def _is_inside(self, index: int, above: int) -> bool:
        for _ in range(_CLIMB):
            if self.deps[index] not in _INSIDE:
                return False
            index = self._heads[index]
            if index == above:
                return True
        return False

    def join_gerund(self, gerund: int) -> None:
        """Hang a gerund behind "and" on the preposition of the one before it: "accused of lying and breaking the truce"."""
        if gerund == 0 or self._lowered[gerund - 1] not in _BESIDE:
            return
        prep = self._preposition_of_gerund(gerund)
        if prep is None:
            return
        noun = self._heads[gerund]
        if self.deps[gerund] == "amod":
            self._hang(noun, gerund, "dobj")
            after = noun + 1
            if after < len(self.deps) and self.deps[after] == "prep" and self._heads[after] < gerund:
                self._hang(after, noun, "prep")
        self._hang(gerund, prep, "pcomp")

    def _preposition_of_gerund(self, gerund: int) -> int | None:
        """The preposition before an earlier -ing form to which the one at hand belongs; None where it is right already."""
        first = self._heads[gerund]
        if self.deps[gerund] == "amod":
            # "and continuing raids": no adjective, for the noun stands beside one inside the earlier phrase.
            if first != gerund + 1 or self.deps[first] != "conj" or self.tags[first] != "NNS":
                return None
            index = self._heads[first]
            for _ in range(_CLIMB):
                if self.deps[index] in ("pobj", "pcomp") and self._lowered[index].endswith("ing"):
                    return self._marker(self._heads[index])
                if self.deps[index] not in _INSIDE:
                    return None
                index = self._heads[index]
            return None
        if self.tags[first] not in _FINITE or any(
            self.deps[child] in ("aux", "auxpass") or self.deps[child] in _SUBJECTS for child in self._children[gerund]
        ):
            return None
        holders = [first, *(child for child in self._children[first] if self.deps[child] == "dobj")]
        for holder in holders:
            for child in self._children[holder]:
                if first < child < gerund and self.deps[child] == "prep" and self._lowered[child + 1].endswith("ing"):
                    return self._marker(child)
        return None

    def _marker(self, prep: int) -> int | None:
        return prep if self._lowered[prep] in _BEFORE_GERUND else None

    def read_verb(self, noun: int) -> None:
        """Read a noun that is the whole of a clause with "that" as its verb: "insisted that Peru hand over the men"."""
        children = self._children[noun]
        marked = [child for child in children if self.deps[child] == "mark" and self._lowered[child] == "that"]
        subject = noun - 1
        if (
            not marked
            or self._lowered[noun] not in known_verbs()
            or any(self.deps[child] == "aux" for child in children)
        ):
            return
        if subject not in children or self.deps[subject] not in ("compound", "nmod") or subject <= marked[0]:
            return
        self._hang(subject, noun, "nsubj")
        for child in children:
            if marked[0] < child < subject:
                self._hang(child, subject, self.deps[child])
            elif child > noun and self.tags[child] == "RP" and self.deps[child] == "prep":
                self._hang(child, noun, "prt")
                for inner in self._children[child]:
                    if self.deps[inner] == "pobj":
                        self._hang(inner, noun, "dobj")
        word = self._doc[noun]
        word.tag_, word.pos_, word.lemma_ = "VB", "VERB", self._lowered[noun]

    def free_doer(self, by: int) -> None:
        """Make "by" behind an active verb with its object a measure or means: "won the vote by a hair"."""
        verb = self._heads[by]
        children = {self.deps[child] for child in self._children[verb]}
        if self.tags[verb] in _FINITE and {"nsubj", "dobj"} <= children and "auxpass" not in children:
            self._hang(by, verb, "prep")

    def root_above(self, verb: int) -> int:
        """The root of the sentence, if it is near; else the word itself."""
        index: int = self._heads[verb]
        for _ in range(_CLIMB):
            if self.deps[index] == "ROOT":
                return index
            index = self._heads[index]
        return verb

    def is_mere_noun(self, root: int) -> bool:
        """Whether the sentence is left without a verb: its root is a noun, and a full stop ends it."""
        return self.tags[root] in _NOUNS and any(
            self.deps[child] == "punct" and self._lowered[child] == "." for child in self._children[root]
        )

    def give_predicate(self, verb: int) -> None:
        """Give a noun that has only a relative clause the verb that was hung into it, whose subject is that clause's object.

        "The man who took the money has not been found".
        """
        root, above = self.root_above(verb), self._heads[verb]
        subjects = [child for child in self._children[verb] if self.deps[child] in _SUBJECTS and child < verb]
        clauses = [child for child in self._children[root] if self.deps[child] == "relcl" and root < child <= above]
        if len(subjects) != 1 or not clauses or self._lemmas[above] in _SPEECH:
            return
        holders = [child for child in self._children[above] if self.deps[child] in ("dobj", "ccomp", "mark")]
        first = min((child for child in self._children[subjects[0]] if child < subjects[0]), default=subjects[0])
        if holders != [verb] or first != above + 1:
            return
        dep = self.deps[subjects[0]]
        self._hang(subjects[0], above, "dobj")
        self._hang(verb, verb, "ROOT")
        self._hang(root, verb, dep)
        for child in self._children[root]:
            if child > verb and self.deps[child] == "punct":
                self._hang(child, verb, "punct")

    def marks_behind(self, verb: int) -> list[str]:
        """The punctuation that the verb's governor has behind the verb, up to its own place."""
        above = self._heads[verb]
        return [self._lowered[child] for child in self._children[above] if verb < child < above]

    def part_sentence(self, verb: int) -> None:
        """Set the sentence before a semicolon beside the one behind it: "Critics say it failed; he denies that"."""
        above = self._heads[verb]
        clauses = [child for child in self._children[above] if self.deps[child] == "ccomp" and child < above]
        if clauses[-1] == verb:
            # Else what is said is both sentences: "We won; they lost, she said".
            self._hang(verb, above, "parataxis")

    def raise_main_clause(self, verb: int) -> None:
        """Make a verb the main one where what the parser has above it stands behind a conjunction.

        "Hours before the bank closed, its chairman, Ines Maro, asked for money".
        """
        above = self._heads[verb]
        if above > verb or self.deps[above] != "ROOT" or self._lowered[verb - 1] != ",":
            return
        if not any(
            self.deps[child] in ("mark", "advmod") and child < above and self._lowered[child] in _SUBORDINATING
            for child in self._children[above]
        ):
            return
        if any(self.deps[child] == "mark" or self.deps[child] in _SUBJECTS for child in self._children[verb]):
            return
        subject = self._subject_before(verb, above)
        if subject is not None:
            self._hang(verb, verb, "ROOT")
            self._hang(above, verb, "advcl")
            self._hang(subject, verb, "nsubj")

    def _subject_before(self, verb: int, above: int) -> int | None:
        """The noun behind a comma, read as an apposition or conjunct, whose own apposition ends before the verb."""
        found = None
        index = verb - 2
        for _ in range(_CLIMB):
            if index <= above:
                break
            if self.deps[index] in ("appos", "conj"):
                found = index
            index = self._heads[index]
        return found
