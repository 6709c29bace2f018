"""Everything that a filter lets through, in the order of its list and as the store was at one moment: for files.

A scan is one transaction that only reads, from its first record to its last, and holds a few records at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import (
    EXPORT_RESOURCE_ACTORS,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    EXPORT_RESOURCE_QUOTES,
    ExportRequest,
    ExportResource,
)
from dateline_server.errors import InvalidField, InvalidPageToken
from dateline_server.storage.actor_pages import count_actors, place_of, select_actors
from dateline_server.storage.actors import MOST_ARTICLES, make_profiles
from dateline_server.storage.database import Connection, Database, Dialect
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, Condition, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import ORDINAL_BITS
from dateline_server.storage.lists import Selection, read_articles, select_articles, select_events, select_quotes
from dateline_server.storage.opening import open_database, read_secret
from dateline_server.storage.page_tokens import PageTokens, Position
from dateline_server.storage.records import EVENT_LAYOUT, QUOTE_LAYOUT, RecordLayout, RecordRow, cut_records

_ARTICLES_AT_ONCE = 32
_CLAIMS_AT_ONCE = 512
_ACTORS_AT_ONCE = 512

# A serialised record, and the place in the order that it stands at.
Found = tuple[bytes, Position]
_Batches = Iterator[list[Found]]


class Scan:
    """What one ExportRequest asks for. Raises InvalidFilter, and InvalidField (`resume_token`)."""

    def __init__(self, database: Database, tokens: PageTokens, request: ExportRequest) -> None:
        self._database = database
        self._tokens = tokens
        self._request = request
        statuses = sorted(set(request.statuses))
        self._binding = ("export", str(request.resource), str(request.format), request.filter, str(statuses))
        self._after = self._read_token()

    @property
    def is_resumed(self) -> bool:
        """Whether it begins behind a record that was sent before."""
        return self._after is not None

    def seal(self, position: Position) -> str:
        """The token that goes on behind the record at this place, good only for the same request."""
        return self._tokens.seal(self._binding, position)

    def records(self) -> Iterator[Found]:
        """The records with their places. What is left of the transaction ends with the iterator."""
        read = _READERS[self._request.resource]
        with self._database.reading() as connection:
            for batch in read(self._database, connection, self._request, self._after):
                yield from batch

    def count(self) -> int:
        """How many records there are to come; at another moment than that of the records."""
        dialect, request = self._database.dialect, self._request
        if request.resource == EXPORT_RESOURCE_ACTORS:
            statement = count_actors(MOST_ARTICLES, _choose_actors(request), self._after or ())
        else:
            statement = _SELECTIONS[request.resource](request, dialect).count(self._after)
        return int(self._database.read_one(statement.sql, statement.parameters)[0])

    def _read_token(self) -> Position | None:
        try:
            return self._tokens.open(self._binding, self._request.resume_token)
        except InvalidPageToken as error:
            raise InvalidField(
                "The resume token was not given out for this export. Send the last one that came, with the same "
                "resource, format, filter and statuses; or none to begin again.",
                field="resume_token",
            ) from error


@contextmanager
def open_scan(url: str, request: ExportRequest) -> Iterator[Scan]:
    """A scan over the store at the address, which must be there and migrated. Raises StoreUnavailable too."""
    database = open_database(url).database
    try:
        yield Scan(database, PageTokens(read_secret(database)), request)
    finally:
        database.close()


def _choose_articles(request: ExportRequest, dialect: Dialect) -> Selection:
    return select_articles(request.filter, dialect)


def _choose_events(request: ExportRequest, dialect: Dialect) -> Selection:
    selection = select_events(request.filter, dialect)
    if not request.statuses:
        return selection
    chosen = _one_of("e.status", sorted(set(request.statuses)))
    return replace(selection, condition=join_conditions("AND", [selection.condition, chosen]))


def _choose_quotes(request: ExportRequest, dialect: Dialect) -> Selection:
    return select_quotes(request.filter, dialect)


def _choose_actors(request: ExportRequest) -> Condition:
    condition = compile_filter(parse_filter(request.filter, ACTOR_FIELDS), ACTOR_BINDINGS)
    return join_conditions("AND", [Condition("article_count > 0"), condition])


def _read_articles(
    database: Database, connection: Connection, request: ExportRequest, after: Position | None
) -> _Batches:
    join = database.dialect.leading_join
    selection = _choose_articles(request, database.dialect)
    selection = replace(selection, tables=f"{selection.tables} {join} log l ON l.seq = a.seq")
    for rows in _pages(connection, selection, "l.bytes", after, _ARTICLES_AT_ONCE):
        yield [(row[2], row[:2]) for row in rows]


def _read_events(
    database: Database, connection: Connection, request: ExportRequest, after: Position | None
) -> _Batches:
    selection = _choose_events(request, database.dialect)
    return _read_claims(connection, selection, "e.actors, e.places, e.times", EVENT_LAYOUT, after)


def _read_quotes(
    database: Database, connection: Connection, request: ExportRequest, after: Position | None
) -> _Batches:
    selection = _choose_quotes(request, database.dialect)
    return _read_claims(connection, selection, "q.actors", QUOTE_LAYOUT, after)


def _read_claims(
    connection: Connection, selection: Selection, columns: str, layout: RecordLayout, after: Position | None
) -> _Batches:
    for rows in _pages(connection, selection, columns, after, _CLAIMS_AT_ONCE):
        articles = read_articles(connection, {row[1] >> ORDINAL_BITS for row in rows})
        records = cut_records((RecordRow(row[1], row[2:]) for row in rows), articles, layout)
        yield [(record, row[:2]) for record, row in zip(records, rows, strict=True)]


def _read_actors(_: Database, connection: Connection, request: ExportRequest, after: Position | None) -> _Batches:
    condition = _choose_actors(request)
    position = after or ()
    while True:
        statement = select_actors(MOST_ARTICLES, condition, position, _ACTORS_AT_ONCE)
        rows = connection.execute(statement.sql, statement.parameters).fetchall()
        places = [place_of(row, MOST_ARTICLES) for row in rows]
        yield list(zip(make_profiles(connection, rows), places, strict=True))
        if len(rows) < _ACTORS_AT_ONCE:
            return
        position = places[-1]


def _pages(
    connection: Connection, selection: Selection, columns: str, after: Position | None, size: int
) -> Iterator[list[Any]]:
    while True:
        statement = selection.page(columns, after, size)
        rows = connection.execute(statement.sql, statement.parameters).fetchall()
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = rows[-1][:2]


def _one_of(column: str, statuses: Sequence[Event.Status.ValueType]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' * len(statuses))})", tuple(int(status) for status in statuses))


_SELECTIONS: dict[ExportResource.ValueType, Callable[[ExportRequest, Dialect], Selection]] = {
    EXPORT_RESOURCE_ARTICLES: _choose_articles,
    EXPORT_RESOURCE_EVENTS: _choose_events,
    EXPORT_RESOURCE_QUOTES: _choose_quotes,
}
_READERS: dict[ExportResource.ValueType, Callable[[Database, Connection, ExportRequest, Position | None], _Batches]] = {
    EXPORT_RESOURCE_ARTICLES: _read_articles,
    EXPORT_RESOURCE_EVENTS: _read_events,
    EXPORT_RESOURCE_ACTORS: _read_actors,
    EXPORT_RESOURCE_QUOTES: _read_quotes,
}
