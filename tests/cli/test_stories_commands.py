"""`dateline stories` and its like, with a server that holds two stories and an article of its own."""

import csv
import io
import json
from pathlib import Path

import pytest
from commands import Command
from terminal import Terminal

from dateline import Client
from dateline_server.samples import retold_documents, sample_documents

FERRY = (
    "The ferry Havstjerna ran aground off {place} in thick fog on Tuesday morning. "
    "The accident injured {number} passengers, the coast guard said. Police questioned the captain of the Havstjerna."
)


@pytest.fixture(scope="module")
def names(server: str) -> list[str]:
    """The names of the stories, the latest first."""
    [landslide] = [document for document in sample_documents() if document.id == "nepal-landslide"]
    [talks] = [document for document in sample_documents() if document.id == "border-talks"]
    with Client(server) as client:
        for document in (landslide, *retold_documents(), talks):
            client.ingest(document)
        for source, number in (("Fjord Post", 12), ("Coast Wire", 19)):
            client.ingest(
                FERRY.format(place="Bergen", number=number),
                source=source,
                title="Ferry aground",
                published="2025-04-09",
            )
        return [story.name for story in client.stories.list()]


@pytest.fixture(autouse=True)
def asked(dateline: Command, server: str, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)


@pytest.mark.parametrize("command", [("stories",), ("list", "stories")])
def test_stories_are_listed_in_every_shape(dateline: Command, names: list[str], command: tuple[str, ...]) -> None:
    rows = dateline(*command, "-o", "jsonl").rows
    assert [row["name"] for row in rows] == names
    assert len(names) == 2
    assert json.loads(dateline(*command, "-o", "json").out) == rows
    printed = csv.DictReader(io.StringIO(dateline(*command, "-o", "csv").out))
    assert [(row["name"], row["articles"]) for row in printed] == [(names[0], "3"), (names[1], "2")]
    for shape in ("text", "table", "md", "html"):
        done = dateline(*command, "-o", shape)
        assert (done.code, done.err) == (0, "")
        assert "Ferry aground" in done.out


def test_stories_are_filtered_ordered_and_cut(dateline: Command, names: list[str]) -> None:
    assert dateline("stories", "--filter", "article_count = 2", "-o", "jsonl").rows[0]["name"] == names[1]
    assert dateline("stories", "--order-by", "last_date", "--limit", "1", "-o", "jsonl").rows[0]["name"] == names[1]
    assert dateline("stories", "--fields", "title", "-o", "jsonl").rows[1] == {"title": "Ferry aground"}
    assert dateline("stories", "--select", "articleCount", "-o", "jsonl").rows[1] == {"articleCount": "2"}
    none = dateline("stories", "--filter", "article_count = 7", "-o", "text")
    assert (none.code, none.out, none.err) == (0, "", "No stories match article_count = 7.\n")
    wrong = dateline("stories", "--filter", "artikel_count = 7")
    assert wrong.code == 4
    assert "article_count" in wrong.err


def test_a_story_is_shown_with_its_articles_and_where_they_disagree(dateline: Command, names: list[str]) -> None:
    shown = dateline("stories", "show", names[1], "-o", "text").out
    assert shown.index("Fjord Post · articles/") < shown.index("number hurt")
    assert "coast guard, in Coast Wire · 2025-04-09" in shown
    assert "“The accident injured 19 passengers, the coast guard said.”" in shown
    assert "- **19 injured**" in dateline("stories", "show", names[1], "-o", "md").out
    assert "<td>coast guard, in Fjord Post" in dateline("stories", "show", names[1], "-o", "html").out
    whole = json.loads(dateline("stories", "show", names[1]).out)
    assert list(whole) == ["story", "articles", "disagreements"]
    assert len(whole["articles"]) == 2
    assert "body" not in whole["articles"][0]
    cut = dateline("stories", "show", names[0], "--limit", "1", "-o", "jsonl")
    assert len(cut.rows[0]["articles"]) == 1  # type: ignore[arg-type]


def test_disagreements_are_listed_in_every_shape(dateline: Command, names: list[str]) -> None:
    [row] = dateline("stories", "disagreements", names[1], "-o", "jsonl").rows
    assert row["subject"] == "number hurt"
    [cells] = csv.DictReader(io.StringIO(dateline("stories", "disagreements", names[1], "-o", "csv").out))
    assert (cells["kind"], set(cells["values"].split("; "))) == ("QUANTITY", {"12", "19"})
    assert "12: coast guard (Fjord Post)" in cells["positions"]
    for shape in ("text", "table", "md", "html"):
        assert "number hurt" in dateline("stories", "disagreements", names[1], "-o", shape).out
    picked = dateline("stories", "disagreements", names[1], "--select", "positions.value", "-o", "csv")
    assert picked.out.startswith("positions.value\n")


def test_one_story_is_got_by_name(dateline: Command, names: list[str]) -> None:
    assert json.loads(dateline("get", names[0]).out)["articleCount"] == "3"
    assert "3 articles · 3 publishers · 3 texts" in dateline("get", names[0], "-o", "text").out
    assert [row["name"] for row in dateline("get", *names, "-o", "jsonl").rows] == names


def test_an_article_is_shown_with_how_many_others_tell_the_same(dateline: Command, names: list[str]) -> None:
    article = names[0].replace("stories/", "articles/")
    assert f"told by 2 other articles too · {names[0]}" in dateline("show", article).out
    assert "told by" not in dateline("show", dateline("list", "articles", "-o", "jsonl").rows[-1]["name"]).out
    told = dateline("list", "articles", "--filter", f'story = "{names[0]}"', "-o", "csv").out
    assert [row["story"] for row in csv.DictReader(io.StringIO(told))] == [names[0]] * 3


@pytest.mark.parametrize(
    "command", [("get",), ("stories", "show"), ("stories", "disagreements")], ids=lambda words: words[-1]
)
def test_what_is_no_story_is_not_found(dateline: Command, command: tuple[str, ...]) -> None:
    missing = dateline(*command, "stories/none-such")
    assert (missing.code, missing.out) == (3, "")
    assert "none-such" in missing.err
    assert dateline(*command, "none-such").code == 2


def test_what_is_printed_for_other_tools_calls_the_same(dateline: Command, names: list[str]) -> None:
    assert "StoryService/ListStories" in dateline("stories", "--curl").out
    assert "StoryService/GetStory" in dateline("get", names[0], "--curl").out
    assert "StoryService/ListDisagreements" in dateline("stories", "disagreements", names[0], "--curl").out
    assert (
        f"client.stories.disagreements('{names[0]}'" in dateline("stories", "disagreements", names[0], "--python").out
    )
    code = dateline("stories", "--limit", "1", "--python").out
    assert "client.stories.list(" in code
    assert ".take(1)" in code


def test_the_service_is_described_and_called_by_name(dateline: Command, names: list[str]) -> None:
    assert "GetStory" in dateline("describe", "StoryService").out
    assert json.loads(dateline("call", "GetStory", json.dumps({"name": names[0]})).out)["name"] == names[0]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_at_any_width_no_line_is_cut_or_broken(width: int, names: list[str], server: str, tmp_path: Path) -> None:
    for command in ("stories", "stories -o table", f"stories show {names[0]}", f"stories disagreements {names[0]}"):
        asked = {"DATELINE_SERVER": server, "DATELINE_PAGER": "", "NO_COLOR": "1"}
        terminal = Terminal(*command.split(), columns=width, environment=asked, folder=tmp_path)
        assert terminal.end() == 0
        assert [line for line in terminal.screen.splitlines() if len(line) > width and " " in line.strip()] == []
