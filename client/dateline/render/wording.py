"""Claims in words, the same in every view: who does it to whom, when, where, and who says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.render.cast import Cast
from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline.v1.event_pb2 import Attribution, Event, EventLink, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote, QuoteRecord

_OPEN_TIMES = {"PAST_REF": "in the past", "PRESENT_REF": "now", "FUTURE_REF": "in the future"}
_PARTS_OF_DAY = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
_CLAIMS = {
    Attribution.DENY: "denied by {}",
    Attribution.ACCUSE: "accusation by {}",
    Attribution.CLAIM: "claimed by {}",
    Attribution.CONFIRM: "confirmed by {}",
}

_RELATIONS = {
    EventLink.CAUSES: "reason for",
    EventLink.FOLLOWS: "after",
    EventLink.CONDITION_OF: "condition of",
    EventLink.PART_OF: "part of",
    EventLink.ABOUT: "about",
    EventLink.LED_TO: "led to",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Names of those who take part: `agents` do it to `recipients`; `equals` do it with each other."""

    agents: tuple[str, ...]
    recipients: tuple[str, ...]
    equals: tuple[str, ...]
    helpers: tuple[str, ...]

    def __str__(self) -> str:
        """`Russia → Ukraine`, `Norway ↔ Kenya`; helpers in brackets."""
        left, right = ", ".join(self.agents), ", ".join(self.recipients)
        parts = [f"{left} → {right}" if left and right else left or (f"→ {right}" if right else "")]
        if self.equals:
            parts.append(" ↔ ".join(self.equals))
        if self.helpers:
            parts.append(f"({', '.join(self.helpers)})")
        return " ".join(part for part in parts if part)


def name_of(local: str, actors: Iterable[Actor], otherwise: str = "") -> str:
    """The name of the actor with that local id, or `otherwise`."""
    return next((actor.name for actor in actors if actor.id == local), otherwise) if local else otherwise


def sides(record: EventRecord) -> Sides:
    """Who takes part in the event."""
    return sides_of(Cast(record))


def sides_of(cast: Cast) -> Sides:
    """Who takes part, where that is looked up already."""
    helpers = [
        f"{word} {name}"
        for role, word in (
            (Participant.MEDIATOR, "mediated by"),
            (Participant.HOST, "hosted by"),
            (Participant.INSTRUMENT, "with"),
        )
        for name in cast.names(role)
    ]
    return Sides(
        agents=tuple(cast.names(Participant.AGENT)),
        recipients=tuple(cast.names(Participant.RECIPIENT)),
        equals=tuple(cast.names(Participant.PARTICIPANT)),
        helpers=tuple(helpers),
    )


def when(time: EventTime) -> str:
    """`2025-04-10`, `2025-04-01 to 2025-04-30`, `by 2025-04-09`; empty when nothing is known."""
    if time.value in _OPEN_TIMES:
        return _OPEN_TIMES[time.value]
    if time.basis == EventTime.PUBLICATION:
        return f"by {time.latest or time.value}" if time.latest or time.value else ""
    if time.value[:4].isdecimal() and "W" not in time.value and "Q" not in time.value:
        day, _, part = time.value.partition("T")
        return f"{day} {_PARTS_OF_DAY.get(part, part)}".rstrip()
    bounds = [bound for bound in dict.fromkeys((time.earliest, time.latest)) if bound]
    if len(bounds) == 2:
        return " to ".join(bounds)
    if bounds:
        return bounds[0] if time.earliest == time.latest else f"{'from' if time.earliest else 'until'} {bounds[0]}"
    return time.value


def when_of(record: EventRecord) -> str:
    """The time of the event in words; those of the article, `“Tuesday”`, where they cannot be made a day."""
    time = record.event.time
    if time.value.startswith("XXXX") and not time.earliest and not time.latest and record.time.span.text:
        return f"“{record.time.span.text}”"
    return when(time)


def days(first: str, last: str) -> str:
    """`2025-04-08 to 2025-04-11`; one day where both are the same or one is not known."""
    return " to ".join(dict.fromkeys(day for day in (first, last) if day))


def place_name(place: Place) -> str:
    """`Nairobi, KEN`; a country alone by its name."""
    if not place.name or place.kind == Place.COUNTRY or not place.country_code:
        return place.name
    return f"{place.name}, {place.country_code}"


def where(record: EventRecord) -> str:
    """The place of the event; one that the sentence does not state has a question mark."""
    name = place_name(record.place) if record.HasField("place") else ""
    return f"{name} ?" if name and record.event.place_basis == Event.INFERRED else name


def attribution_phrase(attribution: Attribution, actors: Sequence[Actor]) -> str:
    """`Tass, citing the ministry` as `the ministry, via Tass`; a stance that is no plain statement is named."""
    source = name_of(attribution.source, actors, attribution.source_span.text) or "a source"
    phrase = _CLAIMS.get(attribution.stance, "{}").format(source)
    via = [name for name in (name_of(local, actors) for local in attribution.via) if name]
    return f"{phrase}, via {', '.join(via)}" if via else phrase


def who_says(record: EventRecord) -> str:
    """Those on whose word the event rests; empty when the article itself reports it."""
    phrases = (attribution_phrase(attribution, record.actors) for attribution in record.event.attributions)
    return "; ".join(dict.fromkeys(phrases))


def relations(event: Event, events: Iterable[Event]) -> str:
    """What the event is to others of its article, by their triggers: `after “raid”; about “strike”`; else empty."""
    triggers = {other.id: other.trigger.text for other in events} if event.links else {}
    phrases = [
        f"{_RELATIONS[link.type]} “{triggers[link.event]}”"
        for link in event.links
        if link.type in _RELATIONS and triggers.get(link.event)
    ]
    return "; ".join(phrases)


def status_word(event: Event) -> str:
    """The status in small letters: `occurred`."""
    return Event.Status.Name(event.status).lower() if event.status else "unknown"


def words_said(record: QuoteRecord) -> str:
    """What was said, parts of an interrupted quote joined by an ellipsis."""
    return " … ".join(span.text for span in record.quote.content)


def cue(record: QuoteRecord) -> str:
    """The words that lead the quote in: `said`, `according to`."""
    return record.quote.verb_span.text or record.quote.verb


def quoted_words(record: QuoteRecord) -> str:
    """What was said, in quotation marks where all of it is the speaker's own words."""
    words = words_said(record)
    marked = record.quote.kind in (Quote.DIRECT, Quote.SCARE)
    # A partial quote is a few words between marks, or a clause with marks somewhere inside.
    if record.quote.kind == Quote.PARTIAL:
        marked = not any(mark in words for mark in '“”"«»„')
    return f"“{words}”" if marked else words


def speaker(record: QuoteRecord) -> str:
    """The speaker's name, else the words that name the speaker; empty when nobody was found."""
    return name_of(record.quote.speaker, record.actors, record.quote.speaker_span.text)


def role_phrases(subject: Actor | ActorProfile) -> list[str]:
    """`foreign minister, Norway`: title and the body or country in which it is held."""
    phrases = []
    for role in subject.roles:
        place = role.organization or role.country_code
        inside = place.casefold() in role.title.casefold()
        phrases.append(f"{role.title}, {place}" if role.title and place and not inside else role.title or place)
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def enum_word(name: str) -> str:
    """An enum name in words: `ARMED_GROUP` → `armed group`; unspecified ones are empty."""
    return "" if name.endswith("UNSPECIFIED") else name.replace("_", " ").lower()
