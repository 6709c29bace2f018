"""Where an event is: the place that its clause names with "in", "at", "near" or the like."""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event
from dateline.v1.place_pb2 import Place
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.anchoring import Anchors
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.places import find_leads
from dateline_server.knowledge.base import load_knowledge
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.word_classes import words_of

_WHERE = words_of("where")
_CLIMB = 4
_CLIMB_TO_VERB = 10
# What a report that opens with it is written beside; of markets, laws or deals the dateline says less.
_ON_THE_SPOT = frozenset(
    {"PROTEST", "ASSAULT", "COERCE", "CONSULT", "X_DISASTER", "X_CASUALTY", "X_CRIME", "X_COURT", "X_MEETING"}
)
_TOWARDS = frozenset(("to", "into"))
_TERRITORIES, _PARTS = words_of("territory"), words_of("part_of_place")
_TOWNS = frozenset(("city", "town", "capital", "port", "resort"))
# Of a town and the country around it the event is in the town.
_BREADTH = {Place.REGION: 1, Place.SEA: 1, Place.COUNTRY: 2}


def places_by_event(
    draft: Draft, syntax: Syntax, anchors: Anchors, candidates: list[Candidate]
) -> dict[int, tuple[str, Event.PlaceBasis.ValueType]]:
    """Local id of the place of each event, by the event's number, and how it is known.

    STATED when the place stands in the event's own phrase, INFERRED when it is the only one of the sentence and says of
    no other event where that is, or that of the dateline, for what is reported from the spot in a first sentence without
    places of its own. Words have no place but the one where they are said: not that of what they are about,
    nor that of the speaker's office.
    """
    stated: dict[int, str] = {}
    in_sentence: dict[int, dict[str, set[int]]] = {}
    for place in sorted(draft.article.places, key=lambda place: _BREADTH.get(place.kind, 0)):
        for mention in place.mentions:
            tokens = draft.reading.tokens(mention.span)
            if not _says_where(syntax, tokens.root, place.kind):
                continue
            owner = anchors.owner_of(tokens)
            if owner is None:
                clauses = in_sentence.setdefault(syntax.sentence_of[tokens.start], {}).setdefault(place.id, set())
                clauses.add(_clause_of(syntax, tokens.root))
            elif not _is_speech(candidates[owner]) or not _is_in_subject(syntax, tokens.root):
                stated.setdefault(owner, place.id)
    found: dict[int, tuple[str, Event.PlaceBasis.ValueType]] = {}
    for number, candidate in enumerate(candidates):
        if number not in stated and (described := _described_place(draft, syntax, candidate)):
            found[number] = (described, Event.INFERRED)
    for number, candidate in enumerate(candidates):
        sentence = syntax.sentence_of[candidate.head.i]
        if number in stated:
            found[number] = (stated[number], Event.STATED)
        elif number not in found and not _is_speech(candidate) and len(only := in_sentence.get(sentence, {})) == 1:
            [(place_id, clauses)] = only.items()
            if not clauses.isdisjoint(_clauses_over(syntax, candidate.head)):
                found[number] = (place_id, Event.INFERRED)
    for lead in find_leads(draft):
        for number, candidate in enumerate(candidates):
            if lead.start <= candidate.head.i < lead.end and candidate.type in _ON_THE_SPOT:
                found.setdefault(number, (lead.place, Event.INFERRED))
    return found


def _described_place(draft: Draft, syntax: Syntax, candidate: Candidate) -> str:
    """Local id of the city last named that the event's phrase means: "talks in the Chilean city"; empty for none."""
    for anchor in candidate.match.anchors:
        for _prep, noun in syntax.prepositional(anchor, _WHERE):
            if syntax.lemmas[noun.i] not in _TOWNS or not any(w.lower_ == "the" for w in syntax.children(noun, "det")):
                continue
            for people in syntax.children(noun, "amod", "compound"):
                codes = {sense.entry.country_code for sense in load_knowledge().lookup(people.text)}
                return _last_named_city(draft, noun, codes - {""}) if people.ent_type_ == "NORP" else ""
    return ""


def _last_named_city(draft: Draft, noun: Token, codes: set[str]) -> str:
    last, place_id = -1, ""
    for place in draft.article.places:
        if place.kind != Place.CITY or place.country_code not in codes:
            continue
        for mention in place.mentions:
            start = draft.reading.tokens(mention.span).start
            if last < start < noun.i:
                last, place_id = start, place.id
    return place_id


def _clause_of(syntax: Syntax, token: Token) -> int:
    """Index of the verb in whose clause the place stands; -1 for one to which something goes: "a pipeline to Baku"."""
    current = token
    for _ in range(_CLIMB_TO_VERB):
        if current.pos_ == "ADP" and current.lower_ in _TOWARDS:
            return -1
        if current.pos_ in ("VERB", "AUX") or current.head.i == current.i:
            return current.i
        current = current.head
    return -1


def _clauses_over(syntax: Syntax, head: Token) -> list[int]:
    """Indexes of the event's own word and of those above it."""
    above = [head]
    while len(above) <= _CLIMB_TO_VERB and above[-1].head.i != above[-1].i:
        above.append(above[-1].head)
    return [word.i for word in above]


def _is_speech(candidate: Candidate) -> bool:
    """True for what is done in words, and can be done anywhere."""
    kind = event_type(candidate.type, candidate.mode)
    verbal = kind.quad_class in ("VERBAL_COOPERATION", "VERBAL_CONFLICT")
    return candidate.type == "X_STATE" or (verbal and candidate.type != "CONSULT")


def _is_in_subject(syntax: Syntax, token: Token) -> bool:
    """True inside the phrase of who speaks: "a diplomat in Oslo said"."""
    current = token
    for _ in range(_CLIMB):
        dep = syntax.deps[current.i]
        if dep in ("nsubj", "nsubjpass"):
            return True
        if current.head.i == current.i or current.pos_ in ("VERB", "AUX"):
            return False
        current = current.head
    return False


def _says_where(syntax: Syntax, token: Token, kind: Place.Kind.ValueType) -> bool:
    """True for the object of a preposition of place, also inside a longer name or after a comma.

    People march through a town; through a country they may also talk to each other, with its help.
    """
    current = token
    for _ in range(_CLIMB):
        if syntax.deps[current.i] == "pobj":
            owner = current.head.head
            if current.head.lower_ != "of" or not _holds_place(syntax, owner):
                by_help = current.head.lower_ == "through" and kind == Place.COUNTRY
                return current.head.lower_ in _WHERE and not by_help
            # "in the city of Puno", "through the streets of Puno"
            current = owner
            continue
        if syntax.deps[current.i] not in ("compound", "appos", "conj", "nmod", "poss"):
            return False
        current = current.head
    return False


def _holds_place(syntax: Syntax, noun: Token) -> bool:
    """True for "the city of Puno" and "the streets of Puno"; false for "north of Puno" and "to the north of Puno"."""
    if syntax.lemmas[noun.i] in _TERRITORIES:
        return True
    beside = noun.head.lower_ == "to" or not syntax.children(noun, "det")
    return syntax.lemmas[noun.i] in _PARTS and not beside
