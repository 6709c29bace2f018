"""Brings a store to the schema of this version: numbered files, forward only."""

from functools import lru_cache
from importlib.resources import files

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.database import Database


def migrate(database: Database, package: str) -> None:
    """Runs the migrations in the folder `migrations` of the package that the store has not seen, in one transaction.

    Raises StoreUnavailable for a store that a newer version has migrated.
    """
    steps = load_migrations(package)
    newest = max(steps)
    with database.reading() as reader:
        if database.schema_version(reader) == newest:
            return
    with database.writing() as writer:
        version = database.schema_version(writer)
        if version > newest:
            raise StoreUnavailable(
                f"The store {database.name} was written by a newer version of Dateline (schema {version}; this one "
                f"knows {newest}). Upgrade Dateline, or name another store.",
                field="store",
            )
        for number in range(version + 1, newest + 1):
            database.run_migration(writer, number, steps[number])


@lru_cache
def load_migrations(package: str) -> dict[int, str]:
    """The SQL of each migration by its number, from 1 without gaps."""
    folder = files(package).joinpath("migrations")
    return {
        int(file.name.split("_")[0]): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")
    }
