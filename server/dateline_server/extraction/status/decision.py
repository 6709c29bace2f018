"""Whether an event happened, as far as the article says: read from its trigger upwards through the sentence.

Each word on the way up adds what it says by itself (tense, modal, negation, adjective), and each link what the governor
does to what it governs. The classes of governors follow the literature on event factuality: Saurí & Pustejovsky,
"FactBank" (2009), and Karttunen's implicative verbs (1971).
"""

from dataclasses import dataclass

import spacy.tokens
from spacy.tokens import Token

from dateline.v1.event_pb2 import Event
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.status.clause_signs import clause_form, is_definite, is_set_apart
from dateline_server.extraction.status.embedding import Embedding, embed
from dateline_server.extraction.status.future import Calendar
from dateline_server.extraction.status.modality import (
    VERBAL,
    Status,
    combine,
    is_negative,
    noun_status,
    verb_status,
)
from dateline_server.extraction.status.sentence_form import in_scare_quotes, is_imperative, is_question
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues
from dateline_server.knowledge.triggers import load_triggers
from dateline_server.knowledge.word_classes import words_of

_MOST_STEPS = 12
_BACKSHIFTING = frozenset({Effect.REPORT, Effect.PLAN, Effect.CLAIM, Effect.DENY})
_BIDS = words_of("bid")
_FUNCTION_WORDS = frozenset({"ADP", "SCONJ", "ADV", "PART", "CCONJ", "DET"})
_CONTENT_WORDS = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})


@dataclass(frozen=True, slots=True)
class Step:
    """A word on the way down to the trigger: on what it hangs, what it says by itself, and the status that holds at it."""

    word: Token
    embedding: Embedding
    own: Status
    status: Status


def decide_status(draft: Draft, trigger: spacy.tokens.Span, type_: str = "") -> Event.Status.ValueType:
    """The status of the event, of that type if it has one, that the trigger's words name; never STATUS_UNSPECIFIED.

    Who says so is not looked at: the complement of "said" keeps its own status. Costs at most 12 steps up the sentence.
    """
    status = trace_status(draft, trigger, type_)[-1].status
    return Event.CLAIMED if status == Event.OCCURRED and in_scare_quotes(trigger) else status


def trace_status(draft: Draft, trigger: spacy.tokens.Span, type_: str = "") -> list[Step]:
    """The steps that lead to the status, from the top of the sentence down to the word that names the event."""
    around = draft.around
    calendar = Calendar(draft)
    word = _named_by(trigger, type_, around)
    way: list[tuple[Token, Embedding]] = []
    for _ in range(_MOST_STEPS):
        embedding = embed(word, around)
        way.append((word, embedding))
        if embedding.governor is None:
            break
        word = embedding.governor
    status: Status = Event.OCCURRED
    steps: list[Step] = []
    for position in range(len(way) - 1, -1, -1):
        word, embedding = way[position]
        below = way[position - 1][0] if position else None
        outer = _through(embedding, word, below, status, around) if embedding.governor is not None else status
        if embedding.effect is Effect.PLAN and word.pos_ == "NOUN" and calendar.is_dated_back(word, around):
            # "Admitted planning the May attacks": by June they are done.
            outer = status if status == Event.CLAIMED else Event.OCCURRED
        own = _own_status(word, below, outer, embedding, around, calendar, draft.reading.title_tokens)
        status = combine(outer, own)
        steps.append(Step(word, embedding, own, status))
    return steps


