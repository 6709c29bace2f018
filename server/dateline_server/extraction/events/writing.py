"""From candidates to events: spans, sides, time, place, status, wording, codes."""

from dataclasses import replace
from functools import partial

from spacy.tokens import Span as Tokens

from dateline.v1.event_pb2 import Event, Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.anchoring import Anchors
from dateline_server.extraction.events.background import source_of_outcome
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.gists import Narrator
from dateline_server.extraction.events.keys import write_keys
from dateline_server.extraction.events.merging import Merger
from dateline_server.extraction.events.naming import NamesInSentence
from dateline_server.extraction.events.phrases import noun_phrase
from dateline_server.extraction.events.placing import places_by_event
from dateline_server.extraction.events.quantities import read_quantities
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.speech import Speeches
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.events.timing import times_by_event, write_time
from dateline_server.extraction.events.wording import write_label
from dateline_server.extraction.status import decide_status
from dateline_server.knowledge.event_confidence import share_right
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.word_classes import load_word_classes

_LONGEST_EVIDENCE = 2000
_MOST_JOINED = 20
# Numbers among which a repeated one is looked for: those of one sentence.
_LAST_NUMBERS = 8
_FIELDS = {
    name.removeprefix("context-"): words for name, words in load_word_classes().items() if name.startswith("context-")
}


def write_events(draft: Draft, syntax: Syntax, speeches: Speeches, candidates: list[Candidate]) -> list[Event]:
    """The events in the order of the text, mentions of one event merged."""
    owners = {word.i: number for number, candidate in enumerate(candidates) for word in candidate.match.anchors}
    anchors = Anchors(syntax, owners)
    times = times_by_event(draft, anchors)
    places = places_by_event(draft, syntax, anchors, candidates)
    values = [times[number].value if number in times else "" for number in range(len(candidates))]
    names = NamesInSentence(draft, syntax)
    narrator = Narrator(draft, syntax, names)
    events: list[Event] = []
    lemmas: list[str] = []
    groups = Merger(draft, syntax, candidates, values).groups()
    group_at = {word.i: group for group in groups for number in group for word in candidates[number].match.anchors}
    for group in groups:
        first = candidates[group[0]]
        event = Event(id=f"e{len(events) + 1}", type=first.type, mode=first.mode, confidence=first.confidence)
        trigger = _trigger(first)
        event.trigger.CopyFrom(draft.reading.span_of(trigger))
        lemmas.append(syntax.lemmas[trigger.root.i])
        event.status = _status(draft, syntax, first, trigger)
        mentions = draft.mentions_of[event.id] = [candidates[number] for number in group]
        first.sides = _joined_sides(mentions)
        if first.type == "AGREE" and not first.sides:
            origins = [group_at[noun.i] for noun in source_of_outcome(syntax, first) if noun.i in group_at]
            first.sides = [side for origin in origins for side in _sides_of_talks([candidates[one] for one in origin])]
        event.confidence = max(mention.confidence for mention in mentions)
        for number in group:
            _add_mention(draft, syntax, names, candidates[number], event, is_first=number == group[0])
        expression = next((times[number] for number in group if number in times), None)
        called = event.status == Event.PLANNED and _is_only_called(draft, first, trigger)
        write_time(event, expression, draft.article.published_date, called)
        place = next((places[number] for number in group if number in places), None)
        if place is not None:
            event.place, event.place_basis = place
        event.label = write_label(syntax, first)
        statement = speeches.told_by(first)
        draft.gist_of[event.id] = partial(narrator.tell, first, statement, called)
        if statement is not None and first.type == "X_STATE":
            event.topic.CopyFrom(draft.reading.span(*statement.content[0]))
        _add_codes(syntax, first, event)
        events.append(event)
    write_keys(draft, events, lemmas)
    _share_salience(events)
    for event in events:
        event.confidence = round(share_right(event.confidence), 4)
    return events


def _joined_sides(mentions: list[Candidate]) -> list[Side]:
    """The sides of the first mention, with those of the others for roles that it leaves open."""
    sides = list(mentions[0].sides)
    for mention in mentions[1:_MOST_JOINED]:
        roles = {side.role for side in sides}
        sides += [side for side in mention.sides if side.role not in roles]
    return sides


