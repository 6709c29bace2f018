"""What a person puts right in an event: checked against the article, and made again in later revisions of it.

A correction refers to actors, places and times by what they are and not by their local ids, which another reading of
the article gives anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article, Warning
from dateline.v1.event_pb2 import Event, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.errors import InvalidField
from dateline_server.knowledge.ontology import event_type, load_ontology

CORRECTABLE = ("type", "mode", "status", "label", "gist", "participants", "place", "time")
UNMATCHED = "CORRECTION_UNMATCHED"


@dataclass(frozen=True, slots=True)
class Correction:
    """What to put right in the event under `key`: its `fields`, all of CORRECTABLE, become those of `event`."""

    key: str
    event: Event
    fields: tuple[str, ...]
    reason: str = ""
    by: str = ""


def put_fields(event: Event, wanted: Event, fields: Iterable[str]) -> None:
    """Gives the event those fields of the wanted one."""
    for name in fields:
        event.ClearField(name)  # type: ignore[arg-type]
        value = getattr(wanted, name)
        if name == "participants":
            event.participants.extend(value)
        elif name == "time":
            if wanted.HasField("time"):
                event.time.CopyFrom(value)
        else:
            setattr(event, name, value)


def make_record(article: Article, wanted: Event, fields: Sequence[str]) -> EventRecord:
    """The fields of the wanted event with what they refer to, so that they hold in another reading of the article.

    Raises InvalidField for a reference that leads nowhere, below `event`.
    """
    record = EventRecord()
    put_fields(record.event, wanted, fields)
    actors = {actor.id: actor for actor in article.actors}
    for position, part in enumerate(record.event.participants):
        field = f"event.participants[{position}]"
        if part.actor and part.actor not in actors:
            raise InvalidField(f"The article has no actor {part.actor!r}.", field=f"{field}.actor")
        if not part.actor and (not part.text or part.text not in article.body):
            raise InvalidField(
                "Name an actor of the article by its local id, or words that stand in the body.", field=f"{field}.text"
            )
    for local_id in sorted({part.actor for part in record.event.participants if part.actor}):
        actor = actors[local_id]
        record.actors.append(Actor(id=actor.id, actor=actor.actor, name=actor.name))
    if record.event.place:
        place = next((place for place in article.places if place.id == record.event.place), None)
        if place is None:
            raise InvalidField(f"The article has no place {record.event.place!r}.", field="event.place")
        record.place.CopyFrom(Place(id=place.id, name=place.name, country_code=place.country_code))
        record.event.place_basis = wanted.place_basis or Event.INFERRED
    if record.event.time.expression:
        time = next((time for time in article.times if time.id == record.event.time.expression), None)
        if time is None:
            raise InvalidField(
                f"The article has no time expression {record.event.time.expression!r}.", field="event.time.expression"
            )
        record.time.CopyFrom(TimeExpression(id=time.id, span=time.span, value=time.value))
        record.event.time.CopyFrom(
            EventTime(
                value=time.value,
                earliest=time.earliest,
                latest=time.latest,
                expression=time.id,
                basis=wanted.time.basis or EventTime.STATED,
            )
        )
    elif record.event.HasField("time"):
        record.event.time.basis = wanted.time.basis or EventTime.INFERRED
    return record


def apply_record(article: Article, event: Event, record: EventRecord, fields: Sequence[str]) -> list[str]:
    """Puts the fields of the record into an event of the article; the names of those that could be put there."""
    wanted, applied = record.event, []
    for name in fields:
        if name == "participants":
            participants = _find_participants(article, event, record)
            if participants is None:
                continue
            event.ClearField("participants")
            event.participants.extend(participants)
        elif name == "place":
            place = _find_place(article, record)
            if wanted.place and not place:
                continue
            event.place, event.place_basis = place, wanted.place_basis
        elif name == "time":
            put_fields(event, wanted, [name])
            if event.time.expression:
                event.time.expression = _find_time(article, record.time)
        else:
            put_fields(event, wanted, [name])
        applied.append(name)
    if "type" in applied or "mode" in applied:
        _classify(event)
    return applied


def warn_unmatched(article: Article, key: str, fields: Sequence[str]) -> None:
    """Tells in the article that these fields of the event under `key` wait for something to be put right in."""
    article.warnings.append(
        Warning(
            code=UNMATCHED,
            message=f"{_begin_warning(key)} cannot be made in this revision ({', '.join(fields)}); it is kept for the next.",
        )
    )


def withdraw_warning(article: Article, key: str) -> None:
    """Takes out what `warn_unmatched` told of the event under `key`."""
    kept = [w for w in article.warnings if w.code != UNMATCHED or not w.message.startswith(_begin_warning(key))]
    article.ClearField("warnings")
    article.warnings.extend(kept)


def _begin_warning(key: str) -> str:
    return f"The correction of the event {key}"


def _classify(event: Event) -> None:
    """Code, corner and intensity of the type and mode; a mode that the type does not have is dropped."""
    if (event.type, event.mode) not in load_ontology():
        event.mode = ""
    row = event_type(event.type, event.mode)
    event.cameo_code = row.cameo_code
    event.quad_class = Event.QuadClass.Value(row.quad_class) if row.quad_class else Event.QUAD_CLASS_UNSPECIFIED
    event.ClearField("intensity")
    if row.intensity is not None:
        event.intensity = row.intensity


def _find_participants(article: Article, event: Event, record: EventRecord) -> list[Participant] | None:
    names = {actor.id: actor.actor or actor.name for actor in record.actors}
    actors = {actor.actor or actor.name: actor for actor in article.actors}
    participants = []
    for part in record.event.participants:
        actor = actors.get(names[part.actor]) if part.actor else None
        if part.actor and actor is None:
            return None
        spans = list(_occurrences(article.body, part.text)) or (
            [mention.span for mention in actor.mentions] if actor else []
        )
        if not spans:
            return None
        span = min(spans, key=lambda span: (span.part != event.trigger.part, abs(span.start - event.trigger.start)))
        participants.append(
            Participant(
                role=part.role, actor=actor.id if actor else "", text=span.text, span=span, implied=part.implied
            )
        )
    return participants


def _occurrences(body: str, text: str) -> Iterator[Span]:
    at = body.find(text) if text else -1
    while at >= 0:
        yield Span(start=at, end=at + len(text), text=text)
        at = body.find(text, at + len(text))


def _find_place(article: Article, record: EventRecord) -> str:
    wanted = (record.place.name, record.place.country_code)
    return next((place.id for place in article.places if (place.name, place.country_code) == wanted), "")


def _find_time(article: Article, wanted: TimeExpression) -> str:
    return next(
        (time.id for time in article.times if time.value == wanted.value and time.span.text == wanted.span.text), ""
    )
