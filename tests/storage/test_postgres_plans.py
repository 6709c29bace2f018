"""How PostgreSQL can answer: every filter by an index, in every order, without sorting.

Which way it goes it chooses by its statistics. Here it is asked not to sort and not to read whole tables, and does only
what it cannot do otherwise.
"""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from postgres_server import make_schema
from storage.offered import OFFERED, OFFERED_FOR_ACTORS

from dateline_server.storage.actor_pages import select_actors
from dateline_server.storage.database import Dialect
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, Condition, compile_filter
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.lists import Selection
from dateline_server.storage.opening import open_store
from dateline_server.storage.orders import Order
from dateline_server.storage.postgres.connections import PostgresDatabase


@pytest.fixture(scope="module")
def explain(postgres_url: str) -> Iterator[Callable[[Condition], str]]:
    with make_schema(postgres_url) as url:
        open_store(url).close()
        with psycopg.connect(url, autocommit=True) as connection:
            for way in ("seqscan", "sort", "bitmapscan"):
                connection.execute(f"SET enable_{way} = off".encode())

            def plan(statement: Condition) -> str:
                sql = f"EXPLAIN {statement.sql}".replace("?", "%s").encode()
                return "\n".join(row[0] for row in connection.execute(sql, statement.parameters))

            yield plan


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(("select", "field", "text"), OFFERED)
def test_every_filter_can_be_answered_in_every_order_without_sorting(
    explain: Callable[[Condition], str],
    select: Callable[[str, Dialect, Order], Selection],
    field: str,
    text: str,
    descending: bool,
) -> None:
    plan = explain(select(text, PostgresDatabase.dialect, Order(field, descending)).page("1", (0, 0), 50))
    assert "Index" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(("field", "text"), OFFERED_FOR_ACTORS)
@pytest.mark.parametrize("descending", [True, False])
def test_actors_can_be_listed_without_sorting(
    explain: Callable[[Condition], str], field: str, text: str, descending: bool
) -> None:
    condition = compile_filter(parse_filter(text, ACTOR_FIELDS), ACTOR_BINDINGS)
    position = (0, "") if field == "article_count" else ("", "")
    plan = explain(select_actors(Order(field, descending), condition, position, 50))
    assert "Index Scan" in plan
    assert "Sort" not in plan
