"""How SQLite answers: by an index and already in order, so that a page costs the same wherever it lies."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline_server.storage.database import Dialect
from dateline_server.storage.lists import Selection, select_articles, select_events, select_quotes
from dateline_server.storage.opening import open_store
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


@pytest.fixture(scope="module")
def explain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Selection, bool], str]]:
    path: Path = tmp_path_factory.mktemp("plans") / "store.db"
    open_store(str(path)).close()
    connection = sqlite3.connect(path)

    def plan(selection: Selection, first_page: bool) -> str:
        statement = selection.page("1", None if first_page else (0, 0), 50)
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters)
        return "\n".join(row[3].replace("COVERING ", "") for row in rows)

    yield plan
    connection.close()


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
