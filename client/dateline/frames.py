"""Records as data frames: one row a record, in columns whose names and types stay.

    from dateline.frames import to_pandas

    frame = to_pandas(client.events.list('type = "CONSULT"'), "events")

`describe("events")` lists the columns. They are those of `dateline … -o csv`, with types: what a cell of CSV leaves
empty is null here, several values are a list, and days are dates. Columns are only ever added, at the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from google.protobuf.message import Message

from dateline.errors import DatelineError
from dateline.render import columns
from dateline.render.columns import Column, Kind
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.event_service_pb2 import EventHit
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.quote_service_pb2 import QuoteHit
from dateline.v1.story_pb2 import Story

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Table: TypeAlias = Literal["events", "quotes", "actors", "articles", "stories"]
Cell: TypeAlias = str | int | float | date | Sequence[str] | None

_ROWS_A_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class _Rows:
    """How one table is made: its columns, the kind of record it has a row for, and the records in other messages."""

    columns: Sequence[Column[Any]]
    record: type[Message]
    inside: Mapping[type[Message], Callable[[Any], Iterable[Message]]]


_TABLES: dict[Table, _Rows] = {
    "events": _Rows(columns.EVENTS, EventRecord, {Article: event_records, EventHit: lambda hit: [hit.event]}),
    "quotes": _Rows(columns.QUOTES, QuoteRecord, {Article: quote_records, QuoteHit: lambda hit: [hit.quote]}),
    "actors": _Rows(columns.PROFILES, ActorProfile, {}),
    "articles": _Rows(columns.ARTICLES, Article, {ArticleHit: lambda hit: [hit.article]}),
    "stories": _Rows(columns.STORIES, Story, {}),
}


def describe(table: Table) -> list[tuple[str, str, str]]:
    """The columns of a table, in order: name, type (`text`, `list of texts`, `day`, `integer`, `number`), meaning."""
    return [(column.name, column.kind.value, column.meaning) for column in _rows(table).columns]


def columns_of(table: Table) -> "Sequence[Column[Any]]":
    """The columns of a table, each with the value that it has for a record."""
    return _rows(table).columns


def to_arrow(records: "Iterable[Message | DatelineError]", table: Table) -> "pyarrow.Table":
    """The records as an Arrow table. Needs `pip install 'dateline[arrow]'`.

    `table` is `events`, `quotes`, `actors`, `articles` or `stories`. The records are those of a list or search; whole
    articles are taken apart into their events or quotes. An error among them, as `parse_many` gives back, is raised.
    Raises TypeError for a message that has no row in this table.
    """
    library = _load("pyarrow", "arrow")
    schema = arrow_schema(table)
    return library.Table.from_batches(arrow_batches(records, table), schema)


def arrow_batches(records: "Iterable[Message | DatelineError]", table: Table) -> "Iterator[pyarrow.RecordBatch]":
    """The rows of `to_arrow` in batches of 10,000, each made when it is asked for: for what is larger than memory."""
    library = _load("pyarrow", "arrow")
    schema = arrow_schema(table)
    found = _records(records, table)
    while batch := list(islice(found, _ROWS_A_BATCH)):
        arrays = [
            library.array(cells, type=field.type) for cells, field in zip(_cells(batch, table), schema, strict=True)
        ]
        yield library.RecordBatch.from_arrays(arrays, schema=schema)


def arrow_schema(table: Table) -> "pyarrow.Schema":
    """The Arrow schema of a table; each field has the column's `meaning` as metadata."""
    library = _load("pyarrow", "arrow")
    types = {
        Kind.TEXT: library.string(),
        Kind.TEXTS: library.list_(library.string()),
        Kind.DAY: library.date32(),
        Kind.INTEGER: library.int64(),
        Kind.NUMBER: library.float64(),
    }
    return library.schema(
        [
            library.field(column.name, types[column.kind], metadata={"meaning": column.meaning})
            for column in _rows(table).columns
        ]
    )


def to_polars(records: "Iterable[Message | DatelineError]", table: Table) -> "polars.DataFrame":
    """The records as a polars frame. Needs `pip install 'dateline[polars]'`. Arguments and errors as in `to_arrow`."""
    library = _load("polars", "polars")
    types: dict[Kind, Any] = {
        Kind.TEXT: library.String(),
        Kind.TEXTS: library.List(library.String()),
        Kind.DAY: library.Date(),
        Kind.INTEGER: library.Int64(),
        Kind.NUMBER: library.Float64(),
    }
    schema = {column.name: types[column.kind] for column in _rows(table).columns}
    cells = _cells(list(_records(records, table)), table)
    frame: polars.DataFrame = library.DataFrame(dict(zip(schema, cells, strict=True)), schema=schema)
    return frame


def to_pandas(records: "Iterable[Message | DatelineError]", table: Table) -> "pandas.DataFrame":
    """The records as a pandas frame. Needs `pip install 'dateline[pandas]'`. Arguments and errors as in `to_arrow`.

    Text is `string`, integers are `Int64`, numbers `float64`, days `datetime64[s]`, lists objects.
    """
    library = _load("pandas", "pandas")
    types = {
        Kind.TEXT: "string",
        Kind.TEXTS: "object",
        Kind.DAY: "datetime64[s]",
        Kind.INTEGER: "Int64",
        Kind.NUMBER: "float64",
    }
    cells = _cells(list(_records(records, table)), table)
    return library.DataFrame(
        {
            column.name: library.Series(found, dtype=types[column.kind])
            for column, found in zip(_rows(table).columns, cells, strict=True)
        }
    )


def _load(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise ModuleNotFoundError(f"{module} is not there: pip install 'dateline[{extra}]'", name=module) from None


def _rows(table: Table) -> _Rows:
    if table not in _TABLES:
        raise ValueError(f"there is no table {table!r}; there are {', '.join(_TABLES)}")
    return _TABLES[table]


def _cells(records: Sequence[Message], table: Table) -> list[list[Cell]]:
    """The cells of each column, in the order of the records."""
    shown = _rows(table).columns
    rows = [columns.values(record, shown) for record in records]
    found = zip(*rows, strict=True) if rows else [()] * len(shown)
    return [_column(column.kind, cells) for column, cells in zip(shown, found, strict=True)]


def _records(records: "Iterable[Message | DatelineError]", table: Table) -> Iterator[Message]:
    made = _rows(table)
    for record in records:
        if isinstance(record, DatelineError):
            raise record
        if isinstance(record, made.record):
            yield record
        elif type(record) in made.inside:
            yield from made.inside[type(record)](record)
        else:
            raise TypeError(f"{type(record).__name__} has no row in the table of {table}")


def _column(kind: Kind, values: Sequence[Any]) -> list[Cell]:
    if kind is Kind.TEXT:
        return [value or None for value in values]
    if kind is Kind.DAY:
        return [date.fromisoformat(value) if value else None for value in values]
    return list(values)
