"""The columns of every table, CSV file and data frame, in their stable order: names are only ever added, at the end.

Where cells are text, several values in one are joined by `; `. `brief` columns are shown where width is short: in
terminals and pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from dateline.render import wording
from dateline.render.cast import Cast
from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit, IngestResult
from dateline.v1.event_pb2 import Attribution, Event, EventRecord, Participant
from dateline.v1.event_service_pb2 import EventBucket
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote, QuoteRecord
from dateline.v1.story_pb2 import Disagreement, Position, Story
from dateline.v1.time_pb2 import TimeExpression

Record = TypeVar("Record")


# What a cell holds; None where nothing is known.
Value: TypeAlias = str | int | float | Sequence[str] | None


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    TEXTS = "list of texts"
    DAY = "day"  # as text: 2025-04-09
    INTEGER = "integer"
    NUMBER = "number"


def _itself(record: Record) -> Record:
    return record


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """One column: its name in CSV, what it says, its value for a record, and a heading where it is shown briefly.

    The value is read from what `prepare` makes of a record, the same for all columns of a table: see `values`.
    `digits` is how a number is written where cells are text. A terminal of fewer columns than `width_needed` goes
    without the column; one as wide shows it also where it has no brief heading, under its name.
    """

    name: str
    meaning: str
    value: Callable[[Any], Value]
    brief: str = ""
    width_needed: int = 0
    kind: Kind = Kind.TEXT
    digits: str = ".4g"
    prepare: Callable[[Record], Any] = _itself

    def text(self, record: Record) -> str:
        """The cell as text; empty where nothing is known."""
        return self.as_text(self.value(self.prepare(record)))

    def as_text(self, value: Value) -> str:
        """A value of the column as text."""
        if value is None:
            return ""
        if isinstance(value, float):
            return format(value, self.digits)
        return str(value) if isinstance(value, str | int) else "; ".join(value)


def _several(found: Sequence[str]) -> list[str]:
    return [value for value in dict.fromkeys(found) if value] if found else []


def values(record: Record, columns: Sequence[Column[Record]]) -> list[Value]:
    """The values of a record in all columns of one table; what several of them go by is looked up once."""
    prepared = columns[0].prepare(record)
    return [column.value(prepared) for column in columns]


class _EventRow:
    """An event record with its participants looked up."""

    __slots__ = ("cast", "event", "record")

    def __init__(self, record: EventRecord) -> None:
        self.record = record
        self.event = record.event
        self.cast = Cast(record)


def _parts(role: Participant.Role.ValueType, word: str) -> list[Column[EventRecord]]:
    return [
        Column(
            f"{word}s",
            f"names of those with the role {word.upper()}",
            lambda r: r.cast.names(role),
            kind=Kind.TEXTS,
        ),
        Column(
            f"{word}_actors",
            "their global names",
            lambda r: _several([a.actor for a in r.cast.actors(role)]),
            kind=Kind.TEXTS,
        ),
        Column(
            f"{word}_countries",
            "their countries, ISO 3166-1 alpha-3",
            lambda r: _several([a.country_code for a in r.cast.actors(role)]),
            kind=Kind.TEXTS,
        ),
    ]


def _coordinates(place: Callable[[Any], Place]) -> list[Column[Record]]:
    def coordinate(axis: str) -> Callable[[Any], float | None]:
        return lambda r: getattr(place(r).location, axis) if place(r).HasField("location") else None

    return [
        Column("latitude", "degrees north", coordinate("latitude"), kind=Kind.NUMBER, digits=".5f"),
        Column("longitude", "degrees east", coordinate("longitude"), kind=Kind.NUMBER, digits=".5f"),
    ]


def _source_actors(row: _EventRow) -> list[str]:
    known = row.cast.known
    sources = [attribution.source for attribution in row.event.attributions]
    return _several([known[local].actor for local in sources if local in known])


_EVENTS: list[Column[EventRecord]] = [
    Column("article", "article's name", lambda r: r.record.article, width_needed=150),
    Column("event", "local id in the article", lambda r: r.event.id, width_needed=150),
    Column("key", "stable over revisions of the article", lambda r: r.event.key),
    Column("published_date", "publication day", lambda r: r.record.published_date, kind=Kind.DAY),
    Column("source", "publisher", lambda r: r.record.source),
    Column("article_title", "headline", lambda r: r.record.article_title),
    Column("type", "type of the ontology", lambda r: r.event.type, "type"),
    Column("mode", "mode of the type", lambda r: r.event.mode),
    Column("who", "all who take part, in words", lambda r: str(wording.sides_of(r.cast)), "who → whom"),
    Column("label", "verb phrase", lambda r: r.event.label, "what"),
    Column("status", "OCCURRED, PLANNED …", lambda r: Event.Status.Name(r.event.status), "status"),
    Column("time", "TIMEX3 value", lambda r: r.event.time.value),
    Column("when", "the time in words", lambda r: wording.when_of(r.record), "when"),
    Column("earliest", "first day or instant", lambda r: r.event.time.earliest),
    Column("latest", "last day or instant", lambda r: r.event.time.latest),
    *_parts(Participant.AGENT, "agent"),
    *_parts(Participant.RECIPIENT, "recipient"),
    *_parts(Participant.PARTICIPANT, "participant"),
    Column("place", "name of the place", lambda r: r.record.place.name),
    Column("where", "the place in words", lambda r: wording.where(r.record), "where"),
    Column("place_country", "its country, ISO 3166-1 alpha-3", lambda r: r.record.place.country_code),
    *_coordinates(lambda r: r.record.place),
    Column(
        "who_says", "sources, in words; empty: the article itself", lambda r: wording.who_says(r.record), "who says so"
    ),
    Column("source_actors", "global names of the sources", _source_actors, kind=Kind.TEXTS),
    Column(
        "stances",
        "ASSERT, DENY …",
        lambda r: _several([Attribution.Stance.Name(a.stance) for a in r.event.attributions if a.stance]),
        kind=Kind.TEXTS,
    ),
    Column("cameo_code", "CAMEO code", lambda r: r.event.cameo_code),
    Column(
        "quad_class",
        "VERBAL_COOPERATION …",
        lambda r: Event.QuadClass.Name(r.event.quad_class) if r.event.quad_class else "",
    ),
    Column(
        "intensity",
        "-10 to 10",
        lambda r: r.event.intensity if r.event.HasField("intensity") else None,
        kind=Kind.NUMBER,
    ),
    Column("confidence", "0 to 1", lambda r: r.event.confidence, kind=Kind.NUMBER),
    Column("trigger", "the words that name the event", lambda r: r.event.trigger.text),
    Column("gist", "one sentence", lambda r: r.event.gist),
]
EVENTS = [replace(column, prepare=_EventRow) for column in _EVENTS]

QUOTES: list[Column[QuoteRecord]] = [
    Column("article", "article's name", lambda r: r.article, width_needed=150),
    Column("quote", "local id in the article", lambda r: r.quote.id),
    Column("published_date", "publication day", lambda r: r.published_date, kind=Kind.DAY),
    Column("source", "publisher", lambda r: r.source),
    Column("article_title", "headline", lambda r: r.article_title),
    Column("speaker", "who said it", wording.speaker, "who"),
    Column(
        "speaker_actor",
        "the speaker's global name",
        lambda r: next((actor.actor for actor in r.actors if actor.id == r.quote.speaker), ""),
    ),
    Column("verb", "lemma of the cue", lambda r: r.quote.verb),
    Column("cue", "the words of the cue", wording.cue, "cue"),
    Column("content", "what was said, without the marks", wording.words_said, "what"),
    Column("kind", "DIRECT, PARTIAL …", lambda r: Quote.Kind.Name(r.quote.kind), "kind"),
    Column("addressee", "to whom", lambda r: wording.name_of(r.quote.addressee, r.actors)),
    Column(
        "via",
        "through whom",
        lambda r: _several([wording.name_of(local, r.actors) for local in r.quote.via]),
        kind=Kind.TEXTS,
    ),
    Column("confidence", "0 to 1", lambda r: r.quote.confidence, kind=Kind.NUMBER),
]

PROFILES: list[Column[ActorProfile]] = [
    Column("name", "global name", lambda r: r.name, "name", width_needed=120),
    Column("display_name", "the name most articles use", lambda r: r.display_name, "actor"),
    Column("kind", "PERSON, COUNTRY …", lambda r: Actor.Kind.Name(r.kind), "kind"),
    Column("country_code", "ISO 3166-1 alpha-3", lambda r: r.country_code, "country"),
    Column("sector", "GOV, MIL …", lambda r: r.sector),
    Column(
        "roles",
        "offices and functions, latest first",
        lambda r: _several(wording.role_phrases(r)),
        "roles",
        kind=Kind.TEXTS,
    ),
    Column("articles", "number of articles", lambda r: r.article_count, "articles", kind=Kind.INTEGER),
    Column("events", "number of events", lambda r: r.event_count, "events", kind=Kind.INTEGER),
    Column("quotes", "number of quotes", lambda r: r.quote_count, "quotes", kind=Kind.INTEGER),
    Column("mentions", "number of mentions", lambda r: r.mention_count, kind=Kind.INTEGER),
    Column("first_seen", "first publication day", lambda r: r.first_seen, kind=Kind.DAY),
    Column("last_seen", "last publication day", lambda r: r.last_seen, kind=Kind.DAY),
    Column(
        "aliases",
        "other names, most frequent first",
        lambda r: _several([alias.name for alias in r.aliases if alias.name != r.display_name]),
        kind=Kind.TEXTS,
    ),
]

ACTORS: list[Column[Actor]] = [
    Column("id", "local id", lambda r: r.id),
    Column("actor", "global name", lambda r: r.actor),
    Column("name", "fullest name", lambda r: r.name, "actor"),
    Column("kind", "PERSON, COUNTRY …", lambda r: Actor.Kind.Name(r.kind), "kind"),
    Column("country_code", "ISO 3166-1 alpha-3", lambda r: r.country_code, "country"),
    Column("sector", "GOV, MIL …", lambda r: r.sector),
    Column("roles", "offices and functions", lambda r: _several(wording.role_phrases(r)), "roles", kind=Kind.TEXTS),
    Column("mentions", "number of mentions", lambda r: len(r.mentions), "mentions", kind=Kind.INTEGER),
    Column("salience", "share of attention, 0 to 1", lambda r: r.salience, kind=Kind.NUMBER),
    Column("confidence", "0 to 1", lambda r: r.confidence, kind=Kind.NUMBER),
]

PLACES: list[Column[Place]] = [
    Column("id", "local id", lambda r: r.id),
    Column("name", "name", lambda r: r.name, "place"),
    Column("kind", "CITY, REGION …", lambda r: Place.Kind.Name(r.kind), "kind"),
    Column("country_code", "ISO 3166-1 alpha-3", lambda r: r.country_code, "country"),
    Column("admin1", "state or province", lambda r: r.admin1, "region"),
    *_coordinates(lambda r: r),
    Column("geonames_id", "GeoNames id", lambda r: r.geonames_id or None, kind=Kind.INTEGER),
    Column("mentions", "number of mentions", lambda r: len(r.mentions), "mentions", kind=Kind.INTEGER),
    Column("confidence", "0 to 1", lambda r: r.confidence, kind=Kind.NUMBER),
]

TIMES: list[Column[TimeExpression]] = [
    Column("id", "local id", lambda r: r.id),
    Column("text", "the words", lambda r: r.span.text, "time"),
    Column("type", "DATE, TIME …", lambda r: TimeExpression.Type.Name(r.type), "type"),
    Column("value", "TIMEX3 value", lambda r: r.value, "value"),
    Column("earliest", "first day or instant", lambda r: r.earliest, "earliest"),
    Column("latest", "last day or instant", lambda r: r.latest, "latest"),
    Column("mod", "START, APPROX …", lambda r: TimeExpression.Mod.Name(r.mod) if r.mod else ""),
]

ARTICLES: list[Column[Article]] = [
    Column("name", "article's name", lambda r: r.name, "name"),
    Column("published_date", "publication day", lambda r: r.published_date, "published", kind=Kind.DAY),
    Column("source", "publisher", lambda r: r.source, "source", width_needed=100),
    Column("title", "headline", lambda r: r.title, "title"),
    Column("language", "BCP 47 tag", lambda r: r.language),
    Column("url", "address", lambda r: r.url),
    Column("section", "section", lambda r: r.section),
    Column("authors", "authors", lambda r: _several(list(r.authors)), kind=Kind.TEXTS),
    Column("document_id", "the client's own id", lambda r: r.document_id),
    Column("revision", "number of the revision", lambda r: r.revision or None, kind=Kind.INTEGER),
    Column("story", "name of the story that it tells with others", lambda r: r.story),
]


REVISIONS: list[Column[Article]] = [
    Column("revision", "number of the revision", lambda r: r.revision, "revision", kind=Kind.INTEGER),
    Column("update_time", "when it was stored, UTC", lambda r: r.update_time.ToJsonString(), "stored"),
    Column("title", "headline", lambda r: r.title, "title"),
    Column("etag", "for `delete --etag`", lambda r: r.etag, "etag"),
    Column("engine_version", "version of Dateline that read it", lambda r: r.engine.version),
    Column("engine_digest", "hash of all that read it", lambda r: r.engine.digest),
    Column("name", "article's name", lambda r: r.name),
]

STORIES: list[Column[Story]] = [
    Column("name", "story's name", lambda r: r.name, "name", width_needed=120),
    Column("title", "headline of its central article", lambda r: r.title, "title"),
    Column("first_date", "first publication day", lambda r: r.first_date, "first", kind=Kind.DAY),
    Column("last_date", "last publication day", lambda r: r.last_date, "last", kind=Kind.DAY),
    Column("articles", "number of articles", lambda r: r.article_count, "articles", kind=Kind.INTEGER),
    Column("texts", "number of texts: reprints count once", lambda r: r.text_count, "texts", kind=Kind.INTEGER),
    Column("sources", "number of publishers", lambda r: r.source_count, "publishers", kind=Kind.INTEGER),
    Column(
        "who",
        "names of its actors",
        lambda r: _several([a.display_name for a in r.actors]),
        width_needed=150,
        kind=Kind.TEXTS,
    ),
    Column("actors", "their global names", lambda r: _several([a.actor for a in r.actors]), kind=Kind.TEXTS),
    Column("publishers", "its publishers", lambda r: _several([s.source for s in r.sources]), kind=Kind.TEXTS),
    Column("event_types", "types of event", lambda r: _several([t.type for t in r.event_types]), kind=Kind.TEXTS),
    Column("article", "name of its central article", lambda r: r.article),
]


def _holders(position: Position) -> str:
    """`41: the port authority (Coast Wire), Harbour Post`."""
    held = dict.fromkeys(
        f"{claim.voice} ({claim.event.source})"
        if claim.voice and claim.event.source
        else claim.voice or claim.event.source
        for claim in position.claims
    )
    names = ", ".join(name for name in held if name)
    return f"{position.value}: {names}" if names else position.value


DISAGREEMENTS: list[Column[Disagreement]] = [
    Column("story", "story's name", lambda r: r.story),
    Column("kind", "STATUS, QUANTITY …", lambda r: Disagreement.Kind.Name(r.kind), "kind"),
    Column("nature", "CONTRADICTION, DEVELOPMENT", lambda r: Disagreement.Nature.Name(r.nature), "nature"),
    Column("subject", "what is in question", lambda r: r.subject, "about"),
    Column("unit", "unit of the values", lambda r: r.unit),
    Column("values", "the answers", lambda r: _several([p.value for p in r.positions]), kind=Kind.TEXTS),
    Column(
        "positions",
        "each answer with those who give it",
        lambda r: [_holders(p) for p in r.positions],
        "who says what",
        kind=Kind.TEXTS,
    ),
    Column(
        "articles",
        "names of the articles",
        lambda r: _several([c.event.article for p in r.positions for c in p.claims]),
        kind=Kind.TEXTS,
    ),
]

_COUNTRIES = {"dyad": ("agent_country", "recipient_country")}


def bucket_columns(dimensions: Sequence[str]) -> list[Column[EventBucket]]:
    """The columns of events counted by these dimensions: `type`, `dyad`, `day` and so on."""
    names = [name for dimension in dimensions for name in _COUNTRIES.get(dimension, (dimension,))]
    return [
        *(Column(name, f"{name} of the bucket", _bucket_value(name), name.replace("_", " ")) for name in names),
        Column("events", "number of events", lambda r: r.event_count, "events", kind=Kind.INTEGER),
        Column(
            "articles", "number of articles that tell them", lambda r: r.article_count, "articles", kind=Kind.INTEGER
        ),
        Column("sources", "number of publishers of these", lambda r: r.source_count, "sources", kind=Kind.INTEGER),
        Column(
            "mean_intensity",
            "-10 to 10",
            lambda r: r.mean_intensity if r.HasField("mean_intensity") else None,
            "mean intensity",
            kind=Kind.NUMBER,
        ),
    ]


def _bucket_value(name: str) -> Callable[[EventBucket], str]:
    if name in ("day", "week", "month"):
        return lambda bucket: bucket.period
    if name == "status":
        return lambda bucket: Event.Status.Name(bucket.status)
    if name == "quad_class":
        return lambda bucket: Event.QuadClass.Name(bucket.quad_class)
    return lambda bucket: str(getattr(bucket, name))


def _of_hit(column: Column[Article]) -> Column[ArticleHit]:
    return Column(
        column.name,
        column.meaning,
        lambda hit: column.value(hit.article),
        column.brief,
        column.width_needed,
        column.kind,
    )


HITS: list[Column[ArticleHit]] = [
    *map(_of_hit, ARTICLES[:4]),
    Column("snippet", "words around the match", lambda r: r.snippet, "match"),
]

INGESTED: list[Column[IngestResult]] = [
    Column("id", "the client's own id", lambda r: r.id, "id"),
    Column("name", "article's name", lambda r: r.name, "name"),
    Column("outcome", "CREATED … or error", lambda r: "error" if r.HasField("error") else outcome(r), "outcome"),
    Column("revision", "number of the revision", lambda r: r.revision or None, "revision", kind=Kind.INTEGER),
    Column("duplicate_of", "first article with the same body", lambda r: r.duplicate_of),
    Column("error", "what was wrong", lambda r: r.error.message, "error"),
]


def outcome(result: IngestResult) -> str:
    """`CREATED`, `UPDATED`, `UNCHANGED`, `DUPLICATE`."""
    return IngestResult.Outcome.Name(result.outcome)