def _through(embedding: Embedding, word: Token, below: Token | None, status: Status, around: Dependents) -> Status:
    """The status that a governor of this status leaves to the word, through which the way leads to `below`."""
    effect = embedding.effect
    if effect is None:
        if status == Event.NEGATED and _is_done_by(word, around):
            # "Did not agree to talks proposed by Peru": Peru did propose them.
            return Event.OCCURRED
        return _presupposed(word, embedding.link, status, around)
    if word.dep_ == "conj":
        return _shared(word, status, around)
    open_or_denied = status in (Event.HYPOTHETICAL, Event.NEGATED)
    match effect:
        case Effect.KEEP if status == Event.NEGATED and is_set_apart(word):
            return Event.OCCURRED
        case Effect.KEEP:
            return status
        case Effect.REPORT | Effect.CLAIM | Effect.FACT if _is_subjunctive(word, around):
            return Event.HYPOTHETICAL
        case Effect.REPORT if word.i < word.head.i:
            return Event.OCCURRED
        case Effect.REPORT:
            return Event.HYPOTHETICAL if open_or_denied else Event.OCCURRED
        case Effect.REFUSE if _is_utterance(word):
            return Event.HYPOTHETICAL if open_or_denied else Event.OCCURRED
        case Effect.DENY if status == Event.NEGATED:
            return Event.CLAIMED
        case Effect.DOUBT:
            return Event.OCCURRED if status == Event.NEGATED else Event.HYPOTHETICAL
        case Effect.NEGATE | Effect.REFUSE | Effect.DENY:
            return Event.HYPOTHETICAL if open_or_denied else Event.NEGATED
        case Effect.PLAN:
            return status if open_or_denied else Event.PLANNED
        case Effect.SUPPOSE if status == Event.NEGATED and _is_bid(embedding):
            return status
        case Effect.SUPPOSE:
            return Event.HYPOTHETICAL
        case Effect.JUDGE:
            return Event.OCCURRED if is_definite(word, around) else Event.HYPOTHETICAL
        case Effect.FOLLOW:
            return status if status in (Event.PLANNED, Event.HYPOTHETICAL) else Event.OCCURRED
        case Effect.CLAIM if status == Event.NEGATED and word.dep_ in ("dobj", "pobj"):
            return status
        case Effect.CLAIM if status == Event.NEGATED and word.head.pos_ in VERBAL:
            # "Do not believe that"; a claim that is rejected was made.
            return Event.HYPOTHETICAL
        case Effect.CLAIM:
            return Event.CLAIMED
        case Effect.CONTINUE:
            return Event.ONGOING if status == Event.OCCURRED else status
        case Effect.END if below is not None and _is_aim(word):
            return Event.HYPOTHETICAL if open_or_denied else Event.NEGATED
        case Effect.END:
            return status if status in (Event.OCCURRED, Event.CLAIMED) else Event.ONGOING
    return Event.OCCURRED


def _is_done_by(verb: Token, around: Dependents) -> bool:
    """Whether a participle says who did it to its noun, which a preposition sets beside what is denied.

    Not "no talks proposed by Peru", nor "got no letter sent by Peru", which deny the thing itself.
    """
    by = verb.dep_ == "acl" and verb.tag_ == "VBN" and any(child.dep_ == "agent" for child in around.of(verb))
    return by and verb.head.dep_ == "pobj" and not is_negative(verb.head, around)


def _is_utterance(noun: Token) -> bool:
    """Whether the noun names what was said or offered, which is there also when it is turned down."""
    return load_status_cues().effect(noun.lemma_.lower(), WordClass.NOUN) is Effect.FACT


def _is_aim(noun: Token) -> bool:
    """Whether the noun names what is planned or wished, which is given up when it ends: "dropped plans for talks"."""
    return load_status_cues().effect(noun.lemma_.lower(), WordClass.NOUN, Link.NOUN) in (Effect.PLAN, Effect.SUPPOSE)


def _is_bid(embedding: Embedding) -> bool:
    """Whether the infinitive says what somebody tried, which is not done where the try failed: "failed in his bid to lead"."""
    return embedding.link is Link.TO and embedding.governor is not None and embedding.governor.lemma_.lower() in _BIDS


def _is_subjunctive(verb: Token, around: Dependents) -> bool:
    """Whether a clause with a subject has a bare verb: "insisted that he resign"."""
    words = around.of(verb)
    tags = {verb.tag_, *(child.tag_ for child in words if child.dep_ in ("aux", "auxpass"))}
    return (
        "VB" in tags
        and tags.isdisjoint(("MD", "TO", "VBD", "VBZ", "VBP"))
        and any(child.dep_ in ("nsubj", "nsubjpass") for child in words)
    )


