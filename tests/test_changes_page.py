"""What docs/changes.md shows is what happens: its commands and its Python run as they stand there."""

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from server_here import ServerHere, serve_here

from dateline import Client, CursorTooOld, InvalidArgument, NotYetConsistent
from dateline_server.storage.upkeep.compacting import compact
from dateline_server.storage.upkeep.opening import open_existing

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "changes.md").read_text(encoding="utf-8")
DATELINE = Path(sys.executable).with_name("dateline")
TEXTS = ["The mayor of Bergen resigned on Monday.", "Dockers struck in Oslo.", "Kenya and Norway signed a treaty."]


def block(language: str, containing: str) -> str:
    """The fenced block of the page in this language that holds these words."""
    [found] = [text for text in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if containing in text]
    return str(found)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    with serve_here(tmp_path) as server:
        yield server


@pytest.fixture
def first_cursor(server: ServerHere) -> str:
    """The cursor before the first change."""
    with Client(server.address) as client:
        return client.get_cursor()


@pytest.fixture
def client(server: ServerHere, first_cursor: str) -> Iterator[Client]:
    with Client(server.address) as client:
        for number, text in enumerate(TEXTS):
            client.ingest(text, id=str(number), source="Coast Wire", title=f"Title {number}")
        client.articles.delete(client.ingest("Nothing happened.", id="gone", source="Coast Wire").name)
        yield client


def test_the_commands_run(server: ServerHere, client: Client, tmp_path: Path) -> None:
    printed = []
    for line in block("sh", "--once").splitlines():
        done = subprocess.run(
            [DATELINE, *shlex.split(line.split("#")[0])[1:], "--server", server.address],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        printed.append(len(done.stdout.splitlines()))
    assert printed == [5, 5, 0]


def test_the_copy_is_kept(server: ServerHere, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = compile(block("python", "sqlite3").replace("127.0.0.1:50051", server.address), "changes.md", "exec")
    exec(code, {})
    Path("copy.cursor").unlink()  # as after a loss of the checkpoint: all of it is told again
    exec(code, {})
    rows = sqlite3.connect("copy.db").execute("SELECT title, sequence FROM articles ORDER BY sequence").fetchall()
    assert rows == [("Title 0", 1), ("Title 1", 2), ("Title 2", 3)]


def test_a_copy_whose_cursor_is_too_old_is_made_anew(
    tmp_path: Path, server: ServerHere, client: Client, first_cursor: str
) -> None:
    names: dict[str, Any] = {}
    exec(compile(block("python", "CURSOR_TOO_OLD"), "changes.md", "exec"), names)
    articles: dict[str, Any] = {"articles/of-old": None}
    client.ingest("The treaty was rejected.", id="0", source="Coast Wire")
    server.close()  # a server remembers for a while what its store has dropped
    with open_existing(str(tmp_path / "store.db")) as parts:
        compact(parts.database, parts.words, int(time.time() * 1_000_000))
    again = ServerHere(tmp_path)
    with Client(again.address) as client:
        with pytest.raises(CursorTooOld):
            list(client.follow(cursor=first_cursor, once=True))
        cursor = names["bring_up_to_date"](client, articles, first_cursor)
        assert sorted(articles) == sorted(article.name for article in client.articles.list())
        client.articles.delete(min(articles))
        assert names["bring_up_to_date"](client, articles, cursor) == client.get_cursor()
        assert len(articles) == 2
    again.close()


@pytest.mark.parametrize("way", ["restored", "copied"])
def test_a_client_that_lives_through_a_restore(way: str, tmp_path: Path) -> None:
    store, backup = str(tmp_path / "store.db"), str(tmp_path / "backup.db")
    names: dict[str, Any] = {}
    exec(compile(block("python", "CURSOR_TOO_OLD"), "changes.md", "exec"), names)
    server = ServerHere(tmp_path)
    port = server.address.rpartition(":")[2]
    with Client(server.address) as client:
        kept = client.ingest(TEXTS[0], id="kept", source="Coast Wire").name
        subprocess.run([DATELINE, "store", "backup", "--store", store, backup], check=True)
        client.ingest(TEXTS[1], id="lost", source="Coast Wire")
        articles: dict[str, Any] = {}
        cursor = names["bring_up_to_date"](client, articles, "")
        assert len(articles) == 2
        server.close()
        for path in tmp_path.glob("store.db*"):
            path.unlink()
        if way == "restored":
            subprocess.run([DATELINE, "store", "restore", "--store", store, backup], check=True)
        else:
            shutil.copy(backup, store)
        server = ServerHere(tmp_path, listen=f"127.0.0.1:{port}")
        try:
            if way == "copied":
                with pytest.raises(NotYetConsistent):
                    client.articles.list().take(1)
                client.consistency_token = ""
            assert [article.name for article in client.articles.list()] == [kept]
            (tmp_path / "copy.cursor").write_text(cursor)
            with pytest.raises(InvalidArgument) as refused:
                list(client.follow(checkpoint=tmp_path / "copy.cursor", once=True))
            assert refused.value.reason == "INVALID_CURSOR"
            assert names["bring_up_to_date"](client, articles, cursor) == client.get_cursor()
            assert list(articles) == [kept]
        finally:
            server.close()
