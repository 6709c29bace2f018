"""Counts of events in buckets.

The rows are counted here and not by the database: an event belongs to the bucket of each of its countries, while an
article and a source count once a bucket, which SQL can only say with a table of pairs that every event would pay for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from dateline.v1.event_service_pb2 import (
    EVENT_DIMENSION_AGENT_COUNTRY,
    EVENT_DIMENSION_DAY,
    EVENT_DIMENSION_DYAD,
    EVENT_DIMENSION_MONTH,
    EVENT_DIMENSION_PLACE_COUNTRY,
    EVENT_DIMENSION_QUAD_CLASS,
    EVENT_DIMENSION_RECIPIENT_COUNTRY,
    EVENT_DIMENSION_STATUS,
    EVENT_DIMENSION_TYPE,
    EVENT_DIMENSION_WEEK,
    EventBucket,
    EventDimension,
)
from dateline_server.errors import InvalidField
from dateline_server.storage.database import Database
from dateline_server.storage.empty_buckets import Key, Span, Value, day_of, empty_keys, month_of, span_of, week_of
from dateline_server.storage.filter_fields import EVENT_FIELDS
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import ORDINAL_BITS, published_day
from dateline_server.storage.lists import select_events
from dateline_server.storage.page_tokens import PageTokens
from dateline_server.storage.store import AggregateQuery, Page

MAX_DIMENSIONS = 4
MAX_BUCKETS = 10_000
_DEFAULT_BUCKETS = 1_000


@dataclass(frozen=True, slots=True)
class _Dimension:
    """Columns of a row that a dimension reads, the fields of EventBucket that it sets, and the values that a row has.

    `label` gives the period of a day, where the dimension is one of periods.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    read: Callable[..., Iterable[tuple[Value, ...]]]
    label: Callable[[date], str] | None = None


def _one(value: Value) -> Iterable[tuple[Value, ...]]:
    return ((value,),) if value else ()


def _each(countries: str) -> Iterable[tuple[Value, ...]]:
    return ((country,) for country in countries.split())


def _pairs(agents: str, recipients: str) -> Iterable[tuple[Value, ...]]:
    return (
        (agent, recipient) for agent, recipient in product(agents.split(), recipients.split()) if agent != recipient
    )


def _period(label: Callable[[date], str]) -> Callable[[int], Iterable[tuple[Value, ...]]]:
    def read(seconds: int) -> Iterable[tuple[Value, ...]]:
        day = published_day(seconds)
        return ((label(date.fromisoformat(day)) if day else "",),)

    return read


_AGENTS, _RECIPIENTS, _PUBLISHED = "e.agent_countries", "e.recipient_countries", "e.published_at"
_DIMENSIONS: Mapping[EventDimension.ValueType, _Dimension] = {
    EVENT_DIMENSION_TYPE: _Dimension(("e.type",), ("type",), _one),
    EVENT_DIMENSION_QUAD_CLASS: _Dimension(("e.quad_class",), ("quad_class",), _one),
    EVENT_DIMENSION_STATUS: _Dimension(("e.status",), ("status",), _one),
    EVENT_DIMENSION_AGENT_COUNTRY: _Dimension((_AGENTS,), ("agent_country",), _each),
    EVENT_DIMENSION_RECIPIENT_COUNTRY: _Dimension((_RECIPIENTS,), ("recipient_country",), _each),
    EVENT_DIMENSION_DYAD: _Dimension((_AGENTS, _RECIPIENTS), ("agent_country", "recipient_country"), _pairs),
    EVENT_DIMENSION_PLACE_COUNTRY: _Dimension(("e.place_country",), ("place_country",), _one),
    EVENT_DIMENSION_DAY: _Dimension((_PUBLISHED,), ("period",), _period(day_of), day_of),
    EVENT_DIMENSION_WEEK: _Dimension((_PUBLISHED,), ("period",), _period(week_of), week_of),
    EVENT_DIMENSION_MONTH: _Dimension((_PUBLISHED,), ("period",), _period(month_of), month_of),
}


@dataclass(slots=True)
class _Bucket:
    events: int = 0
    articles: set[int] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    intensity: float = 0.0
    intense: int = 0


