"""The commands that ask a server, against a real one."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from commands import DATELINE, TEXT, Command
from terminal import Terminal

from dateline import Client, NotFound
from dateline.errors import InvalidFilter

NONE_YET = "No {} are stored yet; `dateline ingest FILE…` stores articles.\n"


@pytest.fixture(autouse=True)
def _asked_by_default(dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)


def test_ingest_prints_a_line_for_each_document(dateline: Command, stored: list[str]) -> None:
    row = {"id": "two", "source": "Coast Gazette", "title": "Ministers agree on two consulates"}
    rows = [
        {**row, "published": "2025-04-09", "text": TEXT.format(number="two")},
        {"id": "empty", "text": ""},
        {"id": "copy", "source": "Other Post", "text": TEXT.format(number="three")},
    ]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n")
    done = dateline("ingest", "in.jsonl")
    same, empty, copy, broken = done.out.splitlines()
    assert done.code == 1
    assert same == f"{stored[0]} UNCHANGED"
    assert empty.startswith("empty error EMPTY_TEXT: ")
    assert " DUPLICATE of articles/" in copy
    assert broken.startswith("in.jsonl error MALFORMED_JSON: Line 4: ")
    dateline("delete", copy.split()[0])


def test_ingest_as_json_lines(dateline: Command, stored: list[str]) -> None:
    Path("in.jsonl").write_text('{"id": "empty", "text": ""}\n')
    done = dateline("ingest", "in.jsonl", "-o", "jsonl")
    assert done.code == 1
    assert done.rows[0]["id"] == "empty"
    assert done.rows[0]["error"]["reason"] == "EMPTY_TEXT"  # type: ignore[index]


def test_ingest_of_one_bad_file_is_invalid_input(dateline: Command) -> None:
    Path("empty.txt").write_text(" ")
    assert dateline("ingest", "empty.txt").code == 4


def test_at_a_terminal_each_line_of_ingest_tells_the_file_too(stored: list[str], tmp_path: Path) -> None:
    for number in ("five", "six"):
        (tmp_path / f"{number}.txt").write_text(TEXT.format(number=number))
    terminal = Terminal("ingest", "five.txt", "six.txt", folder=tmp_path)
    assert terminal.end() == 0
    assert [line.split()[1:] for line in terminal.screen.splitlines()] == [
        ["CREATED", "five.txt"],
        ["CREATED", "six.txt"],
    ]


@pytest.mark.parametrize("arguments", [("show", "NAME"), ("get", "NAME"), ("events",), ("parse", "a.txt")])
def test_a_terminal_is_no_place_for_a_page(arguments: tuple[str, ...], stored: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(number="two"))
    typed = [word.replace("NAME", stored[0]) for word in arguments]
    terminal = Terminal(*typed, "-o", "html", columns=120, folder=tmp_path)
    assert terminal.end() == 2
    assert "send it to a file" in terminal.screen
    assert "<html" not in terminal.screen


def test_get_an_article_in_every_shape(dateline: Command, stored: list[str]) -> None:
    article = json.loads(dateline("get", stored[0], "-o", "json").out)
    assert (article["name"], article["documentId"]) == (stored[0], "two")
    assert dateline("get", stored[0], "-o", "jsonl").rows == [article]
    assert "Ingrid Solberg" in dateline("get", stored[0], "-o", "text").out
    assert dateline("get", stored[0], "-o", "html").out == dateline("show", stored[0], "-o", "html").out


def test_get_an_actor(dateline: Command, stored: list[str]) -> None:
    profile = json.loads(dateline("get", "actors/country-nor").out)
    assert profile["displayName"] == "Norway"
    assert int(profile["articleCount"]) >= 3
    assert "Norway" in dateline("get", "actors/country-nor", "-o", "text").out


def test_get_several_some_of_which_are_missing(dateline: Command, stored: list[str]) -> None:
    done = dateline("get", stored[1], "articles/none-such", stored[0], "-o", "json")
    assert [article["name"] for article in json.loads(done.out)] == [stored[1], stored[0]]
    assert done.code == 1
    assert json.loads(done.err)["error"]["reason"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("get", "articles/none-such"), 3, "none-such"),
        (("get", "nonsense"), 2, "names look like"),
        (("show", "articles/none-such"), 3, "none-such"),
        (("delete", "articles/none-such"), 3, "none-such"),
        (("delete", "actors/country-nor"), 2, "no article"),
        (("list", "events", "--filter", 'nonsense = "x"'), 4, "nonsense"),
        (("list", "events", "--limit", "3", "--all"), 2, "contradict"),
        (("search",), 2, "WORD"),
        (("events", "--server", "127.0.0.1:1"), 5, "dateline serve"),
        (("events", "--server", "127.0.0.1"), 2, "HOST:PORT"),
    ],
)
def test_each_failure_has_its_exit_code_and_a_sentence(
    dateline: Command, stored: list[str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = dateline(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("kind", ["articles", "events", "actors", "quotes"])
def test_lists_in_every_shape(dateline: Command, stored: list[str], kind: str) -> None:
    rows = dateline("list", kind, "--all", "-o", "jsonl").rows
    if kind != "events":
        assert len(rows) >= 3
    assert json.loads(dateline("list", kind, "--all").out) == rows
    assert len(list(csv.DictReader(io.StringIO(dateline("list", kind, "--all", "-o", "csv").out)))) == len(rows)
    for output in ("text", "table", "md", "html"):
        done = dateline("list", kind, "--all", "-o", output)
        assert (done.code, done.err) == (0, "" if rows or output in ("md", "html") else NONE_YET.format(kind))


def test_nothing_found_says_what_nothing_answers_to(dateline: Command, server: str, stored: list[str]) -> None:
    def said(*arguments: str) -> str:
        done = dateline(*arguments, "-o", "text")
        assert (done.code, done.out) == (0, "")
        return done.err

    assert said("events", "--filter", 'type = "AID"') == 'No events match type = "AID".\n'
    assert said("search", "zebra", "crossing") == "No articles hold zebra crossing.\n"
    assert (
        said("search", "quotes", "zebra", "--filter", 'kind = "DIRECT"')
        == 'No quotes hold zebra and match kind = "DIRECT".\n'
    )
    assert said("operations").startswith("No operations; `dateline reparse`")
    counted = dateline("count", "events", "--by", "type", "--filter", 'type = "AID"', "-o", "table")
    assert counted.err == 'No events match type = "AID".\n'


def test_small_pages_give_the_same_list(dateline: Command, stored: list[str]) -> None:
    small = dateline("actors", "--all", "--page-size", "1", "-o", "jsonl")
    assert small.out == dateline("actors", "--all", "-o", "jsonl").out


def test_a_list_that_is_cut_says_so(dateline: Command, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.cli.listing._DEFAULT_LIMIT", 2)
    done = dateline("list", "articles", "-o", "jsonl")
    assert len(done.rows) == 2
    assert "--all" in done.err
    asked = dateline("list", "articles", "-o", "jsonl", "--limit", "1")
    assert (len(asked.rows), asked.err) == (1, "")


def test_a_filter_keeps_what_matches(dateline: Command, stored: list[str]) -> None:
    rows = dateline("list", "actors", "--filter", 'kind = "PERSON"', "--all", "-o", "jsonl").rows
    assert rows
    assert all(row["kind"] == "PERSON" for row in rows)


def test_search_finds_words_and_phrases(dateline: Command, stored: list[str]) -> None:
    rows = dateline("search", '"three new consulates"', "-o", "jsonl").rows
    assert [row["article"]["name"] for row in rows] == [stored[1]]  # type: ignore[index]
    assert "«" not in dateline("search", "Nairobi", "-o", "text").out


def test_parse_may_be_left_to_the_server(dateline: Command, server: str) -> None:
    Path("a.txt").write_text(TEXT.format(number="two"))
    here = json.loads(dateline("parse", "a.txt", "--published", "2025-04-09").out)
    there = json.loads(dateline("parse", "a.txt", "--published", "2025-04-09", "--server", server).out)
    there.pop("receivedTime", None)
    here.pop("receivedTime", None)
    assert here == there


def test_parse_by_the_server_keeps_errors_at_their_place(dateline: Command, server: str) -> None:
    Path("in.jsonl").write_text(
        "".join(
            json.dumps({"id": str(n), "text": "" if n % 3 == 0 else TEXT.format(number=n)}) + "\n" for n in range(9)
        )
        + "{broken\n"
    )
    done = dateline("parse", "in.jsonl", "--to", "jsonl", "--server", server)
    assert [row.get("id") for row in done.rows] == [*map(str, range(9)), None]
    assert ["error" in row for row in done.rows] == [True, False, False] * 3 + [True]


def test_delete_takes_an_article_out(dateline: Command) -> None:
    Path("a.txt").write_text(TEXT.format(number="ninety"))
    name = dateline("ingest", "a.txt").out.split()[0]
    assert dateline("delete", name).out == f"{name} DELETED\n"
    assert dateline("get", name).code == 3


def test_doctor_finds_the_server(dateline: Command, server: str) -> None:
    assert f"{server} is serving" in dateline("doctor").out
    findings = json.loads(dateline("doctor", "-o", "json").out)
    assert {finding["state"] for finding in findings} == {"ok"}


def test_doctor_fails_for_a_server_that_was_named_and_is_not_there(dateline: Command) -> None:
    done = dateline("doctor", "--server", "127.0.0.1:1")
    assert done.code == 5
    assert "FAIL" in done.out


def test_a_closed_pipe_is_quiet(stored: list[str]) -> None:
    for output in ("jsonl", "csv", "text", "json"):
        shell = f"{DATELINE} list actors --all -o {output} --page-size 1 | head -1"
        done = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False)
        assert done.stderr == ""


def test_results_come_while_the_input_is_still_open(server: str) -> None:
    process = subprocess.Popen(
        [DATELINE, "parse", "--from", "jsonl", "--to", "jsonl", "--server", server, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"id": "one", "text": TEXT.format(number="two")}) + "\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == "one"
    process.stdin.close()
    assert process.wait(60) == 0


def test_the_library_says_the_same(server: str, stored: list[str]) -> None:
    with Client(server) as client:
        assert client.articles.get(stored[0]).document_id == "two"
        assert client.health() == "SERVING"
        with pytest.raises(NotFound):
            client.articles.get("articles/none-such")
        with pytest.raises(InvalidFilter) as caught:
            client.events.list('type = "CONSULT" AND nonsense = "x"').take(1)
        assert caught.value.position == 21


@pytest.mark.parametrize("output", ["text", "json", "jsonl", "table", "csv", "md", "html"])
def test_a_list_that_fails_writes_nothing_else(dateline: Command, output: str) -> None:
    assert dateline("events", "--filter", "nonsense = 1", "-o", output).out == ""
