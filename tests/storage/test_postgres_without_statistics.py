"""A PostgreSQL store that has just been filled: nobody has counted its tables yet, and still none is read whole."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from contract.articles import build_article
from postgres_server import make_schema

from dateline_server.storage.filter_sql import Condition
from dateline_server.storage.lists import select_articles, select_events
from dateline_server.storage.opening import open_store
from dateline_server.storage.postgres.connections import PostgresDatabase
from dateline_server.storage.store import ListQuery

TABLES = ("articles", "log", "article_rows", "article_postings", "events", "event_postings")


@pytest.fixture(scope="module")
def explain(postgres_url: str) -> Iterator[Callable[[Condition], str]]:
    with make_schema(postgres_url) as url:
        store = open_store(url)
        with psycopg.connect(url, autocommit=True) as connection:
            for table in TABLES:
                connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)".encode())
            store.ingest(
                [build_article(title=f"Report {at}", body=f"Crane {at} stands still.").article for at in range(2_000)]
            )
            store.list_articles(ListQuery(page_size=1))  # everything is in the index

            def plan(statement: Condition) -> str:
                sql = f"EXPLAIN {statement.sql}".replace("?", "%s").encode()
                return "\n".join(row[0] for row in connection.execute(sql, statement.parameters))

            yield plan
        store.close()


@pytest.mark.parametrize(
    "statement",
    [
        Condition("SELECT 1 FROM articles_by_key WHERE name IN (?, ?)", ("a", "b")),
        Condition("SELECT 1 FROM articles_by_key WHERE body_sha256 IN ('\\x01', '\\x02')", ()),
        Condition("SELECT 1 FROM log WHERE seq > ? ORDER BY seq LIMIT 64", (1_500,)),
        select_articles("", PostgresDatabase.dialect).page("1", None, 50),
        select_articles("country = NOR", PostgresDatabase.dialect).page("1", None, 50),
        select_events("agent.country = NOR AND type = AID", PostgresDatabase.dialect).page("1", None, 50),
    ],
)
def test_what_is_asked_most_goes_by_an_index(explain: Callable[[Condition], str], statement: Condition) -> None:
    plan = explain(statement)
    assert "Index" in plan
    assert "Seq Scan" not in plan


def test_connections_keep_no_plans(postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        store = open_store(url)
        store.close()
        database = PostgresDatabase(url)
        assert database.read_one("SELECT current_setting('plan_cache_mode')", ())[0] == "force_custom_plan"
        database.close()
