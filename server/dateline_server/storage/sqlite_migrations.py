"""Brings a SQLite store to the schema of this version: numbered files, forward only."""

import sqlite3
from functools import lru_cache
from importlib.resources import files

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.sqlite_connections import APPLICATION_ID, SqliteConnections


def migrate(connections: SqliteConnections) -> None:
    """Runs the migrations that the store has not seen, all in one transaction.

    Raises StoreUnavailable for a store that a newer version has migrated.
    """
    steps = load_migrations()
    newest = max(steps)
    if _version(connections.reader()) == newest:
        return
    with connections.writing() as connection:
        version = _version(connection)
        if version > newest:
            raise StoreUnavailable(
                f"The store {connections.path} was written by a newer version of Dateline (schema {version}; this one "
                f"knows {newest}). Upgrade Dateline, or name another path.",
                field="store",
            )
        for number in range(version + 1, newest + 1):
            for statement in _split(steps[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {newest}")


@lru_cache(maxsize=1)
def load_migrations() -> dict[int, str]:
    """The SQL of each migration by its number, from 1 without gaps."""
    folder = files("dateline_server.storage").joinpath("migrations")
    return {
        int(file.name.split("_")[0]): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")
    }


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _split(script: str) -> list[str]:
    """The statements of a script. sqlite3's executescript would commit the transaction they belong to."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
