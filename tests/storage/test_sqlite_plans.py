"""How SQLite answers: by an index and already in order, so that a page costs the same wherever it lies."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from storage.offered import OFFERED, OFFERED_FOR_ACTORS

from dateline_server.storage.actor_pages import select_actors
from dateline_server.storage.database import Dialect
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, Condition, compile_filter
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.lists import Selection, select_articles, select_events, select_quotes
from dateline_server.storage.opening import open_store
from dateline_server.storage.orders import Order
from dateline_server.storage.sqlite.connections import SqliteDatabase

ADA = "actors/person-ada-moreno"
EVENT_INDEXES = {
    "": "SCAN e USING INDEX events_by_day",
    "type = CONSULT": "SEARCH e USING INDEX events_by_type (type=?",
    "place = Bergen": "SEARCH e USING INDEX events_by_place (place=?",
    "place.country = NOR": "SEARCH e USING INDEX events_by_place_country (place_country=?",
    "published_date >= 2025-04-01": "SEARCH e USING INDEX events_by_day (published_at>?",
    f"actor = {ADA}": "SEARCH d USING PRIMARY KEY (term=?",
    f"agent = {ADA} AND type = CONSULT": "SEARCH d USING INDEX event_postings_by_type (term=? AND type=?",
    "country = NOR AND type = AID": "SEARCH d USING INDEX event_postings_by_type (term=? AND type=?",
    f"actor = {ADA} AND type = AID AND time >= 2025-04-01 AND time <= 2025-04-30": (
        "SEARCH d USING INDEX event_postings_by_type (term=? AND type=?"
    ),
    f"actor = {ADA} AND type = AID AND published_date >= 2025-04-01 AND published_date <= 2025-04-30": (
        "SEARCH d USING INDEX event_postings_by_type (term=? AND type=? AND published_at>?"
    ),
    "corrected = true": "SEARCH d USING PRIMARY KEY (term=?",
    "corrected = true AND type = AID": "SEARCH d USING INDEX event_postings_by_type (term=? AND type=?",
    f"agent = {ADA} AND recipient.country = NOR": "SEARCH p USING PRIMARY KEY (term=? AND published_at=? AND event=?)",
}
QUOTE_INDEXES = {
    "": "SCAN q USING INDEX quotes_by_day",
    f"speaker = {ADA}": "SEARCH q USING INDEX quotes_by_speaker (speaker=?",
    "speaker.country = NOR": "SEARCH q USING INDEX quotes_by_country (speaker_country=?",
}
ARTICLE_INDEXES = {
    "": "SCAN a USING INDEX article_rows_by_day",
    "source = Gazette": "SEARCH a USING INDEX article_rows_by_source (source=?",
    f"actor = {ADA}": "SEARCH d USING PRIMARY KEY (term=?",
    "event_type = AID AND country = NOR": "SEARCH d USING PRIMARY KEY (term=?",
}


# SQLite takes for few what the index of the filter leads to, and sorts it.
SORTED = {
    ("published_date", "create_time = 2025-04-09"),
    *((field, "story = stories/x") for field in ("published_date", "create_time")),  # few are of one story
    *(("create_time", f"published_date {operator} 2025-04-09") for operator in ("=", "<", "<=")),
    ("article_count", "display_name = x"),
    ("display_name", "article_count = 0.5"),
}


@pytest.fixture(scope="module")
def explain_sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Condition], str]]:
    path: Path = tmp_path_factory.mktemp("plans") / "store.db"
    open_store(str(path)).close()
    connection = sqlite3.connect(path)

    def plan(statement: Condition) -> str:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters)
        return "\n".join(row[3].replace("COVERING ", "") for row in rows)

    yield plan
    connection.close()


@pytest.fixture(scope="module")
def explain(explain_sql: Callable[[Condition], str]) -> Callable[[Selection, bool], str]:
    return lambda selection, first_page: explain_sql(selection.page("1", None if first_page else (0, 0), 50))


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(("select", "field", "text"), OFFERED)
def test_every_filter_is_answered_by_an_index_in_every_order(
    explain: Callable[[Selection, bool], str],
    select: Callable[[str, Dialect, Order], Selection],
    field: str,
    text: str,
    descending: bool,
) -> None:
    plan = explain(select(text, SqliteDatabase.dialect, Order(field, descending)), False)
    assert plan.startswith("SEARCH")
    assert ("TEMP B-TREE" in plan) is ((field, text) in SORTED)
    assert "SCAN" not in plan


@pytest.mark.parametrize(("field", "text"), OFFERED_FOR_ACTORS)
@pytest.mark.parametrize("descending", [True, False])
def test_actors_are_listed_by_an_index_in_every_order(
    explain_sql: Callable[[Condition], str], text: str, field: str, descending: bool
) -> None:
    condition = compile_filter(parse_filter(text, ACTOR_FIELDS), ACTOR_BINDINGS)
    position = (0, "") if field == "article_count" else ("", "")
    plan = explain_sql(select_actors(Order(field, descending), condition, position, 50))
    assert plan.startswith("SEARCH actors USING")
    assert ("TEMP B-TREE" in plan) is ((field, text) in SORTED)
    assert "SCAN" not in plan


@pytest.mark.parametrize("first_page", [True, False])
@pytest.mark.parametrize(
    ("select", "text", "index"),
    [
        *((select_events, text, index) for text, index in EVENT_INDEXES.items()),
        *((select_quotes, text, index) for text, index in QUOTE_INDEXES.items()),
        *((select_articles, text, index) for text, index in ARTICLE_INDEXES.items()),
    ],
)
def test_a_filter_is_answered_by_its_index_in_the_order_of_the_list(
    explain: Callable[[Selection, bool], str],
    select: Callable[[str, Dialect], Selection],
    text: str,
    index: str,
    first_page: bool,
) -> None:
    plan = explain(select(text, SqliteDatabase.dialect), first_page)
    if not first_page and index.startswith("SCAN"):
        index = index.replace("SCAN", "SEARCH")
    assert index in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("select", [select_events, select_quotes])
def test_the_claims_of_one_article_are_read_by_their_ids(
    explain: Callable[[Selection, bool], str], select: Callable[[str, Dialect], Selection]
) -> None:
    plan = explain(select("article = articles/x", SqliteDatabase.dialect), True)
    assert "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in plan


@pytest.mark.parametrize("column", ["name", "body_sha256"])
def test_an_article_is_looked_for_by_its_name_or_body_in_both_indexes(
    explain_sql: Callable[[Condition], str], column: str
) -> None:
    kind = column.removesuffix("_sha256")
    for condition, parameters in ((f"{column} = ?", ("x",)), (f"{column} IN (?, ?)", ("x", "y"))):
        plan = explain_sql(Condition(f"SELECT head FROM articles_by_key WHERE {condition}", parameters))
        assert f"SEARCH articles USING INDEX articles_by_{kind} ({column}=?)" in plan
        assert f"SEARCH articles USING INDEX new_articles_by_{kind} ({column}=?)" in plan
        assert "SCAN" not in plan


def test_articles_are_settled_by_their_ids(explain_sql: Callable[[Condition], str]) -> None:
    ids = [*range(64)]
    marks = ", ".join("?" * len(ids))
    plan = explain_sql(Condition(f"UPDATE articles SET settled = 1 WHERE settled = 0 AND id IN ({marks})", ids))
    assert plan == "SEARCH articles USING INTEGER PRIMARY KEY (rowid=?)"
