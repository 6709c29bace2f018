"""Looking after a PostgreSQL database."""

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection
from dateline_server.storage.postgres.connections import PostgresDatabase
from dateline_server.storage.postgres.words import write_vector

_BROKEN_INDEXES = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE NOT i.indisvalid AND c.relnamespace = CAST(current_schema() AS regnamespace)"
)
_SIZE = (
    "SELECT COALESCE(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)"
)


class PostgresUpkeep:
    """The Upkeep of a PostgreSQL database. What its pages hold it checks itself as it reads them."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def faults(self, connection: Connection, full: bool) -> list[str]:
        """Indexes that PostgreSQL knows to be unfit for use."""
        return [f"index {name} is not valid" for (name,) in connection.execute(_BROKEN_INDEXES).fetchall()]

    def size(self) -> int:
        """Bytes of the tables with their indexes."""
        return int(self._database.read_one(_SIZE, ())[0])

    def free(self) -> int | None:
        """None: the disk is the server's."""
        return None

    def tables(self) -> set[str]:
        """The tables of the schema."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        return {name for (name,) in rows}

    def count_words(self, connection: Connection) -> int:
        """How many articles have a row of words."""
        count: int = connection.execute("SELECT count(*) FROM article_words").fetchone()[0]
        return count

    def holds_words(self, connection: Connection, article_id: int, article: Article) -> bool:
        """Whether the row of the article holds its words at their places."""
        row = connection.execute(
            "SELECT words = CAST(? AS tsvector) FROM article_words WHERE article = ?",
            (write_vector(article.title, article.body), article_id),
        ).fetchone()
        return row is not None and bool(row[0])

    def clear_words(self, connection: Connection) -> None:
        """Empties the table of words."""
        connection.execute("DELETE FROM article_words")

    def shrink(self) -> None:
        """Writes the log's table anew without free space; needs as much free space as the log takes."""
        self._database.run("VACUUM FULL log")
