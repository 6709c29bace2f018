"""What the pictures of a report are drawn from, counted event by event in room that the number of events does not fill."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from dateline.render.cast import Cast
from dateline.render.pictures.marks import Status
from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Event, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Place

# So many events are kept whole: for rows of their own in the timeline, and for the table of events.
KEPT = 500
_FAR = 366
_COOPERATION = (Event.VERBAL_COOPERATION, Event.MATERIAL_COOPERATION)
_CONFLICT = (Event.VERBAL_CONFLICT, Event.MATERIAL_CONFLICT)

Counts = Counter[Status]
# Who acts and to whom it is done; with True two equals, as in talks, in the order of their names.
Pair = tuple[str, str, bool]


@dataclass(slots=True)
class Figure:
    """An actor in the events that were read."""

    name: str
    kind: Actor.Kind.ValueType
    country: str
    counts: Counts = field(default_factory=Counter)


@dataclass(slots=True)
class Spot:
    """A place of events, apart by whether the sentences state it or it was carried over from around them."""

    place: Place
    inferred: bool
    counts: Counts = field(default_factory=Counter)


@dataclass(slots=True)
class Findings:
    """The counts. `add` takes one event after another."""

    events: int = 0
    statuses: Counts = field(default_factory=Counter)
    # Articles by name, in the order in which their first event came, each with its number of events.
    articles: dict[str, int] = field(default_factory=dict)
    first_published: date | None = None
    last_published: date | None = None
    kept: list[EventRecord] = field(default_factory=list)
    # Those that are known to have days of their own: by type, first day, last day.
    days: dict[tuple[str, date, date], Counts] = field(default_factory=dict)
    undated: int = 0
    # By the countries of both sides; then by the day of publication, and 1 for cooperation, -1 for conflict, 0 for neither.
    dyads: dict[Pair, dict[tuple[date, int], Counts]] = field(default_factory=dict)
    without_dyad: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    ties: dict[Pair, Counts] = field(default_factory=dict)
    spots: dict[tuple[str, bool], Spot] = field(default_factory=dict)
    without_place: int = 0
    without_point: int = 0

    def add(self, record: EventRecord) -> None:
        """One more event."""
        event = record.event
        self.events += 1
        self.statuses[event.status] += 1
        self.articles[record.article] = self.articles.get(record.article, 0) + 1
        published = read_day(record.published_date)
        if published:
            self.first_published = min(self.first_published or published, published)
            self.last_published = max(self.last_published or published, published)
        if len(self.kept) < KEPT:
            self.kept.append(record)
        days = own_days(event.time)
        if days:
            self.days.setdefault((event.type, *days), Counter())[event.status] += 1
        else:
            self.undated += 1
        cast = Cast(record)
        self._add_dyads(event, cast, published)
        self._add_ties(event, cast)
        self._add_spot(record)

    def near(self) -> tuple[date, date]:
        """A year before the first day of publication, a year after the last: one day of 1945 leaves no room for the rest."""
        first, last = self.first_published, self.last_published
        if first is None or last is None:
            return date.min, date.max
        return (
            date.fromordinal(max(1, first.toordinal() - _FAR)),
            date.fromordinal(min(date.max.toordinal(), last.toordinal() + _FAR)),
        )

    def _add_dyads(self, event: Event, cast: Cast, published: date | None) -> None:
        agents, recipients = cast.actors(Participant.AGENT), cast.actors(Participant.RECIPIENT)
        equals = cast.actors(Participant.PARTICIPANT)
        pairs = [(one.country_code, other.country_code, False) for one in agents for other in recipients]
        pairs += _equal_pairs({actor.country_code for actor in equals})
        known = [pair for pair in dict.fromkeys(pairs) if pair[0] and pair[1]]
        if not (known and published):
            self.without_dyad += 1
            return
        side = 1 if event.quad_class in _COOPERATION else -1 if event.quad_class in _CONFLICT else 0
        for pair in known:
            self.dyads.setdefault(pair, {}).setdefault((published, side), Counter())[event.status] += 1

    def _add_ties(self, event: Event, cast: Cast) -> None:
        agents, recipients = cast.actors(Participant.AGENT), cast.actors(Participant.RECIPIENT)
        equals = cast.actors(Participant.PARTICIPANT)
        keys: dict[str, str] = {}
        for actor in (*agents, *recipients, *equals):
            key = actor.actor or actor.name
            if key and key not in keys.values():
                figure = self.figures.setdefault(key, Figure(actor.name, actor.kind, actor.country_code))
                figure.counts[event.status] += 1
            keys[actor.id] = key
        pairs = [(keys[one.id], keys[other.id], False) for one in agents for other in recipients]
        pairs += _equal_pairs({keys[actor.id] for actor in equals})
        for pair in dict.fromkeys(pairs):
            if pair[0] and pair[1] and pair[0] != pair[1]:
                self.ties.setdefault(pair, Counter())[event.status] += 1

    def _add_spot(self, record: EventRecord) -> None:
        if not record.HasField("place"):
            self.without_place += 1
            return
        place = record.place
        if not place.HasField("location"):
            self.without_point += 1
            return
        inferred = record.event.place_basis == Event.INFERRED
        key = str(place.geonames_id) if place.geonames_id else f"{place.name}, {place.country_code}"
        spot = self.spots.setdefault((key, inferred), Spot(place, inferred))
        spot.counts[record.event.status] += 1


def _equal_pairs(names: set[str]) -> list[Pair]:
    sides = sorted(names)
    return [(one, other, True) for index, one in enumerate(sides) for other in sides[index + 1 :]]


def own_days(time: EventTime) -> tuple[date, date] | None:
    """First and last day on which it can have been; None where only the day of publication bounds it, or nothing does."""
    if time.basis == EventTime.PUBLICATION:
        return None
    first, last = read_day(time.earliest), read_day(time.latest)
    if not (first or last):
        return None
    first, last = first or last or date.min, last or first or date.max
    return (first, last) if first <= last else None


def read_day(text: str) -> date | None:
    """The day of `2025-04-09` or `2025-04-09T15:00+01:00`; None for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
