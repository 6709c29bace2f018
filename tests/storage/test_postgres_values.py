"""What is read from PostgreSQL is the same whether it comes in the binary form or as text."""

from collections.abc import Iterator
from typing import Any

import pytest
from postgres_server import make_schema

from dateline_server.storage.postgres.connections import PostgresDatabase

LONG = bytes(range(256)) * 40
ROW = "SELECT {} FROM (VALUES (1)) AS one (number) WHERE number = {}"


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    with make_schema(postgres_url) as url:
        database = PostgresDatabase(url)
        yield database
        database.close()


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("CAST(7 AS smallint)", 7),
        ("CAST(-70000 AS integer)", -70_000),
        ("CAST(9007199254740993 AS bigint)", 9_007_199_254_740_993),
        ("CAST(0.1 AS double precision)", 0.1),
        ("sum(CAST(9007199254740993 AS bigint))", 9_007_199_254_740_993),
        ("CAST('Zoë “%”' AS text)", "Zoë “%”"),
        ("'' || ''", ""),
        ("number = 1", True),
        ("ARRAY[CAST(3 AS bigint), NULL]", [3, None]),
        ("ARRAY['a', 'b']", ["a", "b"]),
        ("CAST(NULL AS bytea)", None),
        ("CAST(NULL AS bigint)", None),
        ("CAST('' AS bytea)", b""),
        (f"decode('{LONG.hex()}', 'hex')", LONG),
    ],
)
def test_a_value_is_the_same_in_both_forms(database: PostgresDatabase, sql: str, value: Any) -> None:
    asked = ROW.format(sql, "?")
    with database.reading() as connection:
        assert connection.execute(ROW.format(sql, 1)).fetchone() == (value,)  # as text
        assert connection.execute(asked, (1,)).fetchone() == (value,)
        assert list(connection.stream(asked, (1,))) == [(value,)]
        assert list(connection.stream(ROW.format(sql, 1), ())) == [(value,)]
    assert database.read_one(asked, (1,)) == (value,)


def test_packed_bytes_are_unpacked_in_both_forms(database: PostgresDatabase) -> None:
    packed = database.pack(LONG)
    assert len(packed) < len(LONG)
    with database.writing() as connection:
        connection.execute("CREATE TEMPORARY TABLE kept (held bytea)")
        connection.insert("kept", [(packed,), (None,)])
        for rows in (
            connection.execute("SELECT held FROM kept").fetchall(),
            connection.execute("SELECT held FROM kept WHERE ? = 1", (1,)).fetchall(),
            list(connection.stream("SELECT held FROM kept WHERE ? = 1", (1,))),
        ):
            assert rows == [(LONG,), (None,)]
