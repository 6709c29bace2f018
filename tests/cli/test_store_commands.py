"""`dateline store` looks after a store, and `dateline doctor --store` at one."""

import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command
from contract.articles import build_article
from postgres_server import make_schema

from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery, SearchQuery, Store


def fill(store: Store) -> None:
    """Three articles, the first of them edited."""
    for number in (0, 1, 2, 0):
        edited = " Edited." * (store.last_change() == 3)
        store.ingest([build_article(document_id=str(number), body=f"Report {number}.{edited}").article])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    store = open_store(str(path))
    fill(store)
    store.search_articles(SearchQuery("report"))
    store.close()
    return path


def damage(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_info_gives_the_figures(dateline: Command, path: Path) -> None:
    shown = dateline("store", "info", "--store", "news.db").out
    assert re.search(r"^articles +3, and 0 deleted$", shown, re.MULTILINE)
    assert re.search(r"^changes +4, from 20\d\d", shown, re.MULTILINE)
    figures = json.loads(dateline("store", "info", "--store", "news.db", "-o", "json").out)
    assert (figures["articles"], figures["last_change"], figures["floor"], figures["behind"]) == (3, 4, 0, 0)


def test_a_sound_store_is_said_to_be(dateline: Command, path: Path) -> None:
    done = dateline("store", "check", "--store", "news.db", "--full")
    assert (done.code, done.err) == (0, "")
    assert done.out == "No faults: 4 changes, 3 articles, 3 of them compared with the index.\n"


def test_faults_are_told_with_what_to_do_and_mended(dateline: Command, path: Path) -> None:
    damage(path, "DELETE FROM article_rows WHERE id = 2")
    done = dateline("store", "check", "--store", "news.db")
    assert done.code == 1
    assert "FAULT in the index" in done.out
    assert "dateline store reindex" in done.out
    report = json.loads(dateline("store", "check", "--store", "news.db", "-o", "json").out)
    assert {fault["part"] for fault in report["faults"]} == {"index"}
    assert "4 changes" in dateline("store", "reindex", "--store", "news.db").out
    assert dateline("store", "check", "--store", "news.db", "--full").code == 0


def test_a_backup_becomes_a_store_again(dateline: Command, path: Path) -> None:
    done = dateline("store", "backup", "--store", "news.db", "copy.db")
    assert done.out.startswith("copy.db: 4 changes, ")
    assert dateline("store", "backup", "--store", "news.db", "copy.db").code == 4
    assert dateline("store", "backup", "--store", "news.db", "copy.db", "--force").code == 0
    assert dateline("store", "restore", "--store", "new.db", "copy.db").out == "new.db: 4 changes, checked.\n"
    assert dateline("store", "check", "--store", "new.db", "--full").code == 0
    refused = dateline("store", "restore", "--store", "new.db", "copy.db")
    assert refused.code == 4
    assert "--force" in refused.err


def test_compacting_says_what_it_dropped(dateline: Command, path: Path) -> None:
    done = dateline("store", "compact", "--store", "news.db", "--older-than", "30d")
    assert done.out.startswith("0 changes dropped")
    done = dateline("store", "compact", "--store", "news.db", "--older-than", "0m", "--shrink")
    assert "Every change after number 3 is held" in done.out
    assert dateline("store", "compact", "--store", "news.db", "--older-than", "soon").code == 2


@pytest.mark.parametrize("command", ["info", "check", "reindex"])
def test_a_store_that_is_not_there_is_not_made(dateline: Command, tmp_path: Path, command: str) -> None:
    done = dateline("store", command, "--store", "nothing.db")
    assert done.code == 3
    assert "There is no store nothing.db" in done.err
    assert not (tmp_path / "nothing.db").exists()


def test_an_earlier_store_and_another_file_are_told_apart(dateline: Command, tmp_path: Path) -> None:
    damage(tmp_path / "other.db", "CREATE TABLE things (name)")
    assert "another program" in dateline("store", "check", "--store", "other.db").err
    assert "another program" in dateline("store", "backup", "--store", "other.db", "copy.db").err
    assert not (tmp_path / "copy.db").exists()
    earlier = Path(__file__).parents[1] / "storage" / "earlier" / "sqlite_1.db.gz"
    (tmp_path / "earlier.db").write_bytes(gzip.decompress(earlier.read_bytes()))
    for command in ("check", "info", "reindex"):
        assert "earlier version (schema 1, now " in dateline("store", command, "--store", "earlier.db").err
    assert "earlier version" in dateline("store", "backup", "--store", "earlier.db", "copy.db").err


def test_doctor_looks_at_a_store(dateline: Command, path: Path) -> None:
    findings = json.loads(dateline("doctor", "--store", "news.db", "-o", "json").out)
    found = {finding["check"].strip(): finding["found"] for finding in findings if finding["state"] == "ok"}
    assert found["articles"] == "3, and 0 deleted"
    assert found["index"] == "up to date"
    assert re.fullmatch(r"[\d.]+ [KM]iB, [\d,.]+ [GT]iB free on its disk", found["size"])
    done = dateline("doctor", "--store", "nothing.db")
    assert done.code == 5
    assert "There is no store nothing.db" in done.out


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    with make_schema(postgres_url) as url:
        store = open_store(url)
        fill(store)
        store.list_articles(ListQuery())
        store.close()
        yield url


def test_a_postgresql_store_is_looked_after_too(dateline: Command, database: str) -> None:
    assert dateline("store", "check", "--store", database, "--full").code == 0
    assert json.loads(dateline("store", "info", "--store", database, "-o", "json").out)["bytes_free"] is None
    done = dateline("store", "compact", "--store", database, "--older-than", "0m", "--shrink")
    assert "Every change after number 3" in done.out
    assert dateline("store", "reindex", "--store", database).code == 0
    assert dateline("store", "check", "--store", database, "--full").code == 0


def test_postgresql_copies_with_its_own_tools(dateline: Command) -> None:
    done = dateline("store", "backup", "--store", "postgresql://me:secret@host/news", "news.dump")
    assert done.code == 5
    assert "pg_dump --format=custom --file=news.dump 'postgresql://me@host/news'" in done.err
    done = dateline("store", "restore", "--store", "postgresql://me:secret@host/news", "news.dump")
    assert "pg_restore" in done.err
    assert ":secret@" not in done.err
