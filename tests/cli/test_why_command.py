"""`dateline why`: an event explained, from a file in this process and from a real server."""

import json
from pathlib import Path

import pytest
from commands import Command

TEXT = (
    "Police arrested two protesters in Oslo on Monday. The mayor of Bergen, Ingrid Solberg, said that she would resign."
)


@pytest.fixture
def article(dateline: Command) -> str:
    """A file with an article as `dateline parse -o json` prints it."""
    Path("a.txt").write_text(TEXT)
    Path("a.json").write_text(dateline("parse", "a.txt", "--published", "2025-04-09", "-o", "json").out)
    return "a.json"


def test_an_event_of_a_file_is_explained_by_part(dateline: Command, article: str) -> None:
    shown = dateline("why", article, "e1")
    assert shown.code == 0
    assert "event_triggers.tsv: arrest/V" in shown.out
    assert [
        line.split()[0] for line in shown.out.splitlines() if line.startswith(("type", "status", "time", "place"))
    ] == [
        "type",
        "status",
        "time",
        "place",
    ]


def test_without_an_event_all_are_explained(dateline: Command, article: str) -> None:
    listed = json.loads(dateline("why", article, "-o", "json").out)
    assert [event["id"] for event in listed] == [
        event["id"] for event in json.loads(Path(article).read_text())["events"]
    ]
    assert all(event["reasons"] for event in listed)


def test_a_stored_event_is_explained_by_the_server_and_its_correction_told(
    dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)
    Path("b.txt").write_text(TEXT)
    name = dateline("ingest", "--published", "2025-04-09", "--source", "Fjord Post", "b.txt").out.split()[0]
    stored = json.loads(dateline("get", name).out)
    assert not any("reasons" in event for event in stored["events"])
    key = stored["events"][0]["key"]
    dateline("correct", name, key, "--status", "CLAIMED", "--reason", "only the police say so", "--by", "Ada")
    shown = dateline("why", name, key)
    assert shown.code == 0
    assert "event_triggers.tsv: arrest/V" in shown.out
    assert "corrected by Ada (status): only the police say so" in shown.out


def test_an_event_that_is_not_there_is_not_found(dateline: Command, article: str) -> None:
    done = dateline("why", article, "e99")
    assert (done.code, done.out) == (3, "")
    assert "it has e1" in done.err
