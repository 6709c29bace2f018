"""Who takes part in an event: for each role the first source of its frame that names somebody."""

from dataclasses import replace

from spacy.tokens import Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Participant
from dateline.v1.place_pb2 import Place
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.background import is_part_of_phrase
from dateline_server.extraction.events.companions import TOPICAL, WEAPONS, find_companions
from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.phrases import can_act, is_empty, nested_actors
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.sources import Found, Sources
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.triggers import load_triggers
from dateline_server.knowledge.word_classes import words_of

_TEXTS, _THEMES, _MOVING = words_of("text"), words_of("theme"), words_of("moving")
_PLACES, _ROADS = words_of("territory"), words_of("road")
_IN_TOWNS = frozenset(("CONSULT", "PROTEST", "ASSAULT", "AGREE", "REQUEST", "ACCUSE", "INTENT"))
_ABOUT = frozenset(("about", "over", "against", "of"))
_SIDE_NOUNS = frozenset(("country", "side", "nation", "state", "neighbour", "neighbor", "party", "leader", "other"))
_BOTH = frozenset(("two", "both", "each"))
_WHERE = frozenset(("in", "at", "near", "outside", "inside", "around", "across", "throughout", "within"))
_GIVEN_SOURCES = frozenset(("o", "k", "to", "from"))
# Types whose doer may be a thing ("the bomb killed"), and those that may be done to a thing ("rejected the plan").
_DEEDS_OF_THINGS = frozenset(
    ("ASSAULT", "MOBILIZE", "X_DISASTER", "X_CASUALTY", "X_CRIME", "X_LAUNCH", "X_ECONOMY"),
)
_FORCE = frozenset(("ASSAULT", "X_CRIME", "X_DISASTER", "COERCE"))
_DEEDS_TO_PEOPLE = frozenset(("AGREE", "CONSULT", "REQUEST", "X_STATE", "X_MEETING", "X_CONTEST", "INTENT"))
_PREFIXES = frozenset(("anti", "pro", "non", "ex"))
_RELATIVE = frozenset(("WDT", "WP"))
# What one may draw on oneself.
_DRAWN = frozenset(("ACCUSE", "SANCTION", "REJECT", "THREATEN", "SUPPORT", "COERCE"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
# Types whose unnamed doer is the state in which it happens.
_DEEDS_OF_STATES = frozenset(("ACCUSE", "COERCE", "X_COURT"))


class Casting:
    """Finds the sides of matches in one draft."""

    def __init__(self, draft: Draft, syntax: Syntax) -> None:
        self._draft = draft
        self._syntax = syntax
        self._sources = Sources(draft, syntax)
        places = [
            (draft.reading.tokens(mention.span).root.i, place.kind)
            for place in draft.article.places
            for mention in place.mentions
        ]
        self._towns = frozenset(index for index, kind in places if kind != Place.COUNTRY)
        self._seas = frozenset(index for index, kind in places if kind == Place.SEA)

    def sides(self, match: Match) -> list[Side]:
        """The participants of the match in order: agents, recipients, then mediator, host, instrument and topic."""
        frame = match.row.frame
        agents = self._find_agents(match)
        to_things = match.row.type not in _DEEDS_TO_PEOPLE
        nested = not (frame.equal or frame.whole)
        recipients = self._first(match, frame.recipients, things=to_things, nested=nested)
        if match.row.type in ("THREATEN", "INTENT") and not recipients.heads:
            recipients = Found(self._sources.condition(match), "", True)
        if match.row.type == "RETREAT" and match.row.mode in ("withdraw", "disarm") and not agents.heads:
            agents, recipients = recipients, Found([])
        if match.row.type == "ASSAULT" and recipients.link == "between" and len(recipients.heads) > 1:
            # Those between whom they fight are all the sides: "Oslo tries to end clashes between Hutu and Tutsi".
            agents = Found([])
        is_moved = match.row.type == "MOBILIZE" and self._syntax.lemmas[match.head.i] in _MOVING
        if is_moved and not agents.heads and self._syntax.is_passive(match.head):
            # "Marines were sent to Oran": those who are sent stand for those who send them.
            sent = [head for head in self._expand(self._syntax.objects(match.head)) if head.tag_ not in _RELATIVE]
            agents = Found(sent, "", True)
            recipients = Found([head for head in recipients.heads if head not in sent], recipients.link, True)
        if match.row.type in _DRAWN and not recipients.heads:
            recipients = Found(self._sources.receivers(match), "", True)
        taken = {head.i for head in agents.heads}
        known = {self._draft.actor_at[head.i] for head in agents.heads if head.i in self._draft.actor_at}
        said = {head.lower_ for head in agents.heads if head.pos_ == "PRON"}
        others = [
            head
            for head in recipients.heads
            if head.i not in taken
            and not (head.pos_ == "PRON" and (head.lower_ in said or self._draft.actor_at.get(head.i) in known))
        ]
        agents = Found([head for head in agents.heads if not self._is_no_side(head)], agents.link, agents.implied)
        others = [head for head in others if not self._is_no_side(head)]
        if len(agents.heads) > 1 and any(self._means_both(head) for head in others):
            # "Peru and Chile agreed on talks between the two countries": each of them is the other's side.
            others, frame = [], replace(frame, equal=True)
        first = Participant.PARTICIPANT if frame.equal else Participant.AGENT
        second = Participant.PARTICIPANT if frame.equal else Participant.RECIPIENT
        if frame.equal and len(agents.heads) < 2 and not others and not _is_plural(agents.heads):
            first = Participant.AGENT
        if frame.equal and not agents.heads and recipients.link in ("in", "n"):
            second = Participant.RECIPIENT
        found = [Side(first, head, "", agents.implied) for head in agents.heads]
        found += [Side(second, head, recipients.link, recipients.implied) for head in others]
        found += find_companions(self._draft, self._syntax, match, {side.head.i for side in found})
        return found

    def _means_both(self, head: Token) -> bool:
        """True for words that stand for the sides already named: "the two countries", "both sides", "each other"."""
        words = {child.lower_ for child in self._syntax.children(head, "nummod", "det", "amod", "predet")}
        return head.lower_ == "both" or (self._syntax.lemmas[head.i] in _SIDE_NOUNS and not words.isdisjoint(_BOTH))

    def _is_no_side(self, head: Token) -> bool:
        """True for a verb, an office, "anti-", and for "whose name", which stands for nobody by itself."""
        if head.pos_ in ("VERB", "AUX") or head.lower_ in _PREFIXES:
            return True
        if head.dep_ == "oprd" and self._syntax.is_passive(head.head):
            # "was elected president": an office.
            return True
        return any(child.lower_ == "whose" for child in self._syntax.children(head, "poss"))

    def _is_scene(self, match: Match, head: Token) -> bool:
        """True for a sea, and for a town in which people fight, march or meet: no side, "blocked a road in Puno".

        Law and help that reach a town are meant for it, and it stays a side: "imposed a curfew in Puno".
        """
        if head.i in self._seas:
            return True
        if match.row.type not in _IN_TOWNS and not match.row.type.startswith("X_"):
            return False
        first = head
        while first.dep_ == "conj":
            first = first.head
        if first.head.pos_ != "ADP" or first.head.lower_ not in _WHERE:
            return False
        return head.i in self._towns

    def _find_agents(self, match: Match) -> Found:
        """Who does it. Things do deeds of force ("the bomb killed"), and a text speaks for those who made it."""
        syntax = self._syntax
        agents = self._first(match, match.row.frame.agents, match.row.type in _DEEDS_OF_THINGS, nested=False)
        if agents.heads or match.head.pos_ != "VERB":
            return agents
        for noun in syntax.subjects(match.head)[0]:
            if syntax.lemmas[noun.i] in _TEXTS:
                makers = [maker for maker in syntax.owners(noun) if can_act(self._draft, syntax, maker)]
                inside = nested_actors(self._draft, syntax, noun)
                return Found(makers, "", True) if makers else Found(list(inside)[:1])
        if match.row.type in _DEEDS_OF_STATES and syntax.is_passive(match.head):
            return Found(self._country_of(match), "", True)
        return agents

    def _country_of(self, match: Match) -> list[Token]:
        """The country in which somebody is arrested or charged, when nobody is said to do it."""
        for anchor in match.anchors:
            for _, noun in self._syntax.prepositional(anchor, frozenset(("in",))):
                actor = self._draft.actor_of(noun)
                if noun.ent_type_ == "GPE" and actor is not None and actor.kind == Actor.COUNTRY:
                    return [noun]
        return []

    def _first(self, match: Match, sources: tuple[str, ...], things: bool, nested: bool) -> Found:
        """The first source that names somebody who can act; failing that, what stands there, if things will do."""
        fallback: Found | None = None
        for source in sources:
            for found in self._sources.read(match, source):
                heads = self._expand(found.heads)
                acting = [head for head in heads if self._can_act(match, head) and not self._is_scene(match, head)]
                if nested:
                    acting = [head for head in acting if not self._is_beside(match, head)]
                if source in _GIVEN_SOURCES and self._is_moved(match, acting):
                    acting = []
                if source == "n" and things and fallback is not None and heads:
                    thing = fallback.heads[0]
                    if self._describes(thing, heads[0]) or self._is_struck_whole(match, thing, heads[0]):
                        return fallback
                if acting:
                    return Found(acting, found.link, found.implied)
                if match.row.type == "ACCUSE" and source in _ABOUT and (inside := self._inside(match, heads[:1])):
                    return Found(inside, found.link, found.implied)
                given = match.row.type == "AID" and source == "o"
                if fallback is None and heads and source not in ("c", "k", "m") and not given:
                    fallback = Found(heads, found.link, found.implied)
        return self._settle_for(match, fallback, things, nested) if fallback is not None else Found([])

    def _can_act(self, match: Match, head: Token) -> bool:
        """True for somebody who can act and is not the deed itself: no "inquiry" in "opened an inquiry"."""
        if head in match.words and (self._syntax.lemmas[head.i], "N") in load_triggers():
            return False
        return not is_part_of_phrase(self._syntax, match, head) and can_act(self._draft, self._syntax, head)

    def _expand(self, heads: list[Token]) -> list[Token]:
        """The heads with what is coordinated with them, and behind a dateline what the parser hung on it."""
        expanded = [
            member
            for head in heads
            for member in self._syntax.conjuncts(head)
            if member is head or not self._starts_clause(member)
        ]
        if heads and heads[0].i in self._syntax.datelines:
            expanded += self._syntax.children(heads[0], "appos", "nmod", "dep", "npadvmod")
        return expanded

    def _starts_clause(self, member: Token) -> bool:
        """True for what parsers take for coordinated nouns: a verb, a bracket, the subject of the next clause.

        "sank the boat and its crew was thrown into the sea"
        """
        if member.pos_ in ("VERB", "AUX", "PUNCT") or not any(map(str.isalnum, member.text)):
            return True
        after = member.right_edge.i + 1
        if after >= len(self._syntax.tokens) or self._syntax.tokens[after].tag_ not in _FINITE:
            return False
        verb = self._syntax.tokens[after]
        verb = verb.head if verb.dep_ in ("aux", "auxpass") else verb
        return verb.i > member.i and not self._syntax.children(verb, "nsubj", "nsubjpass", "expl")

    def _settle_for(self, match: Match, fallback: Found, things: bool, nested: bool) -> Found:
        """What to make of a phrase that names nobody: somebody named inside it, or the thing itself."""
        first = fallback.heads[0]
        inside = self._inside(match, [first]) if nested else []
        if nested and fallback.link in ("in", "at") and self._syntax.lemmas[first.i] not in _PLACES:
            # What one does something in is a place or an occasion: "in an attack", "in response".
            return Found(inside if first.ent_type_ else [], fallback.link, fallback.implied)
        if inside and things and (self._describes(first, inside[0]) or self._is_struck_whole(match, first, inside[0])):
            return fallback
        if inside:
            heads = [inside[0], *(head for head in inside[1:] if head.dep_ == "conj")]
            return Found(heads, fallback.link, fallback.implied)
        if not things or (not nested and fallback.implied) or is_empty(self._draft, self._syntax, first):
            return Found([])
        if first in match.words and self._syntax.lemmas[first.i] in WEAPONS:
            return Found([])
        if first in match.words and not fallback.link and (self._syntax.lemmas[first.i], "N") in load_triggers():
            return Found([])
        return Found([]) if is_part_of_phrase(self._syntax, match, first) else fallback

    def _is_struck_whole(self, match: Match, thing: Token, inner: Token) -> bool:
        """True for force on a thing that people without a name fill or own: "ambushed a convoy of troops"."""
        holder = inner.head.head if inner.head.lower_ == "of" else inner.head
        return match.row.type in _FORCE and inner.pos_ == "NOUN" and holder.i == thing.i

    def _inside(self, match: Match, heads: list[Token]) -> list[Token]:
        """Who is named inside the phrases of the heads, nearest first."""
        inside = [inner for head in heads for inner in nested_actors(self._draft, self._syntax, head)]
        general = match.row.type.startswith("X_")
        return [
            head
            for head in inside
            if not self._is_scene(match, head)
            and not self._is_beside(match, head)
            # What a law or a ruling is about is not who it is done to: "passed a bill on mothers".
            and not (general and head.head.lower_ in TOPICAL)
        ]

    def _is_beside(self, match: Match, inner: Token) -> bool:
        """True for the doer of the deed itself ("the town shelled by rebels"), and for where a road or a thing is."""
        while inner.dep_ == "conj":
            inner = inner.head
        prep = inner.head
        if prep.pos_ != "ADP":
            return False
        if match.row.type.startswith("X_") and prep.lower_ in _WHERE:
            # PLOVER takes the country of what is hit for the side that is hit; general news has it as the place.
            return True
        to_where = prep.lower_ in ("to", "from") and prep.i > 0 and self._syntax.lemmas[prep.i - 1] in _ROADS
        return to_where or (prep.lower_ == "by" and prep.head.i == match.head.i)

    def _describes(self, noun: Token, inner: Token) -> bool:
        """True where the inner name only says which thing it is: "the Rafah crossing", "the town of Rafah"."""
        outer = inner
        while outer.dep_ in ("amod", "compound", "nmod") and outer.i < noun.i:
            outer = outer.head
            if outer.i == noun.i:
                return True
        return inner.head.lower_ == "of" and inner.head.head.i == noun.i and self._syntax.lemmas[noun.i] in _PLACES

    def _is_moved(self, match: Match, heads: list[Token]) -> bool:
        """True for troops and observers that are sent, given or taken back."""
        if not heads or self._syntax.lemmas[heads[0].i] not in _THEMES:
            return False
        verbs = {self._syntax.lemmas[match.head.i]} | {self._syntax.lemmas[head.head.i] for head in heads}
        return not verbs.isdisjoint(_MOVING)


def _is_plural(heads: list[Token]) -> bool:
    return any(head.tag_ in ("NNS", "NNPS") or head.lower_ in ("they", "both", "sides") for head in heads)
