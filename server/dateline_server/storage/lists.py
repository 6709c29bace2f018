"""Pages of articles, events and quotes out of a store, each page in time independent of how far in it lies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from dateline_server.storage.database import Connection, Database, Dialect, join_columns
from dateline_server.storage.deleted import read_deleted
from dateline_server.storage.filter_fields import ARTICLE_FIELDS, EVENT_FIELDS, QUOTE_FIELDS
from dateline_server.storage.filter_sql import (
    ARTICLE_BINDINGS,
    ARTICLE_DRIVERS,
    EVENT_DRIVERS,
    QUOTE_BINDINGS,
    STORY_NUMBER,
    STORY_OF_ARTICLE,
    Condition,
    compile_filter,
    event_bindings,
    join_conditions,
    split_driver,
)
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import Comparison, may_be, parse_filter
from dateline_server.storage.ids import LAST_ORDINAL, ORDINAL_BITS
from dateline_server.storage.orders import ARTICLE_ORDERS, CLAIM_ORDERS, LATEST, Order, read_order
from dateline_server.storage.page_tokens import PageTokens, Position, read_page_size
from dateline_server.storage.records import EVENT_LAYOUT, QUOTE_LAYOUT, RecordLayout, RecordRow, cut_records
from dateline_server.storage.store import ListQuery, Page


@dataclass(frozen=True, slots=True)
class Selection:
    """Where the rows of a list come from: FROM clause, condition, and the two columns that give their order."""

    tables: str
    condition: Condition
    order: tuple[str, str]
    descending: bool = True

    def page(self, columns: str, after: Position | None, limit: int) -> Condition:
        """The statement for up to `limit` rows after a position; order columns come first."""
        first, second = self.order
        direction = "DESC" if self.descending else "ASC"
        condition = self._behind(after)
        return Condition(
            f"SELECT {first}, {second}, {columns} FROM {self.tables} WHERE {condition.sql}"
            f" ORDER BY {first} {direction}, {second} {direction} LIMIT ?",
            (*condition.parameters, limit),
        )

    def count(self, after: Position | None) -> Condition:
        """The statement for the number of rows after a position."""
        condition = self._behind(after)
        return Condition(f"SELECT count(*) FROM {self.tables} WHERE {condition.sql}", condition.parameters)

    def _behind(self, after: Position | None) -> Condition:
        if after is None:
            return self.condition
        beyond = Condition(f"({', '.join(self.order)}) {'<' if self.descending else '>'} (?, ?)", (after[0], after[1]))
        return join_conditions("AND", [beyond, self.condition])


def select_articles(
    filter_text: str, dialect: Dialect, order: Order = LATEST, is_stored: IsStored = may_be
) -> Selection:
    """The articles (alias a) that a filter lets through. Raises InvalidFilter."""
    expression = parse_filter(filter_text, ARTICLE_FIELDS, is_stored)
    if order.field == "create_time":
        condition = compile_filter(expression, ARTICLE_BINDINGS)
        return Selection("article_rows a", condition, ("a.create_time", "a.id"), order.descending)
    driver, rest = split_driver(expression, ("story",))
    if driver is not None:
        condition = _demand_story(driver, compile_filter(rest, ARTICLE_BINDINGS))
        tables = f"story_articles d {dialect.leading_join} article_rows a ON a.id = d.article"
        return Selection(tables, condition, ("a.published_at", "a.id"), order.descending)
    driver, rest = split_driver(expression, ARTICLE_DRIVERS)
    if driver is None:
        condition = compile_filter(rest, ARTICLE_BINDINGS)
        return Selection("article_rows a", condition, ("a.published_at", "a.id"), order.descending)
    demand = Condition(f"d.term = {ARTICLE_DRIVERS[driver.field.name]}", (str(driver.value),))
    return Selection(
        f"article_postings d {dialect.leading_join} article_rows a ON a.id = d.article",
        join_conditions("AND", [demand, compile_filter(rest, ARTICLE_BINDINGS)]),
        ("d.published_at", "d.article"),
        order.descending,
    )


def select_events(filter_text: str, dialect: Dialect, order: Order = LATEST, is_stored: IsStored = may_be) -> Selection:
    """The events (alias e) that a filter lets through. Raises InvalidFilter."""
    expression = parse_filter(filter_text, EVENT_FIELDS, is_stored)
    driver, rest = split_driver(expression, ("story",))
    if driver is not None:
        condition = _demand_story(driver, compile_filter(rest, event_bindings(driven=False)))
        tables = f"story_articles d {dialect.leading_join} events e ON e.id {OF_MEMBER}"
        return Selection(tables, condition, ("e.published_at", "e.id"), order.descending)
    driver, rest = split_driver(expression, EVENT_DRIVERS)
    condition = compile_filter(rest, event_bindings(driven=driver is not None))
    if driver is None:
        return Selection("events e", condition, ("e.published_at", "e.id"), order.descending)
    by_type, _ = split_driver(rest, ("type",))
    index = dialect.event_postings_by_type if by_type is not None else ""
    term, roles = EVENT_DRIVERS[driver.field.name]
    in_role = f" AND d.roles & {roles} > 0" if roles else ""
    demand = Condition(f"d.term = {term}{in_role}", (str(driver.value),))
    return Selection(
        f"event_postings d{index} {dialect.leading_join} events e ON e.id = d.event",
        join_conditions("AND", [demand, condition]),
        ("d.published_at", "d.event"),
        order.descending,
    )


def select_quotes(filter_text: str, dialect: Dialect, order: Order = LATEST) -> Selection:
    """The quotes (alias q) that a filter lets through. Raises InvalidFilter."""
    tables = "quotes q"
    driver, rest = split_driver(parse_filter(filter_text, QUOTE_FIELDS), ("story",))
    condition = compile_filter(rest, QUOTE_BINDINGS)
    if driver is not None:
        condition = _demand_story(driver, condition)
        tables = f"story_articles d {dialect.leading_join} quotes q ON q.id {OF_MEMBER}"
    return Selection(tables, condition, ("q.published_at", "q.id"), order.descending)


# Of rows that belong to a member (alias d) of a story.
OF_MEMBER = f"BETWEEN d.article << {ORDINAL_BITS} AND (d.article << {ORDINAL_BITS}) + {LAST_ORDINAL}"


def _demand_story(driver: Comparison, rest: Condition) -> Condition:
    demand = Condition(f"d.story = {STORY_NUMBER}", (str(driver.value),))
    return join_conditions("AND", [demand, rest])


# A foreign client takes messages of at most 4 MiB unless it is told otherwise; a page may hold fewer than were asked for.
MOST_PAGE_BYTES = 3 * 1024 * 1024


def count_fitting(items: Sequence[bytes]) -> int:
    """How many of the items, from the first on, one response can carry; at least one where there is one."""
    sizes = accumulate(len(item) for item in items)
    return max(sum(size <= MOST_PAGE_BYTES for size in sizes), min(len(items), 1))


# A position among the deleted articles: this, and the id of the last one.
_DELETED = "deleted"
_NEWEST = 1 << 62


class Lists:
    """Lists of one store."""

    def __init__(self, database: Database, tokens: PageTokens, is_stored: IsStored) -> None:
        self._database = database
        self._is_stored = is_stored
        self._tokens = tokens

    def articles(self, query: ListQuery) -> Page:
        """Serialised Articles."""
        dialect = self._database.dialect
        order = read_order(query.order_by, ARTICLE_ORDERS)
        selection = select_articles(query.filter, dialect, order, self._is_stored)
        if query.full:
            selection = replace(selection, tables=f"{selection.tables} {dialect.leading_join} log l ON l.seq = a.seq")
        column = f"{'l.bytes' if query.full else 'a.basic'}, {STORY_OF_ARTICLE}"
        if query.show_deleted:
            return self._with_deleted(query, order, selection, column)
        return self._page("articles", query, order, selection, column)

    def _with_deleted(self, query: ListQuery, order: Order, selection: Selection, column: str) -> Page:
        """The deleted articles, and behind them the page as it is without them."""
        size = read_page_size(query.page_size)
        binding = ("articles and deleted ones", query.filter, "full" if query.full else "basic", str(order))
        after = self._tokens.open(binding, query.page_token) or (_DELETED, _NEWEST)
        expression = parse_filter(query.filter, ARTICLE_FIELDS)
        found: list[tuple[Position, bytes]] = []
        with self._database.reading() as connection:
            before: int | None = None
            if after[0] == _DELETED:
                deleted = read_deleted(connection, expression, int(after[1]), size, query.full)
                found += [((_DELETED, article), item) for article, item in deleted.found]
                before = deleted.before
            if before is None:
                statement = selection.page(column, None if after[0] == _DELETED else after, size + 1 - len(found))
                rows = connection.execute(statement.sql, statement.parameters).fetchall()
                found += [(row[:2], join_columns(row)) for row in rows]
        items = [item for _, item in found[:size]]
        held = count_fitting(items)
        if held < len(found):
            return Page(items[:held], self._tokens.seal(binding, found[held - 1][0]))
        return Page(items, "" if before is None else self._tokens.seal(binding, (_DELETED, before)))

    def events(self, query: ListQuery) -> Page:
        """Serialised EventRecords."""
        order = read_order(query.order_by, CLAIM_ORDERS)
        selection = select_events(query.filter, self._database.dialect, order, self._is_stored)
        return self._page("events", query, order, selection, "e.actors, e.places, e.times", EVENT_LAYOUT)

    def quotes(self, query: ListQuery) -> Page:
        """Serialised QuoteRecords."""
        order = read_order(query.order_by, CLAIM_ORDERS)
        selection = select_quotes(query.filter, self._database.dialect, order)
        return self._page("quotes", query, order, selection, "q.actors", QUOTE_LAYOUT)

    def _page(
        self,
        resource: str,
        query: ListQuery,
        order: Order,
        selection: Selection,
        columns: str,
        layout: RecordLayout | None = None,
    ) -> Page:
        size = read_page_size(query.page_size)
        binding = (resource, query.filter, "full" if query.full else "basic", str(order))
        after = self._tokens.open(binding, query.page_token)
        statement = selection.page(columns, after, size + 1)
        with self._database.reading() as connection:
            rows = connection.execute(statement.sql, statement.parameters).fetchall()
            if layout is None:
                items = [join_columns(row) for row in rows[:size]]
            else:
                articles = read_articles(connection, {row[1] >> ORDINAL_BITS for row in rows[:size]})
                items = cut_records((RecordRow(row[1], row[2:]) for row in rows[:size]), articles, layout)
        held = count_fitting(items)
        token = self._tokens.seal(binding, rows[held - 1][:2]) if len(rows) > held else ""
        return Page(items[:held], token)


def read_articles(connection: Connection, wanted: set[int]) -> dict[int, bytes]:
    """The serialised Articles of those ids."""
    ids = sorted(wanted)
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    return dict(
        connection.execute(
            f"SELECT a.id, l.bytes FROM article_rows a JOIN log l ON l.seq = a.seq WHERE a.id IN ({marks})", ids
        ).fetchall()
    )
