"""Where the sides of an event stand: one reader for each source that a frame of the trigger table names."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.phrases import can_act, nested_actors
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_LIGHT, _PRESENCE, _HARM = words_of("light"), words_of("presence"), words_of("harm_verb")
_FORCES, _MAKING = words_of("force_noun"), words_of("making")
_NAMED = frozenset(("NORP", "GPE", "ORG", "PERSON"))
_WITH = frozenset(("with",))
_OCCASIONS_OF = frozenset(("after", "during", "following", "before", "in", "at", "amid"))
_BY = frozenset(("by",))
_AT = frozenset(("at", "on", "under"))
_ORDERS = frozenset(("request", "order", "behest", "hand", "command", "instruction", "direction", "urging"))
_DRAWING = words_of("drawing")
_TO = frozenset(("to",))
_OF = frozenset(("of",))
_IN = frozenset(("in", "during"))
_TEXTS = words_of("text") | words_of("talks")
_OCCASIONS = frozenset(("in", "into", "to", "for", "at", "on"))
_COMPLEMENT_SIDES = frozenset(
    ("to", "with", "against", "from", "in", "on", "for", "into", "of", "between", "at", "over", "by")
)
_CLIMB = 4
_CLAUSES_DEEP = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Heads of phrases that stand at a source, the preposition before them ("n": nested), and whether they are implied."""

    heads: list[Token]
    link: str = ""
    implied: bool = False


