"""Why each event was read as it was: the rows, words and links that decided, in sentences a person can check.

Nothing is decided here. Each step keeps what it decided by, or is asked again in the same words; so a reason can be
wrong about nothing but its wording.
"""

from collections.abc import Iterator
from itertools import product

from spacy.tokens import Token

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Attribution, Event, EventTime, Participant, Reason
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.status import Step, trace_status
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues

_EFFECTS = {
    Effect.KEEP: "what hangs on it shares its status",
    Effect.FACT: "what hangs on it is taken for real",
    Effect.REPORT: "what hangs on it stands by itself",
    Effect.NEGATE: "what hangs on it did not happen",
    Effect.REFUSE: "what hangs on it was refused",
    Effect.DENY: "what hangs on it is denied",
    Effect.DOUBT: "what hangs on it is doubted",
    Effect.PLAN: "what hangs on it is to come",
    Effect.SUPPOSE: "what hangs on it is possible, wished, feared or tried",
    Effect.CLAIM: "what hangs on it is what somebody holds to be so",
    Effect.CONTINUE: "what hangs on it is under way",
    Effect.END: "what hangs on it was under way and ends",
    Effect.JUDGE: "what hangs on it is real where it is named as known",
    Effect.AWAIT: "what hangs on it is awaited",
    Effect.FOLLOW: "what hangs on it comes about as it does",
}
_LINKS = {
    Link.ITSELF: "beside it",
    Link.TO: "with an infinitive",
    Link.ING: "with a participle or gerund",
    Link.THAT: "with a clause",
    Link.NOUN: "with a noun",
    Link.SUBJECT: "as its subject",
    Link.COMPOUND: "before a noun",
}
_ARCS = {
    "nsubj": "subject of",
    "nsubjpass": "subject of the passive",
    "dobj": "object of",
    "dative": "addressee of",
    "poss": "possessor at",
    "compound": "noun before",
    "amod": "adjective of",
    "nmod": "noun before",
    "appos": "apposition to",
    "attr": "predicate of",
    "relcl": "relative clause of",
}
_MOST_ARCS = 3


def explain_events(draft: Draft) -> None:
    """Fill `reasons` of the article's events, once they are settled."""
    for event in draft.article.events:
        first, *others = draft.mentions_of[event.id]
        event.reasons.extend(_why_type(draft, event, first))
        event.reasons.extend(_why_status(draft, event, first))
        event.reasons.extend(_why_attributed(draft.article, event))
        event.reasons.extend(_why_sides(draft, event, first))
        event.reasons.extend(_why_then(draft.article, event))
        event.reasons.extend(_why_there(draft.article, event))
        event.reasons.append(_why_believed(event, first, len(others)))


def _why_type(draft: Draft, event: Event, mention: Candidate) -> Iterator[Reason]:
    row = mention.match.row
    named = _kind(row.type, row.mode)
    words = [draft.reading.span_of(word) for word in (mention.head, *mention.match.words)]
    if row.pattern:
        text = f"“{event.trigger.text}” names {named}: {row.why}."
        yield Reason(part=Reason.TYPE, text=text, rule=f"event_triggers.tsv: {row.pattern}", spans=words)
    else:
        yield Reason(part=Reason.TYPE, text=f"“{event.trigger.text}” is {row.why}: {named}.", spans=words)
    if (event.type, event.mode) != (row.type, row.mode):
        by = "the verbs around it, negation, and who takes part"
        yield Reason(part=Reason.TYPE, text=f"Settled as {_kind(event.type, event.mode)} by {by}.")


def _why_status(draft: Draft, event: Event, mention: Candidate) -> Iterator[Reason]:
    if mention.refusal:
        yield Reason(part=Reason.STATUS, text="The negation is the refusal itself, and the refusal happened.")
        return
    trigger = draft.reading.tokens(event.trigger)
    if mention.speech is not None:
        trigger = mention.speech.doc[mention.speech.i : mention.speech.i + 1]
    above: Step | None = None
    for step in trace_status(draft, trigger, event.type if mention.speech is None else ""):
        yield _why_step(draft, step, above)
        above = step


def _why_step(draft: Draft, step: Step, above: Step | None) -> Reason:
    """What one word of the way down to the trigger says, and what the word above it does to it."""
    governor, effect = step.embedding.governor, step.embedding.effect
    own = f"“{step.word}” by itself is {_status(step.own)}"
    if governor is None or above is None:
        return Reason(part=Reason.STATUS, text=f"{own}.", spans=[draft.reading.span_of(step.word)])
    meaning = _EFFECTS[effect] if effect is not None else "it says nothing of what hangs on it"
    return Reason(
        part=Reason.STATUS,
        text=(
            f"“{step.word}” hangs on “{governor}” {_LINKS[step.embedding.link]}: {meaning}; "
            f"{own}; together {_status(step.status)}."
        ),
        rule=_row_of(step, draft),
        spans=[draft.reading.span_of(step.word), draft.reading.span_of(governor)],
    )


