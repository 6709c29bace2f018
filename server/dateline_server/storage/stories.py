"""Stories of a store: read, listed, and what their articles do not agree on."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dateline.v1.event_pb2 import EventRecord
from dateline.v1.story_pb2 import Story, StoryActor, StoryEventType, StorySource
from dateline_server.errors import NotFound, StoryChanged
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import STORY_FIELDS
from dateline_server.storage.filter_sql import STORY_BINDINGS, compile_filter
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import UNDATED, day_of
from dateline_server.storage.lists import OF_MEMBER, Selection, count_fitting, read_articles
from dateline_server.storage.log import last_seq, read_mark
from dateline_server.storage.orders import STORY_ORDERS, read_order
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.records import EVENT_LAYOUT, RecordRow, cut_records
from dateline_server.storage.store import ListQuery, Page, StoryPage
from dateline_server.stories.disagreements import find_disagreements

_MOST_SOURCES = 20
_MOST_ACTORS = 20
_MOST_TYPES = 10
_ORDER_COLUMNS = {"last_date": "s.last_day", "article_count": "s.article_count", "update_time": "s.update_time"}
_COLUMNS = (
    "s.number, s.name, a.name, m.title, s.first_day, s.last_day, s.create_time, s.update_time, s.article_count,"
    " s.text_count, s.source_count"
)
_TABLES = "stories s JOIN articles a ON a.id = s.center JOIN story_articles m ON m.article = s.center"
_SOURCES = (
    "SELECT story, source, count(*) FROM story_articles WHERE {among} GROUP BY story, source ORDER BY 1, 3 DESC, 2"
)
# A merged actor is spoken of as the one that it is merged into; an article that names both names one.
_ACTORS = (
    "SELECT p.story, t.name, t.display_name, count(DISTINCT p.article) FROM story_postings p"
    " JOIN actors c ON p.term = 'a' || c.name JOIN actors t ON t.id = COALESCE(c.merged_into, c.id)"
    " WHERE {among} GROUP BY p.story, t.name, t.display_name ORDER BY 1, 4 DESC, 2"
)
_TYPES = (
    "SELECT story, substr(term, 2), count(*) FROM story_postings WHERE {among} AND substr(term, 1, 1) = 't'"
    " GROUP BY story, term ORDER BY 1, 3 DESC, 2"
)
_EVENTS = (
    f"SELECT e.id, e.actors, e.places, e.times FROM story_articles d JOIN events e ON e.id {OF_MEMBER}"
    " WHERE d.story = ? ORDER BY d.article, e.id DESC"
)


class Stories:
    """The stories of one store."""

    def __init__(self, database: Database, tokens: PageTokens, is_stored: IsStored) -> None:
        self._database = database
        self._tokens = tokens
        self._is_stored = is_stored

    def get(self, name: str) -> bytes:
        """The serialised Story. Raises NotFound."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM {_TABLES} WHERE s.name = ?", (name,)).fetchall()
            if not rows:
                raise _missing(name, "name")
            return _make_stories(connection, rows)[0]

    def list(self, query: ListQuery) -> StoryPage:
        """Serialised Stories."""
        order = read_order(query.order_by, STORY_ORDERS)
        size = read_page_size(query.page_size)
        binding = ("stories", query.filter, str(order))
        after = self._tokens.open(binding, query.page_token)
        condition = compile_filter(parse_filter(query.filter, STORY_FIELDS, self._is_stored), STORY_BINDINGS)
        columns = (_ORDER_COLUMNS[order.field], "s.number")
        statement = Selection(_TABLES, condition, columns, order.descending).page(_COLUMNS, after, size + 1)
        with self._database.reading() as connection:
            rows = connection.execute(statement.sql, statement.parameters).fetchall()
            items = _make_stories(connection, [row[2:] for row in rows[:size]])
            behind = last_seq(connection) - read_mark(connection, "sorted")
        held = count_fitting(items)
        token = self._tokens.seal(binding, rows[held - 1][:2]) if len(rows) > held else ""
        return StoryPage(items[:held], token, behind)

    def sorted_change(self) -> int:
        """The number of the last entry of the log that is sorted into stories."""
        with self._database.reading() as connection:
            return read_mark(connection, "sorted")

    def list_disagreements(self, story: str, page_size: int, page_token: str) -> Page:
        """Serialised Disagreements. Raises NotFound (`story`) and StoryChanged."""
        size = read_page_size(page_size)
        binding = ("disagreements", story)
        after = self._tokens.open(binding, page_token)
        with self._database.reading() as connection:
            row = connection.execute("SELECT number, changed_at FROM stories WHERE name = ?", (story,)).fetchone()
            if row is None:
                raise _missing(story, "story")
            number, changed_at = row
            if after is not None and after[1] != changed_at:
                raise StoryChanged(
                    f"Articles of {story} have changed since the page before. Begin again without a page token.",
                    field="page_token",
                )
            records = _read_events(connection, number)
        begin = int(after[0]) if after else 0
        found = find_disagreements(story, [EventRecord.FromString(record) for record in records])[begin:]
        items = [one.SerializeToString(deterministic=True) for one in found[:size]]
        held = count_fitting(items)
        token = self._tokens.seal(binding, (begin + held, changed_at)) if len(found) > held else ""
        return Page(items[:held], token)


