"""What one event is to another, where a connective between them says so: "resigned after the raid", "talks on the strike".

Only connectives of the table count, each with the words that stand in its syntax; order in time or a common topic by
itself makes no link. Both ends must be events of the article, whatever their status: a link is part of what is told,
and holds as far as they do.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from dateline.v1.event_pb2 import EventLink
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft
from dateline_server.knowledge.connectives import Connective, Kind, load_connectives
from dateline_server.knowledge.word_classes import words_of
from dateline_server.language.columns import Columns, columns_of

# Steps from a phrase up to the verb that it belongs to: parsers hang it on the verb, its object or the object's noun.
_CLIMB = 3
# Coordinated ends of one link: "after raids, arrests and protests".
_MOST_JOINED = 4
_ENDS = words_of("container") | words_of("time_noun")
_HAPPENING = words_of("happening")
_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "pobj", "pcomp")
_INSIDE = frozenset(("dobj", "pobj", "prep", "attr", "oprd", "nsubjpass", "dative"))
_FRAMES = {"dobj": "object", "nsubjpass": "object", "xcomp": "infinitive"}


def link_events(draft: Draft) -> None:
    """Fill `links` of the article's events, at most one between two of them, in the order of the text."""
    if len(draft.article.events) > 1:
        _Linking(draft).run()


