"""Looking after a PostgreSQL database."""

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection
from dateline_server.storage.postgres.connections import PostgresDatabase
from dateline_server.storage.postgres.words import write_phrase, write_vector
from dateline_server.storage.upkeep.engine import WordCounts

_BROKEN_INDEXES = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE NOT i.indisvalid AND c.relnamespace = CAST(current_schema() AS regnamespace)"
)
# By the index of words alone: the sum keeps the primary key out.
_BY_ALL_WORDS = "SELECT 1 FROM article_words WHERE words @@ CAST(? AS tsquery) AND article + 0 = ?"
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
        """Whether the row of the article holds its words at their places, and the index leads to it by each of them."""
        vector = write_vector(article.title, article.body)
        row = connection.execute(
            "SELECT words = CAST(? AS tsvector), array_to_string(tsvector_to_array(CAST(? AS tsvector)), ' ')"
            " FROM article_words WHERE article = ?",
            (vector, vector, article_id),
        ).fetchone()
        if row is None or not row[0]:
            return False
        if not row[1]:
            return True
        connection.execute("SET LOCAL enable_seqscan = off")
        found = connection.execute(
            _BY_ALL_WORDS, (" & ".join(write_phrase([word]) for word in row[1].split()), article_id)
        ).fetchone()
        connection.execute("SET LOCAL enable_seqscan = on")
        return found is not None

    def miscounted_words(self, connection: Connection, expected: WordCounts) -> list[str]:
        """None: a row of words is compared whole."""
        return []

    def clear_words(self, connection: Connection) -> None:
        """Empties the table of words, and makes its index anew."""
        connection.execute("DELETE FROM article_words")
        connection.execute("REINDEX INDEX article_words_by_word")

    def shrink(self) -> None:
        """Writes the log's table anew without free space; needs as much free space as the log takes."""
        self._database.run("VACUUM FULL log")
