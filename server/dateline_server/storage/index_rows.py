"""The rows by which an article is found: what the tables beside the stored bytes hold for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Mention
from dateline_server.storage.ids import published_at, read_day_number, row_id
from dateline_server.storage.keys import canonical_url

AGENT, RECIPIENT, OTHER_ROLE = 1, 2, 4
_NAME = Mention.NAME  # looking a value up in its message takes as long as the whole step
_ROLE_BITS = {
    Participant.AGENT: AGENT,
    Participant.RECIPIENT: RECIPIENT,
    # The sides of talks act and are acted upon alike.
    Participant.PARTICIPANT: AGENT | RECIPIENT,
}

Row = tuple[int | float | str | bytes | None, ...]


@dataclass(slots=True)
class Sighting:
    """What one article adds to the profile of one actor."""

    name: str
    names: set[str]
    traits: tuple[int, str, str]  # kind, country, sector
    roles: set[tuple[str, str, str]] = field(default_factory=set)
    events: int = 0
    quotes: int = 0
    mentions: int = 0


@dataclass(slots=True)
class IndexRows:
    """All rows of one article, in the order of the columns; `sightings` by the actor's id."""

    article_postings: list[Row]
    events: list[Row]
    event_postings: list[Row]
    quotes: list[Row]
    sightings: dict[int, Sighting]


def actor_names(article: Article) -> set[str]:
    """The global names of the actors in the article."""
    return {actor.actor for actor in article.actors if actor.actor}


def index_article(article: Article, article_id: int, actor_ids: Mapping[str, int]) -> IndexRows:
    """The rows of the article with this id; `actor_ids` leads from every one of its global actor names to an id."""
    return _Indexing(article, article_id, actor_ids).rows()


# What `basic_view` keeps.
BASIC_FIELDS = frozenset(
    (
        "name",
        "title",
        "language",
        "url",
        "source",
        "authors",
        "section",
        "published_date",
        "publish_tz",
        "date_basis",
        "revision",
        "etag",
        "body_sha256",
        "document_id",
        "story",
        "near_duplicate_of",
        "published_time",
        "received_time",
        "create_time",
        "update_time",
        "delete_time",
    )
)


def basic_view(article: Article) -> Article:
    """The article without body and claims."""
    basic = Article(
        name=article.name,
        title=article.title,
        language=article.language,
        url=article.url,
        source=article.source,
        authors=article.authors,
        section=article.section,
        published_date=article.published_date,
        publish_tz=article.publish_tz,
        date_basis=article.date_basis,
        revision=article.revision,
        etag=article.etag,
        body_sha256=article.body_sha256,
        document_id=article.document_id,
        story=article.story,
        near_duplicate_of=article.near_duplicate_of,
    )
    for time in ("published_time", "received_time", "create_time", "update_time", "delete_time"):
        if article.HasField(time):
            getattr(basic, time).CopyFrom(getattr(article, time))
    return basic


def article_row(article: Article, article_id: int, seq: int) -> Row:
    """What articles are listed by: the row of `article_rows`, of the article as the entry `seq` of the log holds it."""
    return (
        article_id,
        seq,
        canonical_url(article.url) or article.url,
        article.source,
        article.language,
        article.section,
        article.title.casefold(),
        published_at(article),
        article.create_time.ToMicroseconds(),
        basic_view(article).SerializeToString(deterministic=True),
    )


def country_term(code: str) -> str:
    """The term of a country in the postings."""
    return f"c{code}"


def actor_term(actor_id: int) -> str:
    """The term of an actor in the postings."""
    return f"a{actor_id}"


def event_type_term(event_type: str) -> str:
    """The term of an event type in the postings of articles."""
    return f"t{event_type}"


# The term of a corrected event, and of its article.
CORRECTED_TERM = "corrected=true"


class _PlaceRow(NamedTuple):
    name: str
    country: str
    ordinal: str


_NO_PLACE = _PlaceRow("", "", "")