class Aggregates:
    """Counts events of one store."""

    def __init__(self, database: Database, tokens: PageTokens, is_stored: IsStored) -> None:
        self._database = database
        self._is_stored = is_stored
        self._tokens = tokens

    def events(self, query: AggregateQuery) -> Page:
        """Serialised EventBuckets. Raises InvalidFilter, InvalidField and InvalidPageToken."""
        dimensions = _read_dimensions(query.group_by)
        size = _read_size(query.page_size)
        binding = ("aggregate", query.filter, *(str(number) for number in query.group_by), str(query.include_empty))
        after = self._tokens.open(binding, query.page_token)
        fields = [name for dimension in dimensions for name in dimension.fields]
        buckets = self._count(query.filter, dimensions)
        if query.include_empty:
            _fill(buckets, dimensions, span_of(parse_filter(query.filter, EVENT_FIELDS)))
        # By period first, however the dimensions were given.
        order = sorted(range(len(fields)), key=lambda at: fields[at] != "period")
        keys = sorted(buckets, key=lambda key: [key[at] for at in order])
        if after is not None:
            keys = [key for key in keys if tuple(key[at] for at in order) > after]
        items = [_write(dict(zip(fields, key, strict=True)), buckets[key]) for key in keys[:size]]
        more = len(keys) > size
        return Page(items, self._tokens.seal(binding, tuple(keys[size - 1][at] for at in order)) if more else "")

    def _count(self, filter_text: str, dimensions: Sequence[_Dimension]) -> dict[Key, _Bucket]:
        selection = select_events(filter_text, self._database.dialect, is_stored=self._is_stored)
        columns = [column for dimension in dimensions for column in dimension.columns]
        condition = selection.condition
        statement = (
            f"SELECT e.id >> {ORDINAL_BITS}, a.source, e.intensity{''.join(f', {column}' for column in columns)}"
            f" FROM {selection.tables} JOIN article_rows a ON a.id = e.id >> {ORDINAL_BITS} WHERE {condition.sql}"
        )
        buckets: dict[Key, _Bucket] = {}
        with self._database.reading() as connection:
            for article, source, intensity, *values in connection.stream(statement, condition.parameters):
                for key in _keys(dimensions, values):
                    bucket = buckets.get(key)
                    if bucket is None:
                        bucket = buckets[key] = _Bucket()
                    bucket.events += 1
                    bucket.articles.add(article)
                    bucket.sources.add(source)
                    if intensity is not None:
                        bucket.intensity += intensity
                        bucket.intense += 1
        return buckets


def _keys(dimensions: Sequence[_Dimension], values: Sequence[Value]) -> Iterator[Key]:
    """The bucket or buckets that a row belongs to."""
    parts, at = [], 0
    for dimension in dimensions:
        width = len(dimension.columns)
        parts.append(dimension.read(*values[at : at + width]))
        at += width
    for combination in product(*parts):
        yield tuple(value for part in combination for value in part)


def _fill(buckets: dict[Key, _Bucket], dimensions: Sequence[_Dimension], span: Span) -> None:
    """Adds the empty buckets."""
    if not dimensions:
        return
    labels = [(dimension.label, at) for at, dimension in enumerate(dimensions) if dimension.label is not None]
    label, at = labels[0] if labels else (None, 0)
    for key in empty_keys(list(buckets), [len(dimension.fields) for dimension in dimensions], label, at, span):
        buckets.setdefault(key, _Bucket())


def _write(values: Mapping[str, Value], counted: _Bucket) -> bytes:
    bucket = EventBucket(
        event_count=counted.events, article_count=len(counted.articles), source_count=len(counted.sources)
    )
    for name, value in values.items():
        setattr(bucket, name, value)
    if counted.intense:
        bucket.mean_intensity = counted.intensity / counted.intense
    return bucket.SerializeToString(deterministic=True)


def _read_dimensions(group_by: Sequence[EventDimension.ValueType]) -> list[_Dimension]:
    for at, number in enumerate(group_by):
        if number not in _DIMENSIONS:
            raise InvalidField(
                f"{number} is no dimension. Give one of {', '.join(EventDimension.keys()[1:])}.",
                field=f"group_by[{at}]",
            )
    dimensions = [_DIMENSIONS[number] for number in group_by]
    fields = [name for dimension in dimensions for name in dimension.fields]
    if len(dimensions) > MAX_DIMENSIONS:
        raise InvalidField(f"{len(dimensions)} dimensions; at most {MAX_DIMENSIONS} are counted by.", field="group_by")
    if len(set(fields)) < len(fields):
        raise InvalidField(
            "Two of the dimensions mean the same: give each once, one of DAY, WEEK and MONTH, and DYAD or the countries of "
            "agent and recipient.",
            field="group_by",
        )
    return dimensions


def _read_size(requested: int) -> int:
    if requested < 0:
        raise InvalidField(f"The page size is {requested}; give a number from 0 to {MAX_BUCKETS:,}.", field="page_size")
    return min(requested or _DEFAULT_BUCKETS, MAX_BUCKETS)
