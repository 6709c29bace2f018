"""Looking after one SQLite file."""

import shutil
import sqlite3
from contextlib import closing

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.sqlite.connections import SqliteDatabase
from dateline_server.storage.sqlite.words import match_expression
from dateline_server.storage.tokens import split_words
from dateline_server.storage.upkeep.tables import WORDS

_MOST_FAULTS = 20
_PROBED_WORDS = 8
_PARTS = ("", "-wal", "-shm")


class SqliteUpkeep:
    """The Upkeep of a SQLite file."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def faults(self, connection: Connection, full: bool) -> list[str]:
        """What SQLite's integrity check finds; `full` compares each index with its table too."""
        check = "integrity_check" if full else "quick_check"
        found = [row[0] for row in connection.execute(f"PRAGMA {check}({_MOST_FAULTS})").fetchall()]
        return [] if found == ["ok"] else found

    def size(self) -> int:
        """Bytes of the file and of the write-ahead log beside it."""
        paths = [self._database.path.with_name(self._database.path.name + part) for part in _PARTS]
        return sum(path.stat().st_size for path in paths if path.exists())

    def free(self) -> int | None:
        """Bytes free in the file system of the file."""
        return shutil.disk_usage(self._database.path.absolute().parent).free

    def tables(self) -> set[str]:
        """The tables, without those that FTS5 and SQLite keep for themselves."""
        with self._database.reading() as connection:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {name for name in names if not name.startswith(("sqlite_", f"{WORDS}_"))}

    def count_words(self, connection: Connection) -> int:
        """How many articles the FTS5 table holds."""
        count: int = connection.execute("SELECT count(*) FROM article_words_docsize").fetchone()[0]
        return count

    def holds_words(self, connection: Connection, article_id: int, article: Article) -> bool:
        """Whether some words of the title and of the body lead to the article."""
        probed = [
            word
            for text in (article.title, article.body)
            for word in split_words(text)[:_PROBED_WORDS]
            if word.isascii()  # SQLite folds some others in its own way
        ]
        if not probed:
            sql, parameters = "SELECT 1 FROM article_words_docsize WHERE id = ?", (article_id,)
            return connection.execute(sql, parameters).fetchone() is not None
        expression = match_expression([SearchTerm(word) for word in dict.fromkeys(probed)])
        return (
            connection.execute(
                "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?", (expression, article_id)
            ).fetchone()
            is not None
        )

    def clear_words(self, connection: Connection) -> None:
        """Empties the FTS5 table."""
        connection.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")

    def shrink(self) -> None:
        """Writes the file anew without free pages; needs as much free space as the store takes."""
        with self._database.errors(), closing(sqlite3.connect(self._database.path, timeout=30)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