class Sources:
    """Reads the sources of matches in one draft."""

    def __init__(self, draft: Draft, syntax: Syntax) -> None:
        self._draft = draft
        self._syntax = syntax

    def read(self, match: Match, source: str) -> Iterator[Found]:
        """What stands at the source, best first; `knowledge/data/event_triggers.tsv` says what the letters mean."""
        match source:
            case "s":
                yield from self._agents(match)
            case "o":
                yield from self._objects(match)
            case "i":
                yield from self._indirect_objects(match)
            case "c":
                for verb in self._complements(match):
                    yield Found(self._syntax.children(verb, "nsubj", "nsubjpass"))
            case "k":
                for verb in self._complements(match):
                    for found in self._complement_sides(verb):
                        yield Found(found.heads, "k", found.implied)
            case "n":
                yield from self._nested(match)
            case "m":
                yield Found(self._modifiers(match.head))
            case _:
                yield from self._prepositional(match, source)

    def _agents(self, match: Match) -> Iterator[Found]:
        head = match.head
        if head.pos_ in ("VERB", "AUX"):
            yield from self._verb_agents(match)
        elif head.pos_ == "ADJ":
            yield Found(self._adjective_subjects(head))
        else:
            owners = self._syntax.children(head, "poss")
            yield Found([owner for owner in owners if owner.pos_ != "PRON" or owner.i in self._draft.actor_at])
            yield Found([noun for _, noun in self._syntax.prepositional(head, _BY)])
            yield Found(self._doers_behind(head))
            yield from self._light_subject(head)
            if match.row.frame.equal:
                yield from self._scene_subject(head)
            yield Found(self._modifiers(head))

    def _verb_agents(self, match: Match) -> Iterator[Found]:
        syntax, verb = self._syntax, match.head
        if match.row.type == "X_STATE" and (inverted := self._inverted_speaker(verb)):
            yield Found(inverted)
        heads, implied = syntax.subjects(verb)
        yield Found(heads, "", implied)
        if syntax.is_passive(verb):
            yield Found([noun for _, noun in syntax.prepositional(verb, _BY)])
            yield Found(self._instigators(verb))
            for noun in syntax.objects(verb):
                yield Found([side for _, side in syntax.prepositional(noun, _BY)])

    def _instigators(self, verb: Token) -> list[Token]:
        """At whose request or on whose orders it is done."""
        found: list[Token] = []
        for _, noun in self._syntax.prepositional(verb, _AT):
            if self._syntax.lemmas[noun.i] in _ORDERS:
                found += self._syntax.children(noun, "poss")
                found += [inner for _, inner in self._syntax.prepositional(noun, _OF)]
        return found

    def receivers(self, match: Match) -> list[Token]:
        """Who draws what the noun names: "the tests drew sanctions", and whose tests they were."""
        noun, verb = match.head, match.head.head
        if noun.pos_ != "NOUN" or noun.dep_ != "dobj" or self._syntax.lemmas[verb.i] not in _DRAWING:
            return []
        subjects = self._syntax.subjects(verb)[0]
        owners = [owner for subject in subjects for owner in self._syntax.children(subject, "poss")]
        return [side for side in (*subjects, *owners) if can_act(self._draft, self._syntax, side)][:1]

    def _inverted_speaker(self, verb: Token) -> list[Token]:
        """The speaker after the verb at the end of a sentence, which parsers take for its object: ", added Tass."."""
        if verb.i == 0 or not verb.nbor(-1).is_punct:
            return []
        objects = self._syntax.children(verb, "dobj")
        return [noun for noun in objects if noun.ent_type_ in ("PERSON", "ORG") and noun.left_edge.i == verb.i + 1]

    def _adjective_subjects(self, adjective: Token) -> list[Token]:
        head = adjective.head
        if head.pos_ == "ADP":
            return self._syntax.subjects(head.head)[0]
        if adjective.dep_ in ("acomp", "oprd", "attr"):
            return self._syntax.subjects(head)[0]
        if adjective.dep_ == "amod":
            return [head]
        return self._syntax.children(adjective, "nsubj")

    def _doers_behind(self, noun: Token) -> list[Token]:
        """Who follows the noun with "by" that the parser hung on an active verb above: "coincided with a march by nurses"."""
        syntax, after = self._syntax, noun.i + 1
        if after >= len(syntax.tokens) or syntax.lowered[after] != "by" or syntax.deps[after] not in ("prep", "agent"):
            return []
        by = syntax.tokens[after]
        if by.head.pos_ != "VERB" or by.head.i > noun.i or syntax.is_passive(by.head):
            return []
        return syntax.children(by, "pobj")

    def _light_subject(self, noun: Token) -> Iterator[Found]:
        """The subject of the verb that lends itself to the noun: "held talks", "took part in talks", "was in talks"."""
        syntax, current = self._syntax, noun
        for _ in range(_CLIMB):
            dep, head = syntax.deps[current.i], current.head
            if dep == "conj":
                current = head
                continue
            if dep in ("dobj", "nsubjpass", "attr") and head.pos_ in ("VERB", "AUX"):
                if syntax.lends_itself(head) or (dep == "attr" and not self._is_it(head)):
                    yield Found(*self._subject_of(head))
                return
            if dep != "pobj" or head.pos_ != "ADP":
                return
            governor = head.head
            if governor.pos_ == "NOUN" and head.lower_ in ("of", "in"):
                current = governor
                continue
            lemma = syntax.lemmas[governor.i]
            if head.lower_ in _OCCASIONS and (lemma in _LIGHT or lemma in _PRESENCE):
                yield Found(*self._subject_of(governor))
                yield Found(syntax.children(governor, "nsubjpass"))
            return

    def _scene_subject(self, noun: Token) -> Iterator[Found]:
        """Who did something at an occasion of equals, and so took part: "backed down after talks with the king"."""
        prep = noun.head
        sided = any(self._syntax.prepositional(noun, _WITH))
        if sided and prep.pos_ in ("ADP", "SCONJ") and prep.lower_ in _OCCASIONS_OF and prep.head.pos_ == "VERB":
            yield Found(self._syntax.subjects(prep.head)[0], "", True)

    def _is_it(self, verb: Token) -> bool:
        """True for "it was the second assault", where "it" is the assault."""
        return any(noun.lower_ in ("it", "this", "that") for noun in self._syntax.children(verb, "nsubj"))

    def _subject_of(self, verb: Token) -> tuple[list[Token], str, bool]:
        heads, implied = self._syntax.subjects(verb)
        return heads, "", implied

    def _objects(self, match: Match) -> Iterator[Found]:
        head = match.head
        if head.pos_ in ("VERB", "AUX"):
            yield Found(self._syntax.objects(head))
        elif head.dep_ == "nsubj" and self._syntax.lemmas[head.head.i] in _HARM:
            yield Found(self._syntax.objects(head.head))

    def _indirect_objects(self, match: Match) -> Iterator[Found]:
        for anchor in match.anchors:
            yield Found([noun for noun in self._syntax.children(anchor, "dative") if noun.pos_ != "ADP"])
            phrases = self._syntax.prepositional(anchor, _TO)
            yield Found([noun for prep, noun in phrases if prep.dep_ == "dative"], "to")

    def _nested(self, match: Match) -> Iterator[Found]:
        head = match.head
        nouns = [*match.words, *self._syntax.objects(head)] if head.pos_ in ("VERB", "AUX") else [head]
        for noun in nouns:
            inside = list(nested_actors(self._draft, self._syntax, noun))
            # What stands before a noun of deed does it: "Israeli" in "Israeli strike".
            inside = [inner for inner in inside if inner.head.i != head.i]
            if match.row.frame.equal:
                inside = [inner for inner in inside if inner.head.lower_ not in _OCCASIONS]
            if inside:
                yield Found([inside[0], *(other for other in inside[1:] if other.dep_ == "conj")], "n")

    def _modifiers(self, noun: Token) -> list[Token]:
        """Nationalities, bodies and people before the noun: "Israeli strike", "US drone attack", "police raid"."""
        return [
            child
            for child in self._syntax.children(noun, "amod", "compound", "nmod")
            if (child.ent_type_ in _NAMED or self._is_another(child, noun) or self._syntax.lemmas[child.i] in _FORCES)
            and self._syntax.tokens[child.i + 1].tag_ != "HYPH"
        ]

    def _is_another(self, word: Token, noun: Token) -> bool:
        """True for the name of another than the noun itself names: no "suicide" in "suicide bombers"."""
        actor = self._draft.actor_at.get(word.i)
        return actor is not None and actor != self._draft.actor_at.get(noun.i)

    def _complements(self, match: Match) -> list[Token]:
        syntax = self._syntax
        return [
            verb
            for anchor in match.anchors
            for first in syntax.complements(anchor)
            for verb in syntax.conjuncts(first)
            if not syntax.leaves_clause(verb)
        ]

    def _complement_sides(self, verb: Token) -> Iterator[Found]:
        """Who is spoken of in the clause that the trigger governs, and in the clauses below it."""
        syntax, draft = self._syntax, self._draft
        current: list[Token] = [verb]
        for _ in range(_CLAUSES_DEEP):
            following: list[Token] = []
            for clause in current:
                objects = [
                    noun for noun in syntax.children(clause, "dobj", "dative", "nsubjpass") if noun.pos_ != "ADP"
                ]
                if syntax.lemmas[clause.i] in _MAKING:
                    # What is only made then is nobody's other side: "agreed to set up a commission".
                    objects = []
                if syntax.controls_object(clause):
                    # "refuse to let them in": what is kept from them has them as its subject.
                    objects += [noun for noun in syntax.objects(clause) if noun not in objects]
                if clause.tag_ == "VBN" and syntax.deps[clause.i] == "ccomp" and not syntax.children(clause, "aux"):
                    # "help people driven from …": the people are whom it is for.
                    objects += syntax.children(clause, "nsubj")
                yield Found([noun for noun in objects if can_act(draft, syntax, noun)])
                sides = syntax.prepositional(clause, _COMPLEMENT_SIDES)
                said = [noun for _, noun in sides]
                yield Found([noun for noun in said if can_act(draft, syntax, noun)][:1])
                for noun in said:
                    yield Found(list(nested_actors(draft, syntax, noun))[:1])
                for noun in objects:
                    yield Found(list(nested_actors(draft, syntax, noun))[:1])
                following += syntax.children(clause, "xcomp", "ccomp", "pcomp", "advcl")
            current = following

    def condition(self, match: Match) -> list[Token]:
        """Who is to act, or not to, lest a threat comes true: the subject of its "if" or "unless" clause."""
        syntax = self._syntax
        for verb in (match.head, *self._complements(match)):
            for clause in syntax.children(verb, "advcl"):
                if any(mark.lower_ in ("if", "unless", "until") for mark in syntax.children(clause, "mark")):
                    return [noun for noun in syntax.subjects(clause)[0] if can_act(self._draft, syntax, noun)]
        return []

    def _prepositional(self, match: Match, preposition: str) -> Iterator[Found]:
        """Objects of the preposition on the trigger, on the nouns of its pattern, on its object or on its light verb."""
        syntax, markers = self._syntax, frozenset((preposition,))
        reach = list(match.anchors)
        if match.head.pos_ in ("VERB", "AUX"):
            reach += [noun for noun in syntax.objects(match.head) if noun not in reach]
        elif match.head.dep_ in ("dobj", "nsubjpass") and syntax.lends_itself(match.head.head):
            reach.append(match.head.head)
        if match.head.pos_ == "NOUN":
            # "a visit by the envoy to Peru": what follows the doer belongs to the deed.
            reach += [doer for _, doer in syntax.prepositional(match.head, _BY)]
        if match.row.type == "X_STATE":
            reach += [noun for _, noun in syntax.prepositional(match.head, _IN) if syntax.lemmas[noun.i] in _TEXTS]
        # What follows the last of several nouns belongs to all of them: "mortar and rocket fire on the camp".
        reach += [last for noun in reach[1:] if (last := syntax.conjuncts(noun)[-1]) not in reach]
        reach += [inner for noun in reach[1:] for _, inner in syntax.prepositional(noun, _OF) if inner not in reach]
        for anchor in reach:
            nouns = [noun for _, noun in syntax.prepositional(anchor, markers)]
            if nouns:
                yield Found(nouns, preposition)