class _Indexing:
    def __init__(self, article: Article, article_id: int, actor_ids: Mapping[str, int]) -> None:
        self._article = article
        self._id = article_id
        self._published_at = published_at(article)
        self._actors = list(article.actors)
        self._ordinals = {actor.id: ordinal for ordinal, actor in enumerate(self._actors)}
        self._global_ids = [actor_ids.get(actor.actor) for actor in self._actors]
        self._countries = [actor.country_code for actor in self._actors]
        self._affiliations = [self._ordinals.get(actor.affiliation) for actor in self._actors]
        self._terms = [
            [term for term in (actor_term(actor) if actor else "", country_term(country) if country else "") if term]
            for actor, country in zip(self._global_ids, self._countries, strict=True)
        ]
        self._actor_of_term = {actor_term(actor): actor for actor in self._global_ids if actor}
        self._chains: dict[str, dict[int, None]] = {}
        self._event_types: set[str] = set()
        self._corrected = False
        self._places = {
            place.id: _PlaceRow(place.name, place.country_code, str(ordinal))
            for ordinal, place in enumerate(article.places)
        }
        self._times = {time.id: str(ordinal) for ordinal, time in enumerate(article.times)}

    def rows(self) -> IndexRows:
        sightings = self._sightings()
        events: list[Row] = []
        event_postings: list[Row] = []
        for ordinal, event in enumerate(self._article.events):
            self._add_event(ordinal, event, events, event_postings, sightings)
        quotes = [self._quote(ordinal, quote, sightings) for ordinal, quote in enumerate(self._article.quotes)]
        terms = {term for terms in self._terms for term in terms}
        terms.update([event_type_term(event_type) for event_type in self._event_types])
        if self._corrected:
            terms.add(CORRECTED_TERM)
        return IndexRows(
            article_postings=[(term, self._published_at, self._id) for term in sorted(terms)],
            events=events,
            event_postings=event_postings,
            quotes=quotes,
            sightings=sightings,
        )

    def _sightings(self) -> dict[int, Sighting]:
        found: dict[int, Sighting] = {}
        for actor, global_id in zip(self._actors, self._global_ids, strict=True):
            if global_id is None:
                continue
            sighting = found.get(global_id)
            if sighting is None:
                sighting = found[global_id] = Sighting(
                    actor.name, {actor.name}, (actor.kind, actor.country_code, actor.sector)
                )
            mentions = actor.mentions
            sighting.names.update([mention.span.text for mention in mentions if mention.type == _NAME])
            sighting.roles.update([(role.title, role.organization, role.country_code) for role in actor.roles])
            sighting.mentions += len(mentions)
        return found

    def _add_event(
        self, ordinal: int, event: Event, events: list[Row], postings: list[Row], sightings: dict[int, Sighting]
    ) -> None:
        event_id = row_id(self._id, ordinal)
        time = event.time
        time_from, time_to = _period(time.earliest, time.latest)
        event_type = event.type
        self._event_types.add(event_type)
        referred: list[str] = []
        roles: dict[str, int] = {}
        for participant in event.participants:
            local_id = participant.actor
            actor = self._ordinals.get(local_id)
            if actor is None:
                continue
            referred.append(local_id)
            bit = _ROLE_BITS.get(participant.role, OTHER_ROLE)
            for term in self._terms[actor]:
                roles[term] = roles.get(term, 0) | bit
        for term, bits in roles.items():
            postings.append((term, self._published_at, event_id, event_type, bits, time_from, time_to))
            if (global_id := self._actor_of_term.get(term)) is not None:
                sightings[global_id].events += 1
        if event.HasField("correction"):
            self._corrected = True
            postings.append((CORRECTED_TERM, self._published_at, event_id, event_type, OTHER_ROLE, time_from, time_to))
        for attribution in event.attributions:
            referred.append(attribution.source)
            referred.extend(attribution.via)
        place = self._places.get(event.place, _NO_PLACE)
        events.append(
            (
                event_id,
                self._published_at,
                event_type,
                event.mode,
                event.status,
                event.quad_class,
                event.confidence,
                event.intensity if event.HasField("intensity") else None,
                time_from,
                time_to,
                place.name,
                place.country,
                self._referred_actors(referred),
                place.ordinal,
                self._times.get(time.expression, ""),
                _countries(roles, AGENT),
                _countries(roles, RECIPIENT),
            )
        )

    def _quote(self, ordinal: int, quote: Quote, sightings: dict[int, Sighting]) -> Row:
        speaker = self._ordinals.get(quote.speaker)
        speaker_id = self._global_ids[speaker] if speaker is not None else None
        if speaker_id is not None:
            sightings[speaker_id].quotes += 1
        return (
            row_id(self._id, ordinal),
            self._published_at,
            quote.kind,
            speaker_id,
            self._countries[speaker] if speaker is not None else "",
            " ".join(span.text for span in quote.content).casefold(),
            self._referred_actors([quote.speaker, quote.addressee, *quote.via]),
        )

    def _referred_actors(self, local_ids: Iterable[str]) -> str:
        """The ordinals of the actors, and of those that they belong to, so that a record refers to none it lacks."""
        ordinals: dict[int, None] = {}
        for local_id in local_ids:
            ordinals.update(self._with_affiliations(local_id))
        return " ".join(map(str, ordinals))

    def _with_affiliations(self, local_id: str) -> dict[int, None]:
        chain = self._chains.get(local_id)
        if chain is None:
            chain = self._chains[local_id] = {}
            ordinal = self._ordinals.get(local_id)
            while ordinal is not None and ordinal not in chain:
                chain[ordinal] = None
                ordinal = self._affiliations[ordinal]
        return chain


def _countries(roles: Mapping[str, int], role: int) -> str:
    return " ".join(sorted([term[1:] for term, bits in roles.items() if bits & role and term[0] == "c"]))


def _period(earliest: str, latest: str) -> tuple[int | None, int | None]:
    if not (earliest or latest):
        return None, None
    first, last = read_day_number(earliest), read_day_number(latest)
    return (first if first is not None else last), (last if last is not None else first)