def _row_of(step: Step, draft: Draft) -> str:
    """The row of the status cues that has the step's effect: of the governor, or of what opens the clause."""
    governor, link = step.embedding.governor, step.embedding.link
    opening = [child for child in draft.around.of(step.word) if child.dep_ in ("mark", "advmod", "prep", "aux")]
    for word in (*([governor] if governor is not None else []), *opening):
        for word_class, phrase in product(WordClass, dict.fromkeys((word.lemma_.lower(), word.lower_))):
            if load_status_cues().effect(phrase, word_class, link) == step.embedding.effect is not None:
                return f"status_cues.tsv: {phrase} ({word_class}, {link}) {step.embedding.effect}"
    return ""


def _why_attributed(article: Article, event: Event) -> Iterator[Reason]:
    names = {actor.id: actor.name for actor in article.actors}
    for attribution in event.attributions:
        source = attribution.source_span.text or names.get(attribution.source)
        through = " and ".join(names.get(local, local) for local in attribution.via)
        stance = Attribution.Stance.Name(attribution.stance)
        said = f"“{attribution.verb}”" if attribution.verb else "a quote"
        text = f"{source or 'Somebody who is not named'} says so by {said}{f', through {through}' if through else ''}: {stance}."
        spans = [span for span in (attribution.source_span, attribution.verb_span) if span.text]
        rule = f"speech_cues.tsv: {attribution.verb}" if attribution.verb else ""
        yield Reason(part=Reason.ATTRIBUTION, text=text, rule=rule, spans=spans)
    if event.attributions and event.status == Event.CLAIMED:
        yield Reason(part=Reason.ATTRIBUTION, text="Only a source says so, and the article does not: CLAIMED.")


def _why_sides(draft: Draft, event: Event, mention: Candidate) -> Iterator[Reason]:
    for participant in event.participants:
        role = Participant.Role.Name(participant.role)
        if not participant.HasField("span"):
            continue
        if participant.implied:
            how = "the clause does not say it; the context does"
        else:
            how = _way(draft.reading.tokens(participant.span).root, mention.match.anchors)
        text = f"“{participant.text}” is {role}: {how}."
        yield Reason(part=Reason.PARTICIPANT, text=text, spans=[participant.span])


def _way(word: Token, anchors: tuple[Token, ...]) -> str:
    """How the word hangs on the trigger, in a few links."""
    ends = {anchor.i for anchor in anchors}
    said = []
    for _ in range(_MOST_ARCS):
        head = word.head
        if head.i == word.i or word.i in ends:
            break
        if word.dep_ in ("pobj", "pcomp"):
            said.append(f"behind “{head}” at “{head.head}”")
            word = head.head
            continue
        said.append(f"{_ARCS.get(word.dep_, 'joined to')} “{head}”")
        word = head
    return ", ".join(said) if said else "it stands in the trigger itself"


def _why_then(article: Article, event: Event) -> Iterator[Reason]:
    expressions = {time.id: time for time in article.times}
    time = event.time
    if time.basis == EventTime.STATED and time.expression in expressions:
        span = expressions[time.expression].span
        text = f"“{span.text}” belongs to it: {time.value}"
        if anchored := article.published_date:
            text += f", as said on {anchored}"
        yield Reason(part=Reason.TIME, text=f"{text}.", spans=[span])
    elif time.basis == EventTime.PUBLICATION:
        bound = "from the day of publication on" if time.earliest else "by the day of publication"
        yield Reason(part=Reason.TIME, text=f"No time is stated; it is {bound}, {article.published_date}.")


def _why_there(article: Article, event: Event) -> Iterator[Reason]:
    place = next((place for place in article.places if place.id == event.place), None)
    if place is None:
        return
    stated = event.place_basis == Event.STATED
    how = "its own words name the place" if stated else "the sentence or the dateline names no other place"
    spans: list[Span] = [mention.span for mention in place.mentions[:1]]
    yield Reason(part=Reason.PLACE, text=f"{place.name}: {how}.", spans=spans)


def _why_believed(event: Event, mention: Candidate, others: int) -> Reason:
    text = (
        f"The row is right in some {mention.match.row.confidence:.0%} of its uses; with the place of the trigger in the "
        f"sentence and the sides that are there, {event.confidence:.0%} of such events are right."
    )
    if others:
        text += f" It is told {others + 1} times."
    return Reason(part=Reason.CONFIDENCE, text=text, rule="event_confidence.tsv")


def _kind(type_: str, mode: str) -> str:
    return f"{type_} ({mode})" if mode else type_


def _status(status: Event.Status.ValueType) -> str:
    return Event.Status.Name(status)