def _missing(name: str, field: str) -> NotFound:
    return NotFound(
        f"There is no story {name!r}: either there never was, or fewer than two of its articles are left.",
        field=field,
        name=name,
    )


def _read_events(connection: Connection, number: int) -> list[bytes]:
    rows = [RecordRow(row[0], row[1:]) for row in connection.execute(_EVENTS, (number,))]
    members = connection.execute("SELECT article FROM story_articles WHERE story = ?", (number,)).fetchall()
    return cut_records(rows, read_articles(connection, {article for (article,) in members}), EVENT_LAYOUT)


def _make_stories(connection: Connection, rows: Sequence[Any]) -> list[bytes]:
    """The serialised Story of each row of _COLUMNS."""
    if not rows:
        return []
    numbers = [row[0] for row in rows]
    sources = _gather(connection, _SOURCES, "story", numbers)
    actors = _gather(connection, _ACTORS, "p.story", numbers)
    types = _gather(connection, _TYPES, "story", numbers)
    return [
        _make_story(row, sources[row[0]], actors[row[0]], types[row[0]]).SerializeToString(deterministic=True)
        for row in rows
    ]


def _gather(connection: Connection, sql: str, column: str, numbers: Sequence[int]) -> dict[int, list[Any]]:
    among, parameters = connection.among(column, numbers)
    found: dict[int, list[Any]] = defaultdict(list)
    for number, *facts in connection.execute(sql.format(among=among), parameters):
        found[number].append(facts)
    return found


def _make_story(row: Any, sources: list[Any], actors: list[Any], types: list[Any]) -> Story:
    _, name, article, title, first, last, create_time, update_time, articles, texts, publishers = row
    story = Story(
        name=name,
        title=title,
        article=article,
        first_date=_date(first),
        last_date=_date(last),
        article_count=articles,
        text_count=texts,
        source_count=publishers,
        sources=[StorySource(source=source, article_count=count) for source, count in sources[:_MOST_SOURCES]],
        actors=[
            StoryActor(actor=actor, display_name=shown, article_count=count)
            for actor, shown, count in actors[:_MOST_ACTORS]
        ],
        event_types=[StoryEventType(type=type_, article_count=count) for type_, count in types[:_MOST_TYPES]],
    )
    story.create_time.FromMicroseconds(create_time)
    story.update_time.FromMicroseconds(update_time)
    return story


def _date(day: int) -> str:
    return "" if day == UNDATED else day_of(day).isoformat()
