"""A migration that is killed has either not begun or is done: the store of before, or that of now, with everything in it."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from dateline_server.storage.migrations import load_migrations, migrate
from dateline_server.storage.opening import open_database, open_store
from dateline_server.storage.store import ListQuery
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

pytestmark = pytest.mark.slow

_COPIES = 3_000
# Copies of its first article under other names, as many as it takes for a migration to last.
_MULTIPLY = f"""
WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < {999 + _COPIES})
INSERT INTO articles SELECT n, 'articles/copy-' || n, content, body_sha256, url, source, language, section, title,
    title_folded, published_at, published_date, create_time, revision, '', basic FROM articles, numbers WHERE id = 1
"""
_MULTIPLY_BYTES = """
INSERT INTO article_bytes SELECT a.id, b.bytes FROM articles a, article_bytes b WHERE a.id >= 1000 AND b.article = 1
"""
_MIGRATE = """
import sys
from dateline_server.storage.migrations import load_migrations, migrate
from dateline_server.storage.opening import open_database
parts = open_database(sys.argv[1])
print("begins", flush=True)
migrate(parts.database, parts.migrations)
print("done", flush=True)
"""


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    path = tmp_path / "earlier.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "earlier" / "sqlite_1.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_MULTIPLY)
        connection.execute(_MULTIPLY_BYTES)
    return path


def migrate_and_kill(path: Path, seconds: float) -> bool:
    """Whether it was done before it was killed."""
    command = [sys.executable, "-c", _MIGRATE, str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    time.sleep(seconds)
    child.kill()
    return "done" in child.communicate()[0]


def test_a_killed_migration_is_all_or_nothing(earlier: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(earlier)) as connection:
        count = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    newest = max(load_migrations("dateline_server.storage.sqlite"))
    path = tmp_path / "timed.db"
    shutil.copy(earlier, path)
    parts = open_database(str(path))
    began = time.monotonic()
    migrate(parts.database, parts.migrations)
    parts.database.close()
    whole = time.monotonic() - began
    versions = []
    for turn in range(10):
        path = tmp_path / f"{turn}.db"
        shutil.copy(earlier, path)
        done = migrate_and_kill(path, turn * whole / 3)
        with closing(sqlite3.connect(path)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == count
        assert version == newest or not done
        before = {"article_bytes"} & tables, {"log", "operations"} & tables
        assert before == (({"article_bytes"}, set()) if version == 1 else (set(), {"log", "operations"}))
        versions.append(version)
        parts = open_database(str(path))
        migrate(parts.database, parts.migrations)
        assert check_store(parts.database, parts.upkeep).changes == count
        parts.database.close()
    assert set(versions) == {1, newest}, versions


def test_a_migrated_store_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "earlier" / "sqlite_1.db.gz").read_bytes()))
    store = open_store(str(path))
    store.list_articles(ListQuery())
    store.close()
    with open_existing(str(path)) as parts:
        assert check_store(parts.database, parts.upkeep, full=True).faults == []