def _sides_of_talks(mentions: list[Candidate]) -> list[Side]:
    """Those who talk, as the implied sides of what their talks led to; none for a meeting of unequal ones."""
    sides = _joined_sides(mentions) if mentions[0].type == "CONSULT" else []
    return [replace(side, implied=True) for side in sides if side.role == Participant.PARTICIPANT]


def _status(draft: Draft, syntax: Syntax, candidate: Candidate, trigger: Tokens) -> Event.Status.ValueType:
    """The status of the deed, of a demand that of the speech that makes it, and of a refusal that it was made."""
    if candidate.speech is not None:
        return decide_status(draft, syntax.doc[candidate.speech.i : candidate.speech.i + 1])
    return Event.OCCURRED if candidate.refusal else decide_status(draft, trigger, candidate.type)


def _is_only_called(draft: Draft, candidate: Candidate, trigger: Tokens) -> bool:
    """True where the verb tells what is done, and the deed is its object and to come: "called a strike"."""
    if candidate.head.pos_ != "VERB" or candidate.speech is not None:
        return False
    return decide_status(draft, trigger) in (Event.OCCURRED, Event.ONGOING)


def _trigger(candidate: Candidate) -> Tokens:
    """The head with particles and nouns of its pattern, as far as they stand close by."""
    head = candidate.head
    first = last = head.i
    for word in sorted(candidate.match.words, key=lambda word: word.i):
        if abs(word.i - head.i) <= 1 or (word.i > last and word.i - last <= 3):
            first, last = min(first, word.i), max(last, word.i)
    return head.doc[first : last + 1]


def _add_mention(
    draft: Draft,
    syntax: Syntax,
    names: NamesInSentence,
    candidate: Candidate,
    event: Event,
    is_first: bool,
) -> None:
    """What one mention adds: evidence, sides that are not known yet, numbers, topic."""
    sentence = _sentence(syntax, candidate)
    evidence = draft.reading.span_of(sentence)
    if not event.evidence or event.evidence[-1] != evidence:
        event.evidence.append(evidence)
    if not is_first:
        event.coreferent.append(draft.reading.span_of(_trigger(candidate)))
    known = {side.actor for side in event.participants if side.actor}
    for side in candidate.sides if is_first else ():
        named = names.name_of(side.head)
        span = draft.reading.span_of(noun_phrase(syntax, named or side.head))
        actor = draft.actor_of(named or side.head)
        if actor is not None and actor.id in known and side.role != Participant.TOPIC:
            continue
        if actor is not None:
            known.add(actor.id)
        event.participants.append(
            Participant(
                role=side.role,
                actor=actor.id if actor else "",
                text=span.text,
                span=span,
                implied=side.implied or named is not None,
            )
        )
        if side.role == Participant.TOPIC and not event.HasField("topic"):
            event.topic.CopyFrom(span)
    numbers = {quantity.span.start for quantity in event.quantities[-_LAST_NUMBERS:]}
    event.quantities.extend(
        quantity for quantity in read_quantities(draft, syntax, candidate) if quantity.span.start not in numbers
    )


def _sentence(syntax: Syntax, candidate: Candidate) -> Tokens:
    """The sentence around the trigger; of an endless one the part next to the trigger."""
    sentence = syntax.sentence(candidate.head)
    doc = syntax.doc
    if sentence.end_char - sentence.start_char <= _LONGEST_EVIDENCE:
        return sentence
    return doc[max(sentence.start, candidate.head.i - 100) : min(sentence.end, candidate.head.i + 100)]


def _add_codes(syntax: Syntax, candidate: Candidate, event: Event) -> None:
    kind = event_type(candidate.type, candidate.mode)
    event.cameo_code = kind.cameo_code
    if kind.quad_class:
        event.quad_class = Event.QuadClass.Value(kind.quad_class)
    if kind.intensity is not None:
        event.intensity = kind.intensity
    words = syntax.sentence_words[syntax.sentence_of[candidate.head.i]]
    event.contexts.extend(name for name, field in _FIELDS.items() if not field.isdisjoint(words))


def _share_salience(events: list[Event]) -> None:
    """Shares that add up to 1: early, certain and repeated events weigh more."""
    weights = [
        event.confidence
        * (1 + 0.5 * min(len(event.coreferent), 4))
        / (1 + 0.15 * number)
        * (0.4 if event.type == "X_STATE" else 1)
        for number, event in enumerate(events)
    ]
    total = sum(weights)
    for event, weight in zip(events, weights, strict=True):
        event.salience = round(weight / total, 4) if total else 0.0
