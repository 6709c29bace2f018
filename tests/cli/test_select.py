"""`--select`: only the parts that are wanted, as JSON and as columns."""

import csv
import io
import json

import pytest
from commands import Command


@pytest.fixture(autouse=True)
def asked(dateline: Command, server: str, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a test asks a server that holds articles."""
    monkeypatch.setenv("DATELINE_SERVER", server)


def test_json_keeps_its_shape_and_loses_the_rest(dateline: Command, stored: list[str]) -> None:
    article = json.loads(dateline("get", stored[0], "--select", "name,events.trigger.text,events.status").out)
    assert set(article) == {"name", "events"}
    assert all(set(event) <= {"trigger", "status"} and set(event["trigger"]) == {"text"} for event in article["events"])


def test_names_of_the_schema_and_of_json_are_the_same(dateline: Command, stored: list[str]) -> None:
    snake = dateline("get", stored[0], "--select", "published_date").out
    assert snake == dateline("get", stored[0], "--select", "publishedDate").out
    assert json.loads(snake) == {"publishedDate": "2025-04-09"}


def test_each_path_is_a_column_of_a_table(dateline: Command) -> None:
    done = dateline("list", "events", "--select", "event.type,actors.name", "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert set(rows[0]) == {"event.type", "actors.name"}
    assert any("; " in row["actors.name"] for row in rows)


def test_a_path_that_is_not_there_is_answered_with_the_right_one(dateline: Command, stored: list[str]) -> None:
    done = dateline("get", stored[0], "--select", "events.triger")
    assert (done.code, done.out) == (4, "")
    assert "Event has no 'triger'. Did you mean trigger?" in done.err


def test_text_has_no_parts_to_select(dateline: Command, stored: list[str]) -> None:
    assert dateline("get", stored[0], "--select", "name", "-o", "text").code == 2
