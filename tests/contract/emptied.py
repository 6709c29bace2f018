"""A PostgreSQL schema that is a new store again and again: to make all tables anew takes longer than most tests do."""

import psycopg
from psycopg import sql

from dateline_server.storage.opening import open_store


class EmptiedSchema:
    """The schema at an address, with the tables of a store and what they hold when it is new."""

    def __init__(self, url: str) -> None:
        self.url = url
        open_store(url).close()
        with psycopg.connect(url) as connection:
            self._tables = _names(connection, "tablename", "pg_tables")
            self._sequences = _names(connection, "sequencename", "pg_sequences")
            select = sql.SQL("SELECT * FROM {}")
            self._rows = [
                (table, row) for table in self._tables for row in connection.execute(select.format(table)).fetchall()
            ]

    def empty(self) -> None:
        """Leave in it what a new store holds, and nothing else."""
        with psycopg.connect(self.url) as connection:
            for table in self._tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(table))
            for sequence in self._sequences:
                connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sequence))
            insert = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE VALUES ({})")
            for table, row in self._rows:
                connection.execute(insert.format(table, sql.SQL(", ").join(map(sql.Literal, row))))


def _names(connection: "psycopg.Connection", column: str, view: str) -> list[sql.Identifier]:
    select = sql.SQL("SELECT {} FROM {} WHERE schemaname = current_schema()")
    found = connection.execute(select.format(sql.Identifier(column), sql.Identifier(view)))
    return [sql.Identifier(name) for (name,) in found]