class _Linking:
    def __init__(self, draft: Draft) -> None:
        self.doc = draft.reading.doc
        self.columns: Columns = columns_of(self.doc)
        self.around: Dependents = draft.around
        self.events = list(draft.article.events)
        self.at: dict[int, int] = {}
        # The words that name an event by themselves, as "dispute" in "settle the dispute" does not.
        self.heads: set[int] = set()
        for number, event in enumerate(self.events):
            for span in (event.trigger, *event.coreferent):
                tokens = draft.reading.tokens(span)
                self.heads.add(tokens.root.i)
                for token in tokens:
                    self.at.setdefault(token.i, number)
        self.actor_at = draft.actor_at
        self.linked: set[tuple[int, int]] = set()

    def run(self) -> None:
        rows = load_connectives()
        opening = {word for word, kind in rows if kind in (Kind.PREPOSITION, Kind.CONJUNCTION)}
        telling = {word for word, kind in rows if kind in (Kind.VERB, Kind.PASSIVE)}
        columns = self.columns
        for index, lower in enumerate(columns.lowered):
            if lower in opening:
                self._read_opening(index, lower)
            if columns.lemmas[index] in telling and columns.parts[index] == "VERB":
                self._read_verb(self.doc[index])
            if index in self.at:
                self._read_content(self.doc[index])

    def _read_opening(self, index: int, word: str) -> None:
        """Links by a preposition, or phrase of that function, or a conjunction."""
        rows = load_connectives()
        token = self.doc[index]
        if self.columns.deps[index] in ("mark", "advmod"):
            clause = token.head
            for row in rows.get((word, Kind.CONJUNCTION), ()) if clause.dep_ == "advcl" and token.i < clause.i else ():
                if not (row.link == "CAUSES" and self._is_denied(clause.head)):
                    self._join(row, self._governing(clause.head, row), self._told_by(clause))
            return
        for row in rows.get((word, Kind.PREPOSITION), ()):
            end = index + len(row.words)
            if tuple(self.columns.lowered[index:end]) != row.words:
                continue
            governor = self._above(index, end)
            if governor is None or (row.link == "CAUSES" and self._is_denied(governor)):
                return
            latter = [
                number
                for child in self.around.of(self.doc[end - 1])
                if child.dep_ in _OBJECTS and child.i >= end
                for number in self._told_by(child)
            ]
            if self._join(row, self._governing(governor, row), latter):
                return

    def _is_denied(self, verb: Token) -> bool:
        """True for a verb with "not", which may deny the reason alone: "did not leave because of the strike"."""
        return any(child.dep_ == "neg" for child in self.around.of(verb))

    def _above(self, first: int, end: int) -> Token | None:
        """The word outside the phrase [first, end) on which its last word hangs in the end."""
        word = self.doc[end - 1]
        for _ in range(end - first):
            if word.head.i == word.i:
                return None
            word = word.head
            if not first <= word.i < end:
                return word
        return None

    def _read_verb(self, verb: Token) -> None:
        """Links by a verb of consequence: from its subject, or the clause that it ends, to its object or agent."""
        children = self.around.of(verb)
        passive = any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in children)
        for row in load_connectives().get((verb.lemma_.lower(), Kind.PASSIVE if passive else Kind.VERB), ()):
            latter = self._agent(children) if passive else self._objects(row, verb, children)
            former = self._subject(verb, children) if latter else []
            if self._join(row, former, latter):
                return

    def _subject(self, verb: Token, children: list[Token]) -> list[int]:
        """Events of the subject; of a participle behind a comma or noun, what it hangs on: "withdrew, sparking protests"."""
        for child in children:
            if child.dep_ in _SUBJECTS:
                if verb.dep_ == "relcl" and child.tag_ in ("WDT", "WP"):
                    break
                return self._told_by(child)
        if verb.dep_ in ("acl", "relcl") or (verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head.i < verb.i):
            return self._named_at(verb.head) if verb.head.i in self.heads else []
        if verb.dep_ in ("conj", "xcomp") and verb.head.pos_ == "VERB":
            inherited = [child for child in self.around.of(verb.head) if child.dep_ in _SUBJECTS]
            return [number for child in inherited for number in self._told_by(child)]
        return []

    def _objects(self, row: Connective, verb: Token, children: list[Token]) -> list[int]:
        governors = [verb]
        for word in row.words[1:]:
            governors = [child for governor in governors for child in self.around.of(governor) if child.lower_ == word]
        if len(row.words) > 1 and governors and governors[0].dep_ == "prt":
            governors = [verb]
        numbers = [
            number
            for governor in governors
            for child in self.around.of(governor)
            if child.dep_ in _OBJECTS and child.i > governor.i
            for number in self._told_by(child)
        ]
        if len(row.words) == 1 and not numbers:
            # "prompted the mayor to resign": what somebody was brought to do.
            numbers = [
                number for child in children if child.dep_ in ("xcomp", "ccomp") for number in self._named_at(child)
            ]
        return numbers

    def _agent(self, children: list[Token]) -> list[int]:
        agents = [child for child in children if child.dep_ == "agent"]
        return [
            number
            for by in agents
            for child in self.around.of(by)
            if child.dep_ == "pobj"
            for number in self._told_by(child)
        ]

    def _read_content(self, word: Token) -> None:
        """Links from words and other deeds about a deed to that deed: "threatened to strike", "accused of the attack"."""
        rows = load_connectives()
        for frame, content in self._contents(word):
            for row in rows.get((frame, Kind.CONTENT), ()):
                self._join(row, [self.at[word.i]], self._told_by(content))

    def _contents(self, word: Token) -> Iterator[tuple[str, Token]]:
        """Frame and head of what may be the matter of a word."""
        for child in self.around.of(word):
            if child.dep_ in _FRAMES:
                yield _FRAMES[child.dep_], child
            prepositions = [child] if child.dep_ == "prep" else []
            if child.dep_ == "dobj" and child.i not in self.at:
                # "accused the state of fraud": the parser hangs the preposition on the verb or on the noun.
                prepositions = [
                    inner for inner in self.around.of(child) if inner.dep_ == "prep" and inner.lower_ == "of"
                ]
            for preposition in prepositions:
                for inner in self.around.of(preposition):
                    if inner.dep_ in _OBJECTS:
                        yield preposition.lower_, inner

    def _governing(self, governor: Token, row: Connective) -> list[int]:
        """The event that a phrase or clause hangs on: its governor, or the verb of which that is a part.

        Only when something comes before or after another is told of the verb where the phrase stands behind a person:
        "urged delegates at a summit" leaves open where it was urged.
        """
        word = governor
        for _ in range(_CLIMB):
            numbers = self._named_at(word)
            if numbers:
                return numbers
            if word.i in self.actor_at and row.link != "FOLLOWS":
                return []
            if word.pos_ == "VERB" and word.lemma_.lower() in _HAPPENING:
                return [
                    number
                    for child in self.around.of(word)
                    if child.dep_ in _SUBJECTS
                    for number in self._told_by(child)
                ]
            if word.dep_ not in _INSIDE and not (word.dep_ == "xcomp" and word.pos_ in ("VERB", "AUX")):
                return []
            word = word.head
        return []

    def _told_by(self, word: Token, steps: int = _MOST_JOINED) -> list[int]:
        """The events that a noun, an -ing form or the verb of a clause tells, with those coordinated with it.

        "A week of protests" tells the protests, "talks collapsed" the talks.
        """
        numbers = self._named_at(word)
        if not numbers and word.pos_ in ("VERB", "AUX"):
            subjects = [child for child in self.around.of(word) if child.dep_ in _SUBJECTS]
            numbers = [number for child in subjects for number in self._named_at(child)]
        elif not numbers and word.lemma_.lower() in _ENDS:
            filled = [
                inner
                for child in self.around.of(word)
                if child.dep_ == "prep" and child.lower_ == "of"
                for inner in self.around.of(child)
                if inner.dep_ == "pobj"
            ]
            numbers = [number for inner in filled[:steps] for number in self._told_by(inner, steps - 1)]
        for child in self.around.of(word) if steps and len(numbers) < _MOST_JOINED else ():
            if child.dep_ == "conj" and child.i > word.i and child.pos_ == word.pos_:
                numbers += [number for number in self._told_by(child, steps - 1) if number not in numbers]
        return numbers[:_MOST_JOINED]

    def _named_at(self, word: Token) -> list[int]:
        number = self.at.get(word.i)
        return [] if number is None else [number]

    def _join(self, row: Connective, former: list[int], latter: list[int]) -> bool:
        """Set the links that the row makes; True when it makes one."""
        made = False
        for one in former[:_MOST_JOINED]:
            for other in latter:
                pair = (min(one, other), max(one, other))
                if one == other or pair in self.linked or not row.joins(self.events[one].type, self.events[other].type):
                    continue
                self.linked.add(pair)
                bearer, target = (one, other) if row.forward else (other, one)
                self.events[bearer].links.append(
                    EventLink(type=EventLink.Type.Value(row.link), event=self.events[target].id)
                )
                made = True
        return made
