"""Which triggers speak of one and the same event: "held talks … the talks"."""

from dataclasses import dataclass

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.phrases import container_of
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_LOOK_BACK = 6
_STEM = 4
_ANOTHER = words_of("another")
_POINTING = frozenset(("this", "that", "these", "those"))
_DEFINITE = _POINTING | {"the", "both"}
_DEEDS_IN_PARTS = frozenset(("ASSAULT", "PROTEST", "X_DISASTER", "X_CASUALTY", "X_CRIME"))
_AGAIN = frozenset(("again", "also", "separately", "later", "then"))
_NO_DAY = frozenset(("", "PAST_REF", "PRESENT_REF", "FUTURE_REF"))
_OCCASIONS = frozenset(("for", "in", "at", "during"))
_KEEP_APART = frozenset(("X_STATE",))


@dataclass(slots=True)
class _Group:
    """Mentions of one event: their numbers, the keys of its sides and its stated times."""

    number: int
    members: list[int]
    sides: set[str]
    times: set[str]
    words: set[str]


class Merger:
    """Puts mentions of one event together; looks back at the last few events of the same type only."""

    def __init__(self, draft: Draft, syntax: Syntax, candidates: list[Candidate], times: list[str]) -> None:
        """`times` are the candidates' stated TIMEX3 values, or empty."""
        self._draft = draft
        self._syntax = syntax
        self._candidates = candidates
        self._times = times

    def groups(self) -> list[list[int]]:
        """Numbers of the candidates that mean one event, first mention first, in the order of the text."""
        groups: list[_Group] = []
        recent: dict[str, list[_Group]] = {}
        for number, candidate in enumerate(self._candidates):
            sides = self._sides(candidate)
            times = {self._times[number]} - _NO_DAY
            earlier = recent.setdefault(candidate.type, [])
            found = next((group for group in self._nearest(earlier, number) if self._same(group, number, sides)), None)
            if found is not None:
                found.members.append(number)
                found.sides |= sides
                found.times |= times
                found.words |= self._words(candidate)
            elif not candidate.weak:
                groups.append(_Group(number, [number], sides, times, self._words(candidate)))
                if candidate.type not in _KEEP_APART:
                    earlier.append(groups[-1])
        ordered = [self._body_first(group.members) for group in groups]
        return sorted(ordered, key=lambda members: self._candidates[members[0]].head.i)

    def _nearest(self, earlier: list[_Group], number: int) -> list[_Group]:
        """The last few events, those of the same day first, then those of the same word, unless "those" points back."""
        later, time = self._candidates[number], self._times[number]
        recent = earlier[: -_LOOK_BACK - 1 : -1]
        if any(child.lower_ in _POINTING for child in self._syntax.children(later.head, "det")):
            return recent
        lemma = self._syntax.lemmas[later.head.i]
        return sorted(recent, key=lambda group: (not time or time not in group.times, lemma not in group.words))

    def _in_title(self, candidate: Candidate) -> bool:
        return candidate.head.i < self._draft.reading.title_tokens

    def _body_first(self, members: list[int]) -> list[int]:
        """The mentions, led by the first full one of the body where there is one, since headlines leave out most."""
        main = next((one for one in members if self._is_full(self._candidates[one])), members[0])
        return [main, *(one for one in members if one != main)]

    def _is_full(self, candidate: Candidate) -> bool:
        return not candidate.weak and not self._in_title(candidate) and bool(self._sides(candidate))

    def _repeats_title(self, group: _Group, later: Candidate, sides: set[str]) -> bool:
        """True for the body's first telling of what the headline names: the same kind of deed, a shared side or number."""
        first = self._candidates[group.number]
        if not self._in_title(first) or self._in_title(later) or later.weak or later.type in _KEEP_APART:
            return False
        if any(not self._in_title(self._candidates[member]) for member in group.members):
            return False
        syntax = self._syntax
        if bool(syntax.children(first.head, "neg")) != bool(syntax.children(later.head, "neg")):
            return False
        if group.sides & sides:
            return True
        if group.words.isdisjoint(self._words(later)):
            return bool(self._numbers(first) & self._numbers(later))
        return not group.sides or not sides or bool(self._numbers(first) & self._numbers(later))

    def _numbers(self, candidate: Candidate) -> set[str]:
        return {
            word for word in self._syntax.sentence_words[self._syntax.sentence_of[candidate.head.i]] if word.isdigit()
        }

    def _sides(self, candidate: Candidate) -> set[str]:
        roles = (Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT)
        return {
            self._draft.actor_at.get(side.head.i) or self._syntax.lemmas[side.head.i]
            for side in candidate.sides
            if side.role in roles
        }

    def _words(self, candidate: Candidate) -> set[str]:
        """The trigger's lemmas and their beginnings, so that "negotiate" meets "negotiations"."""
        lemmas = {self._syntax.lemmas[word.i] for word in candidate.match.anchors}
        return lemmas | {lemma[:_STEM] for lemma in lemmas if len(lemma) >= _STEM}

    def _is_related(self, group: _Group, later: Candidate) -> bool:
        """True when both name the same kind of deed: a shared word, or a noun of the same mode."""
        if not group.words.isdisjoint(self._words(later)):
            return True
        return self._candidates[group.number].mode == later.mode and later.head.pos_ == "NOUN"

    def _same(self, group: _Group, number: int, sides: set[str]) -> bool:
        syntax, later, first = self._syntax, self._candidates[number], self._candidates[group.number]
        if any(_is_part(syntax, self._candidates[member], later) for member in group.members[-2:]):
            return True
        time = self._times[number] if self._times[number] not in _NO_DAY else ""
        if self._repeats_title(group, later, sides):
            return True
        if (time and group.times and time not in group.times) or not self._is_related(group, later):
            return False
        nouns = [word for word in later.match.anchors if word.pos_ in ("NOUN", "PROPN")]
        nouns += [container_of(syntax, noun) for noun in nouns]
        words = {child.lower_ for noun in nouns for child in syntax.children(noun, "det", "amod", "poss")}
        if words & _ANOTHER:
            return False
        if later.head.pos_ in ("NOUN", "PROPN"):
            if sides:
                return sides <= group.sides
            return bool(words & _DEFINITE) or bool(syntax.children(later.head, "poss"))
        if bool(syntax.children(first.head, "neg")) != bool(syntax.children(later.head, "neg")):
            return False
        again = any(child.lower_ in _AGAIN for child in syntax.children(later.head, "advmod"))
        same_word = syntax.lemmas[later.head.i] == syntax.lemmas[first.head.i]
        return bool(sides) and sides <= group.sides and same_word and not again


