"""`--curl` and `--python`: what is printed does what the command does, against a real server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Command

BUF = Path(sys.executable).with_name("buf")


@pytest.fixture(autouse=True)
def asked(dateline: Command, server: str, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a test asks a server that holds articles."""
    monkeypatch.setenv("DATELINE_SERVER", server)


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("amount", [("--limit", "2"), ("--all",), ()])
def test_python_that_lists_lists_as_many(dateline: Command, amount: tuple[str, ...]) -> None:
    command = ("events", "--filter", 'type = "CONSULT"', *amount)
    code = dateline(*command, "--python").out
    assert "for found in client.events.list(" in code
    printed = run(sys.executable, "-c", code)
    listed = dateline(*command, "-o", "jsonl").rows
    assert printed.count("article: ") == len(listed) > 0
    assert len(listed) == 2 or "--limit" not in amount


def test_a_search_asks_for_as_many_as_it_prints(dateline: Command) -> None:
    assert '"pageSize": 1}' in dateline("search", "consulates", "--limit", "1", "--curl").out
    assert ".take(1)" in dateline("search", "consulates", "--limit", "1", "--python").out


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("actors", "resolve", "Norway", "--kind", "COUNTRY"), "kind=Actor.COUNTRY"),
        (("count", "events", "--by", "type,month"), "by=[EVENT_DIMENSION_TYPE, EVENT_DIMENSION_MONTH]"),
        (("export", "events", "--status", "CLAIMED", "--out", "-"), "statuses=[Event.CLAIMED]"),
    ],
)
def test_values_of_enums_go_by_their_names(dateline: Command, command: tuple[str, ...], word: str) -> None:
    code = dateline(*command, "--python").out
    assert word in code
    assert run(sys.executable, "-c", code)


def test_python_that_exports_writes_the_file(dateline: Command) -> None:
    command = ("export", "events", "--format", "csv", "--out", "-")
    assert run(sys.executable, "-c", dateline(*command, "--python").out) == dateline(*command).out.replace("\r\n", "\n")


def test_what_watches_is_printed_with_the_cursor_of_now(dateline: Command, stored: list[str]) -> None:
    [follow] = [part for part in dateline("watch", "--python").out.splitlines() if "follow" in part]
    assert "client.follow(cursor='" in follow
    assert "ChangeService/Watch" in dateline("watch", "--curl").out
    printed = run(sys.executable, "-c", dateline("watch", "--from", "start", "--once", "--python").out)
    assert printed.count("kind: CREATED") >= len(stored)


def test_python_with_documents_ingests_them(dateline: Command) -> None:
    Path("a.txt").write_text("The council of Bergen approved a new ferry on Monday.")
    code = dateline("ingest", "--published", "2025-04-09", "a.txt", "--python").out
    assert "CREATED" in run(sys.executable, "-c", code)
    assert "UNCHANGED" in dateline("ingest", "--published", "2025-04-09", "a.txt").out


@pytest.mark.parametrize("command", [("parse", "--published", "2025-04-09"), ("ingest", "--source", "Coast Wire")])
def test_curl_with_a_document_sends_it(dateline: Command, server: str, command: tuple[str, ...]) -> None:
    Path("a.txt").write_text("The council of Bergen approved a new ferry on Monday.")
    printed = dateline(*command, "--server", server, "a.txt", "--curl").out
    [answer] = json.loads(run("sh", "-c", printed.replace("buf ", f"{BUF} ", 1)))["results"]
    assert "error" not in answer


def test_curl_that_gets_gets(dateline: Command, stored: list[str]) -> None:
    command = dateline("get", stored[0], "--curl").out
    printed = json.loads(run("sh", "-c", command.replace("buf ", f"{BUF} ", 1)))
    assert printed == json.loads(dateline("get", stored[0], "-o", "json").out)


@pytest.mark.parametrize("option", ["--curl", "--python"])
def test_nothing_is_sent_and_no_token_is_told(dateline: Command, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    monkeypatch.setenv("DATELINE_SERVER", "127.0.0.1:9")
    monkeypatch.setenv("DATELINE_TOKEN", "s3cret")
    done = dateline("delete", "articles/4f0c2a1be7d9", option)
    assert (done.code, done.err) == (0, "")
    assert "s3cret" not in done.out
    assert "DATELINE_TOKEN" in done.out


def test_a_correction_by_local_id_prints_the_correction_with_the_key_of_that_event(
    dateline: Command, stored: list[str]
) -> None:
    [event] = [row for row in dateline("get", stored[1], "-o", "jsonl").rows[0]["events"] if row["id"] == "e1"]
    command = ("correct", stored[1], "e1", "--status", "CLAIMED", "--reason", "a rumour")
    before = dateline("revisions", stored[1]).out
    curl, python = (dateline(*command, option).out for option in ("--curl", "--python"))
    assert dateline("revisions", stored[1]).out == before
    assert f"client.events.correct({stored[1]!r}, {event['key']!r}, " in python
    answer = json.loads(run("sh", "-c", curl.replace("buf ", f"{BUF} ", 1)))
    [corrected] = [row for row in answer["events"] if row["id"] == "e1"]
    assert (corrected["key"], corrected["status"]) == (event["key"], "CLAIMED")
    run(sys.executable, "-c", python)
    dateline("correct", stored[1], "e1", "--undo")


def test_why_prints_the_reading_with_reasons(dateline: Command, stored: list[str]) -> None:
    code = dateline("why", stored[0], "e1", "--python").out
    assert "client.parse(" in code
    assert "reasons {" in run(sys.executable, "-c", code)
