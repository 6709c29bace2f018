"""Pages of articles, events and quotes out of a SQLite store, each page in time independent of how far in it lies."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline.v1.event_pb2 import EventRecord
from dateline.v1.quote_pb2 import QuoteRecord

from dateline_server.storage.filter_fields import ARTICLE_FIELDS, EVENT_FIELDS, QUOTE_FIELDS
from dateline_server.storage.filter_sql import (
    ARTICLE_BINDINGS,
    ARTICLE_DRIVERS,
    EVENT_DRIVERS,
    QUOTE_BINDINGS,
    Condition,
    compile_filter,
    event_bindings,
    join_conditions,
    split_driver,
)
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import ORDINAL_BITS, row_id
from dateline_server.storage.page_tokens import PageTokens, Position, read_page_size
from dateline_server.storage.sqlite_connections import SqliteConnections
from dateline_server.storage.store import ListQuery, Page
from dateline_server.storage.wire import frame_text


@dataclass(frozen=True, slots=True)
class Selection:
    """Where the rows of a list come from: FROM clause, condition, and the two columns that give their order."""

    tables: str
    condition: Condition
    order: tuple[str, str]

    def page(self, columns: str, after: Position | None, limit: int) -> Condition:
        """The statement for up to `limit` rows after a position, in descending order; order columns come first."""
        first, second = self.order
        condition = self.condition
        if after is not None:
            beyond = Condition(f"({first}, {second}) < (?, ?)", (after[0], after[1]))
            condition = join_conditions("AND", [beyond, condition])
        return Condition(
            f"SELECT {first}, {second}, {columns} FROM {self.tables} WHERE {condition.sql}"
            f" ORDER BY {first} DESC, {second} DESC LIMIT ?",
            (*condition.parameters, limit),
        )


def select_articles(filter_text: str) -> Selection:
    """The articles (alias a) that a filter lets through, latest published first. Raises InvalidFilter."""
    expression = parse_filter(filter_text, ARTICLE_FIELDS)
    driver, rest = split_driver(expression, ARTICLE_DRIVERS)
    if driver is None:
        return Selection("articles a", compile_filter(rest, ARTICLE_BINDINGS), ("a.published_at", "a.id"))
    demand = Condition(f"d.term = {ARTICLE_DRIVERS[driver.field.name]}", (str(driver.value),))
    return Selection(
        "article_postings d CROSS JOIN articles a ON a.id = d.article",
        join_conditions("AND", [demand, compile_filter(rest, ARTICLE_BINDINGS)]),
        ("d.published_at", "d.article"),
    )


def select_events(filter_text: str) -> Selection:
    """The events (alias e, their articles a) that a filter lets through. Raises InvalidFilter."""
    expression = parse_filter(filter_text, EVENT_FIELDS)
    driver, rest = split_driver(expression, EVENT_DRIVERS)
    condition = compile_filter(rest, event_bindings(driven=driver is not None))
    article = f"CROSS JOIN articles a ON a.id = e.id >> {ORDINAL_BITS}"
    if driver is None:
        return Selection(f"events e {article}", condition, ("e.published_at", "e.id"))
    term, roles = EVENT_DRIVERS[driver.field.name]
    in_role = f" AND d.roles & {roles} > 0" if roles else ""
    demand = Condition(f"d.term = {term}{in_role}", (str(driver.value),))
    return Selection(
        f"event_postings d CROSS JOIN events e ON e.id = d.event {article}",
        join_conditions("AND", [demand, condition]),
        ("d.published_at", "d.event"),
    )


def select_quotes(filter_text: str) -> Selection:
    """The quotes (alias q, their articles a) that a filter lets through. Raises InvalidFilter."""
    condition = compile_filter(parse_filter(filter_text, QUOTE_FIELDS), QUOTE_BINDINGS)
    tables = f"quotes q CROSS JOIN articles a ON a.id = q.id >> {ORDINAL_BITS}"
    return Selection(tables, condition, ("q.published_at", "q.id"))


class SqliteLists:
    """Lists of one store."""

    def __init__(self, connections: SqliteConnections, tokens: PageTokens) -> None:
        self._connections = connections
        self._tokens = tokens

    def articles(self, query: ListQuery) -> Page:
        """Serialised Articles, latest published first."""
        selection = select_articles(query.filter)
        if query.full:
            tables = f"{selection.tables} CROSS JOIN article_bytes b ON b.article = a.id"
            return self._page("articles", query, Selection(tables, selection.condition, selection.order), "b.bytes")
        return self._page("articles", query, selection, "a.basic")

    def events(self, query: ListQuery) -> Page:
        """Serialised EventRecords."""
        header = _HEADERS["events"]
        return self._page("events", query, select_events(query.filter), f"e.bytes, e.actors, {header.columns}")

    def quotes(self, query: ListQuery) -> Page:
        """Serialised QuoteRecords."""
        header = _HEADERS["quotes"]
        return self._page("quotes", query, select_quotes(query.filter), f"q.bytes, q.actors, {header.columns}")

    def _page(self, resource: str, query: ListQuery, selection: Selection, columns: str) -> Page:
        size = read_page_size(query.page_size)
        binding = (resource, query.filter, "full" if query.full else "basic")
        after = self._tokens.open(binding, query.page_token)
        statement = selection.page(columns, after, size + 1)
        with self._connections.reading() as connection:
            rows = connection.execute(statement.sql, statement.parameters).fetchall()
            header = _HEADERS.get(resource)
            items = header.records(connection, rows[:size]) if header else [row[2] for row in rows[:size]]
        token = self._tokens.seal(binding, rows[size - 1][:2]) if len(rows) > size else ""
        return Page(items, token)


@dataclass(frozen=True, slots=True)
class _Header:
    """Puts records together: the article's facts, the stored part, and the actors that it refers to."""

    fields: tuple[int, ...]

    columns = "a.name, a.title, a.source, a.published_date"

    def records(self, connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> list[bytes]:
        """A record for each row of (order, id, stored part, ordinals of actors, facts of the article)."""
        wanted = {actor for row in rows for actor in _actor_rows(row)}
        actors = _read_actors(connection, wanted)
        records = []
        for row in rows:
            facts = [frame_text(number, str(text)) for number, text in zip(self.fields, row[4:], strict=True)]
            stored = row[2]
            assert isinstance(stored, bytes)
            records.append(b"".join((*facts, stored, *(actors[actor] for actor in _actor_rows(row)))))
        return records


def _actor_rows(row: tuple[object, ...]) -> list[int]:
    _, own_id, _, ordinals, *_ = row
    assert isinstance(own_id, int)
    assert isinstance(ordinals, str)
    return [row_id(own_id >> ORDINAL_BITS, int(ordinal)) for ordinal in ordinals.split()]


def _read_actors(connection: sqlite3.Connection, wanted: Iterable[int]) -> Mapping[int, bytes]:
    ids = sorted(wanted)
    found: dict[int, bytes] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        marks = ", ".join("?" * len(some))
        found.update(connection.execute(f"SELECT id, bytes FROM article_actors WHERE id IN ({marks})", some).fetchall())
    return found


_HEADERS = {
    "events": _Header(
        (
            EventRecord.ARTICLE_FIELD_NUMBER,
            EventRecord.ARTICLE_TITLE_FIELD_NUMBER,
            EventRecord.SOURCE_FIELD_NUMBER,
            EventRecord.PUBLISHED_DATE_FIELD_NUMBER,
        )
    ),
    "quotes": _Header(
        (
            QuoteRecord.ARTICLE_FIELD_NUMBER,
            QuoteRecord.ARTICLE_TITLE_FIELD_NUMBER,
            QuoteRecord.SOURCE_FIELD_NUMBER,
            QuoteRecord.PUBLISHED_DATE_FIELD_NUMBER,
        )
    ),
}