def _is_part(syntax: Syntax, earlier: Candidate, later: Candidate) -> bool:
    """True for two words for one deed in one sentence: "the bombing killed 3 and wounded 5", "met them for talks"."""
    if earlier.type == "CONSULT":
        return later.head.pos_ == "NOUN" and _is_occasion(syntax, later.head, earlier.head)
    if earlier.type not in _DEEDS_IN_PARTS or syntax.sentence_of[earlier.head.i] != syntax.sentence_of[later.head.i]:
        return False
    doers, other_doers = _doers(syntax, earlier), _doers(syntax, later)
    if doers and other_doers and doers.isdisjoint(other_doers):
        return False
    return any(_hangs_on(syntax, inner.head, outer.head) for inner, outer in ((earlier, later), (later, earlier)))


def _is_occasion(syntax: Syntax, noun: Token, verb: Token) -> bool:
    """True for the meeting that people come together for or at: "hosted him for talks", "met at a summit"."""
    prep = noun.head
    if syntax.deps[noun.i] != "pobj" or prep.lower_ not in _OCCASIONS or verb.pos_ != "VERB":
        return False
    # Parsers hang the phrase on the verb or on its object.
    return verb.i in (prep.head.i, prep.head.head.i)


def _doers(syntax: Syntax, candidate: Candidate) -> set[str]:
    return {syntax.lemmas[side.head.i] for side in candidate.sides if side.role == Participant.AGENT}


def _hangs_on(syntax: Syntax, inner: Token, outer: Token) -> bool:
    dep, head = syntax.deps[inner.i], inner.head
    if dep == "conj":
        return head.i == outer.i and inner.pos_ == outer.pos_
    if dep == "pobj":
        return head.head.i == outer.i and head.lower_ in ("in", "by", "during")
    return head.i == outer.i and dep in ("nsubj", "advcl", "agent", "dobj", "xcomp", "acl")
