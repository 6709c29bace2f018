"""The fields that filters may name, with their types: what `filters.py` checks against and what a server can list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Event
from dateline.v1.quote_pb2 import Quote
from dateline.v1.reparse_pb2 import ReparseMetadata

_EQUALITY = ("=", "!=")
_ORDER = ("=", "!=", "<", "<=", ">", ">=")


class FieldType(Enum):
    """How values of a field are written and compared."""

    STRING = "string"  # whole and exact
    TEXT = "text"  # whole and exact with =, or a part of it in any case with :
    CODE = "code"  # upper-case word of an open list
    EVENT_TYPE = "event type"  # of the ontology, or of another one that stored events were read with
    COUNTRY = "country"  # ISO 3166-1 alpha-3
    ENUM = "enum"
    DATE = "date"
    PERIOD = "period"  # a stretch of days, compared with one day
    TIMESTAMP = "timestamp"
    NUMBER = "number"
    BOOL = "bool"  # true or false


_OPERATORS: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.STRING: _EQUALITY,
    FieldType.TEXT: (*_EQUALITY, ":"),
    FieldType.CODE: _EQUALITY,
    FieldType.EVENT_TYPE: _EQUALITY,
    FieldType.COUNTRY: _EQUALITY,
    FieldType.ENUM: _EQUALITY,
    FieldType.DATE: _ORDER,
    FieldType.PERIOD: _ORDER,
    FieldType.TIMESTAMP: _ORDER,
    FieldType.NUMBER: _ORDER,
    FieldType.BOOL: _EQUALITY,
}


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that a filter may name.

    `repeated`: `=` and `:` hold when any of the values is equal, `!=` when none is. `prefix`: how resource names in it
    begin. `values`: number of each enum value by its name.
    """

    name: str
    type: FieldType
    meaning: str
    repeated: bool = False
    prefix: str = ""
    values: Mapping[str, int] | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that make sense for the field."""
        operators = _OPERATORS[self.type]
        return (*operators, ":") if self.repeated and ":" not in operators else operators


Fields = Mapping[str, FilterField]


def _table(*fields: FilterField) -> Fields:
    return {field.name: field for field in fields}


def _known_values(items: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    return {name: number for name, number in items if number}


_PUBLISHED = FilterField("published_date", FieldType.DATE, "day of publication")
_SOURCE = FilterField("source", FieldType.STRING, "publisher")
_STORY = FilterField("story", FieldType.STRING, "story that the article belongs to", prefix="stories/")
_ARTICLE = FilterField("article", FieldType.STRING, "name of the article", prefix="articles/")


# With `*` at the end, such as "actors/person-a*", every name that begins so.
def _own_name(of: str, prefix: str) -> FilterField:
    return FilterField("name", FieldType.STRING, f"name of the {of}, or with * at its end how it begins", prefix=prefix)


ARTICLE_FIELDS = _table(
    _own_name("article", "articles/"),
    _SOURCE,
    FilterField("url", FieldType.STRING, "address, compared without what does not change the page"),
    FilterField("language", FieldType.STRING, "BCP 47 tag of the body's language"),
    _PUBLISHED,
    FilterField("section", FieldType.STRING, "section of the publication"),
    FilterField("title", FieldType.TEXT, "headline"),
    FilterField("actor", FieldType.STRING, "an actor in the article", repeated=True, prefix="actors/"),
    FilterField("country", FieldType.COUNTRY, "country of an actor in the article", repeated=True),
    FilterField("event_type", FieldType.EVENT_TYPE, "type of an event in the article", repeated=True),
    FilterField("create_time", FieldType.TIMESTAMP, "when the article was first stored"),
    _STORY,
)
# Which story an article belongs to is no part of it, and changes without it.
WATCH_FIELDS: Fields = {name: field for name, field in ARTICLE_FIELDS.items() if field is not _STORY}

EVENT_FIELDS = _table(
    FilterField("type", FieldType.EVENT_TYPE, "type in the ontology"),
    FilterField("mode", FieldType.STRING, "mode of the type"),
    FilterField("status", FieldType.ENUM, "whether it happened", values=_known_values(Event.Status.items())),
    FilterField("actor", FieldType.STRING, "who takes part", repeated=True, prefix="actors/"),
    FilterField("agent", FieldType.STRING, "who does it, or an equal side", repeated=True, prefix="actors/"),
    FilterField("recipient", FieldType.STRING, "to whom, or an equal side", repeated=True, prefix="actors/"),
    FilterField("country", FieldType.COUNTRY, "country of one who takes part", repeated=True),
    FilterField("agent.country", FieldType.COUNTRY, "country of an agent or equal side", repeated=True),
    FilterField("recipient.country", FieldType.COUNTRY, "country of a recipient or equal side", repeated=True),
    FilterField("place", FieldType.STRING, "name of the place"),
    FilterField("place.country", FieldType.COUNTRY, "country of the place"),
    FilterField("time", FieldType.PERIOD, "when it can have been: holds when one of its days does"),
    _PUBLISHED,
    _SOURCE,
    _ARTICLE,
    FilterField(
        "quad_class",
        FieldType.ENUM,
        "corner of conflict and cooperation",
        values=_known_values(Event.QuadClass.items()),
    ),
    FilterField("confidence", FieldType.NUMBER, "belief, 0 to 1"),
    FilterField("intensity", FieldType.NUMBER, "-10 (conflict) to 10 (cooperation)"),
    FilterField("corrected", FieldType.BOOL, "whether people have put something right in it"),
    _STORY,
)

QUOTE_FIELDS = _table(
    FilterField("speaker", FieldType.STRING, "who said it", prefix="actors/"),
    FilterField("speaker.country", FieldType.COUNTRY, "country of who said it"),
    FilterField("kind", FieldType.ENUM, "how the words are given", values=_known_values(Quote.Kind.items())),
    _SOURCE,
    _PUBLISHED,
    _ARTICLE,
    FilterField("text", FieldType.TEXT, "what was said"),
    _STORY,
)

ACTOR_FIELDS = _table(
    FilterField("kind", FieldType.ENUM, "what sort of actor it is", values=_known_values(Actor.Kind.items())),
    FilterField("country", FieldType.COUNTRY, "country it is or belongs to"),
    FilterField("sector", FieldType.CODE, "sector code"),
    _own_name("actor", "actors/"),
    FilterField("display_name", FieldType.TEXT, "the name most articles use"),
    FilterField("article_count", FieldType.NUMBER, "number of articles that mention it"),
)

STORY_FIELDS = _table(
    _own_name("story", "stories/"),
    FilterField("title", FieldType.TEXT, "title of its most central article"),
    FilterField("article_count", FieldType.NUMBER, "number of its articles"),
    FilterField("text_count", FieldType.NUMBER, "number of texts, reprints of one counted once"),
    FilterField("source_count", FieldType.NUMBER, "number of publishers"),
    FilterField("first_date", FieldType.DATE, "first publication day of its articles"),
    FilterField("last_date", FieldType.DATE, "last publication day of its articles"),
    FilterField("source", FieldType.STRING, "a publisher of its articles", repeated=True),
    FilterField("actor", FieldType.STRING, "an actor in its articles", repeated=True, prefix="actors/"),
    FilterField("event_type", FieldType.EVENT_TYPE, "type of an event in its articles", repeated=True),
    FilterField("update_time", FieldType.TIMESTAMP, "when an article last joined or left it"),
)

OPERATION_FIELDS = _table(
    FilterField("state", FieldType.ENUM, "where it stands", values=_known_values(ReparseMetadata.State.items())),
)
