"""Who is the subject and object of a word: the grammar that participants are read from.

Works on the tree of the whole document with a table of children made once, since asking a token for its children
costs as much as its subtree is long. Every climb is bounded, so that the cost stays linear in the text.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.knowledge.word_classes import words_of

_CLIMB = 6
_CONJUNCTS = 24
# Children on either side that are looked at: more stand only in lists without end.
_NEAR = 24
_LONGEST_DATELINE = 14
_DATELINE_ENDS = frozenset((":", "-", "--", "–", "—"))
_RELATIVE = frozenset(("who", "whom", "which", "that", "whose"))
# What the lemmatizer makes of "staged".
_MISREAD_LEMMAS = {"stag": "stage"}
_OBJECT_CONTROL = words_of("object_control")
_HEADLINE_PASSIVE = words_of("headline_passive")


class Syntax:
    """The tree of one document. Lemmas are lower-case; a token's children are in the order of the text."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.tokens = list(doc)
        self.lemmas = [_MISREAD_LEMMAS.get(token.lemma_, token.lemma_.lower()) for token in self.tokens]
        self.deps = [token.dep_ for token in self.tokens]
        self._shares: dict[frozenset[str], float] = {}
        self._children: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            head = token.head
            if head.i != token.i:
                self._children[head.i].append(token)
        self.datelines = _find_datelines(self.tokens)
        for index, children in enumerate(self._children):
            if len(children) > 2 * _NEAR:
                middle = bisect_left(children, index, key=lambda child: child.i)
                self._children[index] = children[max(0, middle - _NEAR) : middle + _NEAR]

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The children, all or those with one of the dependency labels."""
        found = self._children[token.i]
        return [child for child in found if self.deps[child.i] in deps] if deps else found

    @cached_property
    def sentence_of(self) -> list[int]:
        """Number of its sentence by token."""
        numbers: list[int] = []
        number = -1
        for token in self.tokens:
            number += bool(token.is_sent_start) or number < 0
            numbers.append(number)
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
        words: list[set[str]] = []
        for token, number in zip(self.tokens, self.sentence_of, strict=True):
            if number == len(words):
                words.append(set())
            words[number].add(self.lemmas[token.i])
            words[number].add(token.lower_)
        return [frozenset(found) for found in words]

    def speaks_of(self, words: frozenset[str]) -> float:
        """Share of the sentences that hold one of the words."""
        known = self._shares.get(words)
        if known is None:
            hits = sum(not words.isdisjoint(sentence) for sentence in self.sentence_words)
            known = self._shares[words] = hits / len(self.sentence_words)
        return known

    def conjuncts(self, token: Token) -> list[Token]:
        """The token and what is coordinated after it: A, B and C for A."""
        found = [token]
        for member in found:
            if len(found) >= _CONJUNCTS:
                break
            found.extend(child for child in self.children(member, "conj"))
        return found[:_CONJUNCTS]

    def is_passive(self, verb: Token) -> bool:
        """True for a passive, also a participle after its noun: "the town shelled by rebels"."""
        if self.children(verb, "nsubjpass", "auxpass", "agent"):
            return True
        if self._is_headline_passive(verb):
            return True
        if verb.tag_ != "VBN" or self.children(verb, "nsubj", "dobj") or self._is_misread_past(verb):
            return False
        if self.deps[verb.i] == "conj":
            return self.is_passive(verb.head) if self.deps[verb.head.i] != "conj" else verb.head.tag_ == "VBN"
        return self.deps[verb.i] in ("acl", "amod")

    def _is_headline_passive(self, verb: Token) -> bool:
        """True for a deed in the past form whose subject is who it is done to: "Editor released in Tunis"."""
        return (
            self.lemmas[verb.i] in _HEADLINE_PASSIVE
            and verb.tag_ in ("VBD", "VBN")
            and not self.children(verb, "dobj", "ccomp", "xcomp", "aux", "prt", "dative", "oprd")
            and bool(self.children(verb, "nsubj"))
        )

    def _is_misread_past(self, verb: Token) -> bool:
        """True for the finite verb of a sentence whose subject was taken for its root: "A paper called on them to go"."""
        return (
            self.deps[verb.i] == "acl"
            and self.deps[verb.head.i] == "ROOT"
            and bool(self.children(verb, "dobj", "xcomp", "ccomp", "advcl"))
        )

    def subjects(self, verb: Token) -> tuple[list[Token], bool]:
        """Who does what the verb says, first conjuncts only, and whether that is implied and not said."""
        current, implied = verb, False
        passive = self.is_passive(verb)
        for _ in range(_CLIMB):
            if passive and (by := self._doers(current)):
                return by, implied
            if self.is_passive(current):
                if passive and self.deps[current.i] == "conj":
                    current = current.head
                    continue
                if passive:
                    return [], implied
                return self._antecedents(self.children(current, "nsubjpass"), current), implied
            own = self.children(current, "nsubj", "csubj", "expl")
            if own:
                return self._antecedents(own, current), implied
            step = self._controller(current)
            if step is None:
                return [], implied
            nouns, following, said = step
            implied = implied or not said
            if nouns:
                return nouns, implied
            if following is None:
                return [], implied
            if self.children(following, "nsubjpass") and self.deps[current.i] != "conj":
                return self._antecedents(self.children(following, "nsubjpass"), following), implied
            current = following
        return [], implied

    def _doers(self, verb: Token) -> list[Token]:
        """Who a passive verb, or one coordinated with it, is said to be done by."""
        for member in self.conjuncts(verb):
            for prep in self.children(member, "agent", "prep"):
                if prep.lower_ == "by":
                    return self.children(prep, "pobj", "pcomp")
        return []

    def _controller(self, verb: Token) -> tuple[list[Token], Token | None, bool] | None:
        """Where a verb without a subject of its own has it from: nouns, or the verb to ask next, and whether it is said."""
        dep, head = self.deps[verb.i], verb.head
        if dep == "conj":
            return [], head, True
        if dep in ("xcomp", "ccomp"):
            if self.lemmas[head.i] in _OBJECT_CONTROL and (objects := self.objects(head)):
                return objects, None, False
            return [], head, False
        if dep in ("relcl", "acl"):
            if dep == "acl" and (verb.tag_ == "VBG" or self._is_misread_past(verb)):
                return [head], None, True
            if dep == "relcl" and not any(child.lower_ in _RELATIVE for child in self.children(verb)):
                return [], None, False
            if dep == "acl":
                return self.owners(head), None, False
            return [head], None, True
        if dep == "advcl":
            return [], head, False
        if dep == "pcomp":
            governor = head.head
            if governor.pos_ in ("VERB", "AUX"):
                if self.lemmas[governor.i] in _OBJECT_CONTROL and (objects := self.objects(governor)):
                    return objects, None, False
                return [], governor, False
            return self.owners(governor), None, False
        return None

    def owners(self, noun: Token) -> list[Token]:
        """Who stands behind a noun that governs a verb: "Israel's plan to", "rebels made an attempt to"."""
        owners = self.children(noun, "poss")
        if owners:
            return owners
        if self.deps[noun.i] in ("dobj", "attr", "pobj"):
            governor = noun.head.head if self.deps[noun.i] == "pobj" else noun.head
            return self._antecedents(self.children(governor, "nsubj"), governor)
        return []

    def objects(self, verb: Token) -> list[Token]:
        """To whom or what it is done, first conjuncts only."""
        if self.is_passive(verb):
            found = self.children(verb, "nsubjpass") or self.children(verb, "nsubj")
            if found:
                return self._antecedents(found, verb) + self.children(verb, "dobj")
            if self.deps[verb.i] in ("acl", "relcl"):
                return [verb.head]
            if self.deps[verb.i] == "conj":
                first = verb.head
                for _ in range(_CLIMB):
                    found = self.children(first, "nsubjpass")
                    if found or self.deps[first.i] != "conj":
                        break
                    first = first.head
                if found:
                    return self._antecedents(found, first)
                return [first.head] if self.deps[first.i] == "acl" else []
            if self.deps[verb.i] == "xcomp":
                return self._antecedents(self.children(verb.head, "nsubj"), verb.head)
        found = self.children(verb, "dobj", "oprd") if not self.children(verb, "dobj") else self.children(verb, "dobj")
        if found:
            return self._antecedents(found, verb)
        for up in self.children(verb, "prt", "advmod", "prep"):
            if up.lower_ == "up":
                found = [noun for prep in self.children(up, "prep") for noun in self.children(prep, "pobj")]
                if found and self.children(found[0], "nummod"):
                    return found
        if self.lemmas[verb.i] in _OBJECT_CONTROL:
            clauses = [clause for clause in self.children(verb, "xcomp", "ccomp") if clause.tag_ == "VB"]
            found = [noun for clause in clauses for noun in self.children(clause, "nsubj", "nsubjpass")]
            if found:
                return found
        if self.deps[verb.i] == "relcl" and self.children(verb, "nsubj") and not self.children(verb, "ccomp", "xcomp"):
            subject = self.children(verb, "nsubj")[0]
            if subject.lower_ not in _RELATIVE:
                return [verb.head]
        for following in self.children(verb, "conj"):
            if following.pos_ == "VERB" and not self.children(following, "nsubj", "nsubjpass"):
                shared = self.children(following, "dobj")
                gap = range(verb.i + 1, following.i)
                if shared and all(self.deps[i] in ("cc", "advmod", "punct", "aux", "neg") for i in gap):
                    return shared
        return []

    def _antecedents(self, nouns: list[Token], verb: Token) -> list[Token]:
        """The nouns, with what a relative pronoun stands for in its place."""
        found: list[Token] = []
        for noun in nouns:
            if noun.tag_ in ("WDT", "WP") or (noun.lower_ == "that" and self.deps[verb.i] == "relcl"):
                clause = verb
                for _ in range(_CLIMB):
                    if self.deps[clause.i] not in ("conj", "xcomp", "ccomp"):
                        break
                    clause = clause.head
                if self.deps[clause.i] == "relcl":
                    found.append(clause.head)
            else:
                found.append(noun)
        return found

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
            for inner in self.children(prep, "prep"):
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


def _find_datelines(tokens: list[Token]) -> frozenset[int]:
    """Tokens of datelines, which parsers take for subjects: "GENEVA, May 3 (Agency) --" at the start of a paragraph."""
    found: set[int] = set()
    for start in range(len(tokens)):
        if start and not tokens[start - 1].is_space:
            continue
        for end in range(start, min(start + _LONGEST_DATELINE, len(tokens))):
            word = tokens[end]
            if word.text in _DATELINE_ENDS and end > start:
                found.update(range(start, end + 1))
                break
            if not (word.text[:1].isupper() or word.is_punct or word.like_num) or word.pos_ in ("VERB", "AUX"):
                break
    return frozenset(found)