def _shared(word: Token, status: Status, around: Dependents) -> Status:
    """What a coordinated word takes from the first one: all of it in the same form, else nothing."""
    if word.pos_ not in VERBAL:
        return status
    if status == Event.NEGATED and any(child.lower_ == "nor" and child.dep_ == "cc" for child in around.of(word.head)):
        # "Has neither confirmed nor denied it".
        return status
    form = clause_form(word, around)
    has_own = any(child.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass") for child in around.of(word))
    if form is Link.THAT or (has_own and form is not Link.TO) or _is_misread_past(word, around):
        return Event.OCCURRED
    if status == Event.NEGATED and _denies_object_only(word.head, around):
        return Event.OCCURRED
    return status


def _denies_object_only(verb: Token, around: Dependents) -> bool:
    """Whether the verb is denied by its object, which the next verb does not share: "made no offer and left"."""
    words = around.of(verb)
    denied = {child.dep_ for child in words if child.dep_ == "neg" or is_negative(child, around)}
    return "dobj" in denied and denied.isdisjoint(("neg", "nsubj", "nsubjpass"))


def _is_misread_past(verb: Token, around: Dependents) -> bool:
    """Whether a participle behind a passive has an object, and so is a past tense: "was not heard and left the hall"."""
    return (
        verb.tag_ == "VBN"
        and any(child.dep_ in ("dobj", "xcomp", "ccomp") for child in around.of(verb))
        and any(child.dep_ == "auxpass" for child in around.of(verb.head))
    )


def _presupposed(noun: Token, link: Link, status: Status, around: Dependents) -> Status:
    """The status of a noun under a word that says nothing about it: what is definite is real, the rest shares."""
    if status == Event.CLAIMED and noun.dep_ == "dobj" and not is_definite(noun, around):
        return status
    if status in (Event.OCCURRED, Event.CLAIMED) or _is_told_as_done(noun, around):
        return Event.OCCURRED
    if noun.pos_ in VERBAL or noun.head.tag_ == "MD":
        return status
    appointment = load_status_cues().effect(noun.lemma_.lower(), WordClass.NOUN) is Effect.PLAN
    if status == Event.NEGATED:
        indefinite = not is_definite(noun, around)
        return status if indefinite and noun.dep_ in ("dobj", "nsubjpass") and not appointment else Event.OCCURRED
    if link is Link.SUBJECT and (status == Event.ONGOING or _has_would(noun.head, around)):
        return status
    if appointment and status in (Event.PLANNED, Event.HYPOTHETICAL):
        return status
    return Event.OCCURRED if is_definite(noun, around) else status


def _is_told_as_done(noun: Token, around: Dependents) -> bool:
    """Whether a participle says of the known thing that it came about: "the tariffs imposed so far"."""
    return is_definite(noun, around) and any(
        child.dep_ == "acl" and child.tag_ == "VBN" and not _appoints(child, noun, around) for child in around.of(noun)
    )


def _has_would(verb: Token, around: Dependents) -> bool:
    """Whether the verb says what a thing would do, which then is not there yet: "the merger would cost"."""
    return any(child.tag_ == "MD" and child.norm_ in ("would", "'d") for child in around.of(verb))


def _named_by(trigger: spacy.tokens.Span, type_: str, around: Dependents) -> Token:
    """The word that names the event: the root of the words, or the content word where a preposition is their root.

    Of a verb that means its object as something to come, the object is the deed: "plans a strike", "ordered a raid", "a
    march was planned".
    """
    word = trigger.root
    if word.pos_ == "NOUN":
        # "talks proposed by Peru"
        done = (token for token in trigger if token.head.i == word.i and _is_done_by(token, around))
        word = next((verb for verb in done if embed(verb, around).effect is not Effect.CLAIM), word)
    if word.pos_ == "VERB" and type_ and event_type(type_).quad_class.startswith("MATERIAL"):
        effect = load_status_cues().effect(word.lemma_.lower(), WordClass.VERB, Link.NOUN)
        for token in around.of(word) if effect in (Effect.PLAN, Effect.SUPPOSE) else ():
            is_meant = token.dep_ == "nsubjpass" or (token.dep_ == "dobj" and trigger.start <= token.i < trigger.end)
            rows = load_triggers().get((token.lemma_.lower(), "N"), ()) if is_meant else ()
            if any(row.type == type_ for row in rows):
                return token
    if word.pos_ in _FUNCTION_WORDS:
        word = next((token for token in reversed(trigger) if token.pos_ in _CONTENT_WORDS), word)
    return word


def _own_status(
    word: Token,
    below: Token | None,
    outer: Status,
    embedding: Embedding,
    around: Dependents,
    calendar: Calendar,
    title_tokens: int,
) -> Status:
    """What the word itself says; `below` is the word that led here, `outer` what the words above it leave to it."""
    if word.pos_ not in VERBAL:
        status = noun_status(word, around, denied=outer == Event.NEGATED)
        if status == Event.OCCURRED and _is_appointed(word, embedding, around, calendar):
            return Event.PLANNED
        return status
    is_reported = _is_reported_in_past(_shared_embedding(word, embedding, around))
    would = Event.PLANNED if is_reported and word.lemma_ != "be" else Event.HYPOTHETICAL
    status = verb_status(word, around, would, below)
    governor = embedding.governor
    if word.i < title_tokens:
        status = combine(status, _headline_status(word, embedding, around))
    if governor is None or embedding.effect in (Effect.REPORT, Effect.PLAN):
        if is_question(word, around, is_headline=word.i < title_tokens):
            return Event.HYPOTHETICAL
        if is_imperative(word, around):
            return combine(status, Event.HYPOTHETICAL)
    not_past = status in (Event.OCCURRED, Event.ONGOING) and word.tag_ in ("VBZ", "VBP", "VBG", "VB")
    if not_past and calendar.is_dated_ahead(word, around):
        return Event.PLANNED
    if governor is not None and governor.lemma_ == "be" and embedding.link is Link.TO and _is_perfect(word, around):
        return Event.NEGATED
    return status


def _is_appointed(noun: Token, embedding: Embedding, around: Dependents, calendar: Calendar) -> bool:
    """Whether the noun is dated ahead, itself or through its verb: "announced a strike for 12 May"."""
    if calendar.is_dated_ahead(noun, around) or any(_appoints(child, noun, around) for child in around.of(noun)):
        return True
    governor = embedding.governor
    if governor is None or governor.pos_ != "VERB" or noun.dep_ not in ("dobj", "nsubjpass"):
        return False
    return embedding.effect is not Effect.FACT and calendar.is_dated_ahead(governor, around, "for")


def _appoints(clause: Token, noun: Token, around: Dependents) -> bool:
    """Whether what follows the noun says that it is to come: "talks planned for May", "talks that will end it"."""
    if clause.i < noun.i:
        return False
    if clause.dep_ == "relcl":
        appointment = load_status_cues().effect(noun.lemma_.lower(), WordClass.NOUN) is Effect.PLAN
        return appointment and verb_status(clause, around) == Event.PLANNED
    if clause.dep_ in ("acl", "amod") and clause.tag_ in ("VBN", "JJ"):
        # What was approved or ordered may long be there.
        return load_status_cues().effect(clause.lower_, WordClass.ADJECTIVE, Link.NOUN) is Effect.PLAN
    return False


def _headline_status(verb: Token, embedding: Embedding, around: Dependents) -> Status:
    """Headlines leave out forms of "be": an infinitive is to come, a participle in -ing under way."""
    governor = embedding.governor
    if governor is not None and (governor.pos_ in VERBAL or governor.dep_ not in ("ROOT", "npadvmod")):
        return Event.OCCURRED
    auxiliaries = [child for child in around.of(verb) if child.dep_ in ("aux", "auxpass")]
    if any(child.tag_ == "TO" for child in auxiliaries):
        return Event.PLANNED
    return Event.ONGOING if verb.tag_ == "VBG" and not auxiliaries else Event.OCCURRED


def _is_perfect(verb: Token, around: Dependents) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "have" for child in around.of(verb))


def _shared_embedding(verb: Token, embedding: Embedding, around: Dependents) -> Embedding:
    """The embedding of the first of several clauses behind one governor: "said it would pay and others would leave"."""
    if verb.dep_ != "conj":
        return embedding
    for _ in range(_MOST_STEPS):
        verb = verb.head
        if verb.dep_ != "conj":
            return embed(verb, around)
    return embedding


def _is_reported_in_past(embedding: Embedding) -> bool:
    governor = embedding.governor
    if governor is None or embedding.effect not in _BACKSHIFTING:
        return False
    # "Denied a report that it would close".
    verb = governor.head if governor.pos_ == "NOUN" else governor
    return verb.tag_ in ("VBD", "VBN", "VBG")
