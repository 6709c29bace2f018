"""Whether an event happened, as far as the article says: read from its trigger upwards through the sentence.

Each word on the way up adds what it says by itself (tense, modal, negation, adjective), and each link what the governor
does to what it governs. The classes of governors follow the literature on event factuality: Saurí & Pustejovsky,
"FactBank" (2009), and Karttunen's implicative verbs (1971).
"""

import spacy.tokens
from dateline.v1.event_pb2 import Event
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents, dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.embedding import Embedding, clause_form, embed
from dateline_server.extraction.future import Calendar
from dateline_server.extraction.modality import VERBAL, Status, combine, noun_status, verb_status
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues

_MOST_STEPS = 12
_MARKS = {"“": "”", '"': '"', "'": "'", "‘": "’"}
_LONGEST_SCARE_QUOTE = 3
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def decide_status(draft: Draft, trigger: spacy.tokens.Span) -> Event.Status.ValueType:
    """The status of the event that the trigger's words name; never STATUS_UNSPECIFIED.

    Who says so is not looked at: the complement of "said" keeps its own status. Costs at most 12 steps up the sentence.
    """
    doc = draft.reading.doc
    around = dependents(doc)
    calendar = Calendar(draft)
    word = trigger.root
    way: list[tuple[Token, Embedding]] = []
    for _ in range(_MOST_STEPS):
        embedding = embed(word, around)
        way.append((word, embedding))
        if embedding.governor is None:
            break
        word = embedding.governor
    status: Status = Event.OCCURRED
    for position in range(len(way) - 1, -1, -1):
        word, embedding = way[position]
        outer = status
        if position + 1 < len(way):
            outer = _through(embedding, word, status, around)
        own = _own_status(word, embedding, around, calendar, draft.reading.title_tokens)
        status = combine(outer, own)
    if status == Event.OCCURRED and _in_scare_quotes(trigger):
        return Event.CLAIMED
    return status


def _through(embedding: Embedding, word: Token, status: Status, around: Dependents) -> Status:
    """The status that a governor of this status leaves to the word."""
    effect = embedding.effect
    if effect is None:
        return _presupposed(word, embedding.link, status, around)
    if word.dep_ == "conj":
        return _shared(word, status, around)
    open_or_denied = status in (Event.HYPOTHETICAL, Event.NEGATED)
    match effect:
        case Effect.KEEP:
            return status
        case Effect.REPORT:
            return Event.HYPOTHETICAL if open_or_denied else Event.OCCURRED
        case Effect.NEGATE:
            return Event.HYPOTHETICAL if open_or_denied else Event.NEGATED
        case Effect.PLAN:
            return status if open_or_denied else Event.PLANNED
        case Effect.SUPPOSE:
            return Event.HYPOTHETICAL
        case Effect.CLAIM:
            return status if open_or_denied else Event.CLAIMED
        case Effect.CONTINUE:
            return Event.ONGOING if status == Event.OCCURRED else status
        case Effect.END:
            return status if status in (Event.OCCURRED, Event.CLAIMED) else Event.ONGOING
    return Event.OCCURRED


def _shared(word: Token, status: Status, around: Dependents) -> Status:
    """What a coordinated word takes from the first one: all of it in the same form, else nothing."""
    if word.pos_ not in VERBAL:
        return status
    form = clause_form(word, around)
    has_own = any(child.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass") for child in around.of(word))
    if form is Link.THAT or (has_own and form is not Link.TO):
        return Event.OCCURRED
    return status


def _presupposed(noun: Token, link: Link, status: Status, around: Dependents) -> Status:
    """The status of a noun under a word that says nothing about it: what is definite is real, the rest shares."""
    if noun.pos_ in VERBAL or status in (Event.OCCURRED, Event.CLAIMED):
        return Event.OCCURRED
    appointment = load_status_cues().effect(noun.lemma_.lower(), WordClass.NOUN) is Effect.PLAN
    if status == Event.NEGATED:
        indefinite = not _is_definite(noun, around)
        return status if indefinite and noun.dep_ in ("dobj", "nsubjpass") and not appointment else Event.OCCURRED
    if appointment and status in (Event.PLANNED, Event.HYPOTHETICAL):
        return status
    return Event.OCCURRED if _is_definite(noun, around) else status


def _is_definite(noun: Token, around: Dependents) -> bool:
    return any((child.dep_ == "det" and child.lower_ in _DEFINITE) or child.dep_ == "poss" for child in around.of(noun))


def _own_status(word: Token, embedding: Embedding, around: Dependents, calendar: Calendar, title_tokens: int) -> Status:
    if word.pos_ not in VERBAL:
        status = noun_status(word, around)
        if status == Event.OCCURRED and calendar.is_dated_ahead(word, around):
            return Event.PLANNED
        return status
    would = Event.PLANNED if _is_reported_in_past(embedding) else Event.HYPOTHETICAL
    status = verb_status(word, around, would)
    governor = embedding.governor
    if governor is None or embedding.effect is Effect.REPORT:
        if _is_question(word):
            return Event.HYPOTHETICAL
        form = clause_form(word, around)
        if form is Link.TO and word.dep_ == "ROOT":
            has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in around.of(word))
            if word.i < title_tokens and any(child.tag_ == "TO" for child in around.of(word)):
                return combine(status, Event.PLANNED)
            if not has_subject and word.tag_ == "VB" and not _has_modal(word, around):
                return combine(status, Event.HYPOTHETICAL)
    not_past = status in (Event.OCCURRED, Event.ONGOING) and word.tag_ in ("VBZ", "VBP", "VBG", "VB")
    if not_past and calendar.is_dated_ahead(word, around):
        return Event.PLANNED
    if governor is not None and governor.lemma_ == "be" and embedding.link is Link.TO and _is_perfect(word, around):
        return Event.NEGATED
    return status


def _has_modal(verb: Token, around: Dependents) -> bool:
    return any(child.tag_ in ("MD", "VBD", "VBZ", "VBP") and child.dep_ == "aux" for child in around.of(verb))


def _is_perfect(verb: Token, around: Dependents) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "have" for child in around.of(verb))


def _is_reported_in_past(embedding: Embedding) -> bool:
    governor = embedding.governor
    return governor is not None and embedding.effect is Effect.REPORT and governor.tag_ in ("VBD", "VBN")


def _is_question(verb: Token) -> bool:
    doc, last = verb.doc, verb.right_edge.i
    return doc[last].text == "?" or (last + 1 < len(doc) and doc[last + 1].text == "?")


def _in_scare_quotes(trigger: spacy.tokens.Span) -> bool:
    """Whether marks stand around the trigger and at most two words more."""
    doc = trigger.doc
    for before in range(trigger.start - 1, max(-1, trigger.start - 1 - _LONGEST_SCARE_QUOTE), -1):
        closing = _MARKS.get(doc[before].text)
        if closing is None:
            continue
        last = min(len(doc), before + _LONGEST_SCARE_QUOTE + 2)
        return any(doc[after].text == closing for after in range(trigger.end, last))
    return False
