"""Revisions, differences, deletion with etags and counts from the command line, against a real server."""

import csv
import io
import json
from pathlib import Path

import pytest
from commands import Command

FIRST = "The mayor of Bergen, Ingrid Solberg, resigned on Monday. Kenyan officials accused Norway of holding back an agreement."
SECOND = "The mayor of Bergen, Ingrid Solberg, resigned on Monday. Police arrested two protesters in Oslo."


@pytest.fixture
def edited(dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The name of an article with two revisions."""
    monkeypatch.setenv("DATELINE_SERVER", server)
    url = f"https://gazette.example/{request.node.name.replace('[', '-').strip(']')}"
    for text in (FIRST, SECOND):
        Path("a.txt").write_text(text)
        done = dateline("ingest", "--url", url, "--published", "2025-04-09", "a.txt")
    return done.out.split()[0]


def test_revisions_are_listed_latest_first(dateline: Command, edited: str) -> None:
    assert [row["revision"] for row in dateline("revisions", edited, "-o", "jsonl").rows] == ["2", "1"]
    [second, _] = csv.DictReader(io.StringIO(dateline("revisions", edited, "-o", "csv").out))
    assert second["etag"] == json.loads(dateline("get", edited).out)["etag"]
    assert second["etag"] in dateline("revisions", edited, "-o", "text").out


def test_instants_for_people_name_their_zone(dateline: Command, edited: str) -> None:
    assert dateline("revisions", edited, "-o", "text").out.count(" UTC · etag ") == 2


def test_a_revision_is_read_by_its_name(dateline: Command, edited: str) -> None:
    assert json.loads(dateline("get", f"{edited}/revisions/1").out)["body"] == FIRST
    assert dateline("get", f"{edited}/revisions/9").code == 3


def test_a_difference_shows_what_is_new_and_what_is_gone(dateline: Command, edited: str) -> None:
    shown = dateline("diff", edited, "-o", "text").out.splitlines()
    assert "revision 1 → 2 · body edited" in shown[0]
    signs = {line[0] for line in shown[1:] if line[0] != " "}
    assert signs >= {"+", "-"}
    assert any(line.startswith("+ ") and "arrest" in line for line in shown)
    parsed = json.loads(dateline("diff", edited, "1", "2", "-o", "json").out)
    assert {change["change"] for change in parsed["events"]} >= {"CLAIM_CHANGE_ADDED", "CLAIM_CHANGE_REMOVED"}


@pytest.mark.parametrize(("arguments", "code"), [(("2", "1"), 4), (("1", "7"), 3), (("x",), 2)])
def test_what_cannot_be_compared_is_told(dateline: Command, edited: str, arguments: tuple[str, ...], code: int) -> None:
    done = dateline("diff", edited, *arguments)
    assert (done.code, done.out) == (code, "")


def test_an_old_etag_is_a_conflict(dateline: Command, edited: str) -> None:
    old = json.loads(dateline("get", f"{edited}/revisions/1").out)["etag"]
    done = dateline("delete", edited, "--etag", old)
    assert (done.code, done.out) == (7, "")
    assert "etag" in done.err


def test_what_was_deleted_comes_back(dateline: Command, edited: str) -> None:
    etag = json.loads(dateline("get", edited).out)["etag"]
    assert dateline("undelete", edited).code == 3
    assert dateline("delete", edited, "--etag", etag).out == f"{edited} DELETED\n"
    assert dateline("get", edited).code == 3
    assert edited not in dateline("list", "articles", "-o", "text").out
    listed = dateline("list", "articles", "--deleted", "--all", "-o", "jsonl").rows
    [gone] = [row for row in listed if row["name"] == edited]
    assert gone["deleteTime"]
    assert "deleted" in dateline("list", "articles", "--deleted", "--limit", "1", "-o", "text").out
    assert [row["revision"] for row in dateline("revisions", edited, "-o", "jsonl").rows] == ["2", "1"]
    assert dateline("undelete", edited).out == f"{edited} UNDELETED\n"
    assert json.loads(dateline("get", edited).out)["revision"] == "3"


def test_an_etag_belongs_to_one_article(dateline: Command) -> None:
    assert dateline("delete", "articles/a", "articles/b", "--etag", "x").code == 2


def test_events_are_counted_by_type_and_day(dateline: Command, edited: str) -> None:
    rows = dateline("count", "events", "--by", "type,day", "-o", "jsonl").rows
    events = dateline("list", "events", "--all", "-o", "jsonl").rows
    assert sum(int(str(row["eventCount"])) for row in rows) == len(events)
    table = list(
        csv.DictReader(io.StringIO(dateline("count", "events", "--by", "type", "--by", "day", "-o", "csv").out))
    )
    assert [*table[0]] == ["type", "day", "events", "articles", "sources", "mean_intensity"]
    assert len(table) == len(rows)
    shown = dateline("count", "events", "--by", "dyad", "-o", "table").out
    assert shown == "" or "agent country" in shown


def test_all_events_make_one_bucket_and_empty_days_can_be_had(dateline: Command, edited: str) -> None:
    [total] = dateline("count", "events", "-o", "jsonl").rows
    assert int(str(total["eventCount"])) > 0
    done = dateline("count", "events", "--by", "day", "--empty", "--filter", 'type = "X_OTHER"', "-o", "csv")
    assert done.code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--by", "colour"), 2, "quad_class"),
        (("--by", "day,week"), 4, "WEEK"),
        (("--filter", "nonsense = 1"), 4, "^"),
    ],
)
def test_what_cannot_be_counted_is_told(
    dateline: Command, edited: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = dateline("count", "events", *arguments, "-o", "csv")
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_one_revision_alone_is_compared_with_nothing(dateline: Command, stored: list[str], edited: str) -> None:
    done = dateline("diff", stored[0])
    assert done.code == 4
    assert done.err.startswith(f"error: {stored[0]} has one revision so far")
