"""Looking after one SQLite file."""

import shutil
import sqlite3
from contextlib import closing

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection
from dateline_server.storage.sqlite.connections import SqliteDatabase
from dateline_server.storage.sqlite.words import word_columns, write_phrase
from dateline_server.storage.upkeep.engine import WordCounts
from dateline_server.storage.upkeep.tables import WORDS

_MOST_FAULTS = 20
_PHRASE = 64  # words looked for at once
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
        """Whether all words of the title and of the body lead to the article, in their order."""
        sql = "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?"
        return all(
            connection.execute(sql, (write_phrase(words[at : at + _PHRASE]), article_id)).fetchone() is not None
            for words in word_columns(article)
            for at in range(0, len(words), _PHRASE)
        )

    def miscounted_words(self, connection: Connection, expected: WordCounts) -> list[str]:
        """The words that the FTS5 table does not hold as often as expected."""
        faults = []
        left = dict(expected)
        connection.execute("PRAGMA query_only = OFF")  # for a table that lives in memory
        connection.execute("CREATE VIRTUAL TABLE temp.held_words USING fts5vocab ('main', 'article_words', 'row')")
        try:
            for word, articles, times in connection.execute("SELECT term, doc, cnt FROM temp.held_words"):
                if left.pop(word, None) != (articles, times):
                    faults.append(word)
        finally:
            connection.execute("DROP TABLE temp.held_words")
            connection.execute("PRAGMA query_only = ON")
        return sorted([*faults, *left])

    def clear_words(self, connection: Connection) -> None:
        """Empties the FTS5 table."""
        connection.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")

    def shrink(self) -> None:
        """Writes the file anew without free pages; needs as much free space as the store takes."""
        with self._database.errors(), closing(sqlite3.connect(self._database.path, timeout=30)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
