"""Claims that can be held against one another: who says which event, on which days, where, and of whom."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Attribution, Event, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline_server.knowledge.news_words import plain_form, weight_of
from dateline_server.stories.clusters import WINDOW_DAYS

_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
_HAPPENED = (Event.OCCURRED, Event.ONGOING, Event.CLAIMED)
_BACKGROUND = timedelta(days=2 * WINDOW_DAYS)  # what happened longer before publication is not what the story tells of


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, or something, that takes part in an event."""

    actor: str  # `actors/{id}`; empty when the words name none
    text: str
    words: frozenset[str]  # plain forms of the words that tell who it is
    country: str
    body: str  # sector of a body of state: MIL, COP


@dataclass(frozen=True, slots=True)
class Claim:
    """An event as one voice tells it."""

    record: EventRecord
    voice: str  # the source that the article gives; empty when the article says it itself
    agents: tuple[Party, ...]
    recipients: tuple[Party, ...]
    is_asserted: bool  # its voice says that it happened or happens
    is_denied: bool  # its voice says that it did not happen
    verb: str  # plain form of the first word of its label
    first: str  # the days on which it may have happened, `YYYY-MM-DD`; empty when not stated
    last: str

    @property
    def event(self) -> Event:
        """The event."""
        return self.record.event

    @property
    def speaker(self) -> str:
        """Who vouches for it: the voice, else the publisher, else the article."""
        return self.voice.casefold().removeprefix("the ") or self.record.source or self.record.article

    @property
    def order(self) -> tuple[str, str, int, str]:
        """Sorts claims, the earliest published first; those without a day last."""
        return self.record.published_date or "9999", self.record.article, self.event.trigger.start, self.event.id


def read_claims(records: Iterable[EventRecord]) -> list[Claim]:
    """The claims of a story's records, without those of what happened long before; the earliest published first."""
    return sorted((claim for claim in map(_read, records) if not _is_background(claim)), key=lambda claim: claim.order)


def same_party(one: Party, other: Party) -> bool:
    """True for one actor, for a body of state where one article does not say of which, and for parts of a name.

    "the army" is "Kenya's armed forces"; "rebels" are the "Kachin rebels".
    """
    if one.actor and one.actor == other.actor:
        return True
    if one.country and other.country and one.country != other.country:
        return False
    if one.body and one.body == other.body and not (one.country and other.country):
        return True
    shorter, longer = sorted((one.words, other.words), key=len)
    return bool(shorter) and shorter <= longer


def share_party(some: Sequence[Party], others: Sequence[Party]) -> bool:
    """True when somebody is on both sides."""
    return any(same_party(one, other) for one in some for other in others)


def times_meet(one: Claim, other: Claim) -> bool:
    """False when both state days and no day is in both."""
    if not (one.first and one.last and other.first and other.last):
        return True
    return one.first <= other.last and other.first <= one.last


def places_meet(one: Claim, other: Claim) -> bool:
    """False when both state places that lie apart; a country or region meets each of its towns."""
    here, there = one.record.place, other.record.place
    if not (one.event.place and other.event.place) or here.name == there.name:
        return True
    if here.country_code and there.country_code and here.country_code != there.country_code:
        return False
    return _holds(here, there) or _holds(there, here)


def _holds(wide: Place, narrow: Place) -> bool:
    """True when one place may lie in the other."""
    if wide.kind == Place.REGION:
        return narrow.kind not in (Place.REGION, Place.COUNTRY) and narrow.admin1 in ("", wide.name)
    return wide.kind in (Place.COUNTRY, Place.SEA)


def _read(record: EventRecord) -> Claim:
    event = record.event
    actors = {actor.id: actor for actor in record.actors}

    def parties(*roles: Participant.Role.ValueType) -> tuple[Party, ...]:
        return tuple(_party(part, actors.get(part.actor)) for part in event.participants if part.role in roles)

    stated = event.time.basis in (EventTime.STATED, EventTime.INFERRED)
    source = event.attributions[0] if event.attributions else None
    name = actors[source.source].name if source and source.source in actors else ""
    return Claim(
        record=record,
        voice=name or (source.source_span.text if source else ""),
        agents=parties(Participant.AGENT, Participant.PARTICIPANT),
        recipients=parties(Participant.RECIPIENT),
        is_asserted=event.status in _HAPPENED and all(said.stance != Attribution.DENY for said in event.attributions),
        is_denied=event.status == Event.NEGATED,
        verb=plain_form(event.label.partition(" ")[0]),
        first=_day(event.time.earliest) if stated else "",
        last=_day(event.time.latest) if stated else "",
    )


def _party(part: Participant, actor: Actor | None) -> Party:
    if actor is None:
        return Party(actor="", text=part.text, words=_telling(part.text), country="", body="")
    body = actor.sector if actor.kind in (Actor.AGENCY, Actor.GOVERNMENT) else ""
    return Party(actor.actor, actor.name, _telling(actor.name), actor.country_code, body)


def _day(moment: str) -> str:
    """The day of a day or time of day; empty for what no calendar of ours holds."""
    return moment[:10] if _DAY.match(moment) else ""


def _telling(text: str) -> frozenset[str]:
    plain = (plain_form(word.casefold()) for word in _WORD.findall(text))
    return frozenset(word for word in plain if weight_of(word) > 0)


def _is_background(claim: Claim) -> bool:
    published = claim.record.published_date
    if not (published and claim.last):
        return False
    return claim.last < (date.fromisoformat(published) - _BACKGROUND).isoformat()
