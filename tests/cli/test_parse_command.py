"""`dateline parse` in this process."""

import csv
import gzip
import io
import json
import subprocess
from pathlib import Path

import pytest
from commands import DATELINE, TEXT, Command

BODY = TEXT.format(number="two")


@pytest.fixture(autouse=True)
def article_file(dateline: Command) -> None:
    Path("a.txt").write_text(BODY)


def test_a_file_as_canonical_json(dateline: Command) -> None:
    done = dateline("parse", "a.txt", "--published", "2025-04-09", "--title", "Ministers meet", "-o", "json")
    article = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (article["body"], article["title"], article["publishedDate"]) == (BODY, "Ministers meet", "2025-04-09")
    assert {"id", "actor", "name", "kind", "mentions"} <= set(article["actors"][0])


def test_json_is_what_comes_out_of_a_pipe_unless_asked_otherwise(dateline: Command) -> None:
    assert json.loads(dateline("parse", "a.txt").out)["body"] == BODY


def test_standard_input_reads_the_same(dateline: Command) -> None:
    assert json.loads(dateline("parse", "-", stdin=BODY).out) == json.loads(dateline("parse", "a.txt").out)


def test_standard_input_may_be_a_page(dateline: Command) -> None:
    page = f"<!doctype html><title>x</title><article><h1>Ministers meet</h1><p>{BODY}</p><p>{BODY}</p></article>"
    assert "<p>" not in json.loads(dateline("parse", "-", stdin=page).out)["body"]


def test_text_and_page_for_people(dateline: Command) -> None:
    text = dateline("parse", "a.txt", "-o", "text").out
    assert "Actors" in text
    assert "Ingrid Solberg" in text
    assert dateline("parse", "a.txt", "-o", "html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("rows", ["events", "actors", "quotes", "places", "times"])
def test_rows_as_csv(dateline: Command, rows: str) -> None:
    done = dateline("parse", "a.txt", "--published", "2025-04-09", "-o", "csv", "--rows", rows)
    found = list(csv.DictReader(io.StringIO(done.out)))
    assert done.code == 0
    if rows in ("actors", "quotes", "times"):
        assert found


def test_offsets_in_another_unit(dateline: Command) -> None:
    Path("b.txt").write_text("🌍 " + BODY)
    article = json.loads(dateline("parse", "b.txt", "--offset-unit", "utf16").out)
    mention = article["actors"][0]["mentions"][0]["span"]
    raw = article["body"].encode("utf-16-le")
    assert raw[2 * mention["start"] : 2 * mention["end"]].decode("utf-16-le") == mention["text"]


def test_bulk_gives_a_line_for_each_line_in_order(dateline: Command) -> None:
    rows = [json.dumps({"id": "one", "text": BODY}), "{broken", json.dumps({"id": "three", "text": " "}), ""]
    rows += [json.dumps({"text": BODY}), json.dumps({"id": "five", "html": 5})]
    Path("in.jsonl").write_text("\n".join(rows) + "\n")
    done = dateline("parse", "--from", "jsonl", "--to", "jsonl", "in.jsonl")
    assert (done.code, done.err) == (1, "")
    assert [(row.get("id"), "article" in row) for row in done.rows] == [
        ("one", True),
        (None, False),
        ("three", False),
        (None, True),
        ("five", False),
    ]
    errors = [row["error"] for row in done.rows if "error" in row]
    assert [error["reason"] for error in errors] == ["MALFORMED_JSON", "EMPTY_TEXT", "MALFORMED_ROW"]  # type: ignore[index]
    assert all({"code", "reason", "message"} <= set(error) for error in errors)  # type: ignore[call-overload]


def test_files_and_patterns_keep_their_order_and_name_their_rows(dateline: Command) -> None:
    for name in ("c.txt", "b.txt"):
        Path(name).write_text(BODY)
    Path("d.txt.gz").write_bytes(gzip.compress(BODY.encode()))
    done = dateline("parse", "[bc].txt", "a.txt", "d.txt.gz", "-o", "jsonl")
    assert [row["id"] for row in done.rows] == ["b.txt", "c.txt", "a.txt", "d.txt.gz"]


def test_several_files_as_json_are_one_list(dateline: Command) -> None:
    Path("b.txt").write_text("")
    done = dateline("parse", "a.txt", "b.txt", "a.txt", "-o", "json")
    assert [article["body"] for article in json.loads(done.out)] == [BODY, BODY]
    assert done.code == 1
    assert json.loads(done.err)["error"]["input"] == "b.txt"


def test_what_a_row_leaves_out_the_options_fill_in(dateline: Command) -> None:
    rows = [{"text": BODY}, {"text": BODY, "source": "Own", "published": "2025-01-01"}]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = dateline("parse", "in.jsonl", "--source", "Gazette", "--published", "2025-04-09", "-o", "jsonl")
    articles = [row["article"] for row in done.rows]
    assert [(a["source"], a["publishedDate"]) for a in articles] == [  # type: ignore[index]
        ("Gazette", "2025-04-09"),
        ("Own", "2025-01-01"),
    ]


def test_an_empty_text_is_invalid_input(dateline: Command) -> None:
    Path("empty.txt").write_text(" \n")
    done = dateline("parse", "empty.txt")
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("error: ")
    error = json.loads(dateline("parse", "empty.txt", "-o", "json").err)["error"]
    assert (error["code"], error["reason"]) == ("INVALID_ARGUMENT", "EMPTY_TEXT")


def test_binary_data_is_invalid_input(dateline: Command) -> None:
    Path("x.txt").write_bytes(bytes(range(256)) * 40)
    done = dateline("parse", "x.txt")
    assert done.code == 4
    assert "binary" in done.err


def test_another_encoding_is_named_by_hand(dateline: Command) -> None:
    Path("l.txt").write_bytes(BODY.replace("“", '"').replace("”", '"').replace("Ingrid", "Åse").encode("latin-1"))
    refused = dateline("parse", "l.txt")
    assert refused.code == 4
    assert "offset 32" in refused.err
    assert "Åse" in json.loads(dateline("parse", "l.txt", "--encoding", "latin-1").out)["body"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("missing.txt",), 3, "missing.txt"),
        (("*.none",), 3, "no file matches"),
        (("--published", "2025-13-45", "a.txt"), 2, "2025-13-45"),
        (("--published", "2999-01-01", "a.txt"), 4, "2999"),
        (("--publish-tz", "Mars/Crater", "--published", "2025-04-09", "a.txt"), 4, "Mars/Crater"),
        (("-o", "nonsense", "a.txt"), 2, "nonsense"),
        (("-o", "csv", "--to", "json", "a.txt"), 2, "contradict"),
        (("-o", "html", "a.txt", "a.txt"), 2, "one article"),
        ((".",), 4, "folder"),
        ((), 2, "FILE"),
    ],
)
def test_each_mistake_has_its_exit_code_and_a_sentence(
    dateline: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = dateline("parse", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_one_missing_file_sinks_no_other(dateline: Command) -> None:
    done = dateline("parse", "a.txt", "missing.txt", "-o", "jsonl")
    assert done.code == 1
    assert ["article" in row for row in done.rows] == [True, False]


def test_a_parsed_article_can_be_shown(dateline: Command) -> None:
    Path("a.json").write_text(dateline("parse", "a.txt").out)
    assert "Ingrid Solberg" in dateline("show", "a.json").out
    assert dateline("show", "a.json", "-o", "html").out.startswith("<!DOCTYPE html>")
    assert json.loads(dateline("show", "a.json", "-o", "json").out)["body"] == BODY


@pytest.mark.parametrize("content", ["{}", "[1]", "no json", '{"nonsense": 1}'])
def test_what_is_no_article_cannot_be_shown(dateline: Command, content: str) -> None:
    Path("x.json").write_text(content)
    done = dateline("show", "x.json")
    assert done.code == 4
    assert "dateline parse" in done.err


def test_a_page_in_another_language_is_kept_without_claims_or_refused(dateline: Command) -> None:
    paragraph = (
        "<p>El ministro de Asuntos Exteriores se reunió el martes en Nairobi con su homóloga keniana. "
        "Ambos acordaron abrir dos nuevos consulados antes del verano, según el ministerio.</p>"
    )
    Path("es.html").write_text(f"<html><body><article><h1>Reunión</h1>{paragraph * 3}</article></body></html>")
    article = json.loads(dateline("parse", "es.html").out)
    assert "consulados" in article["body"]
    assert "actors" not in article
    assert "LANGUAGE_UNSUPPORTED" in [warning["code"] for warning in article["warnings"]]
    refused = dateline("parse", "es.html", "--unsupported-language", "refuse", "-o", "json")
    assert refused.code == 4
    assert json.loads(refused.err)["error"]["reason"] == "LANGUAGE_UNSUPPORTED"


def test_results_come_while_the_input_is_still_open() -> None:
    process = subprocess.Popen(
        [DATELINE, "parse", "--from", "jsonl", "--to", "jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"id": "one", "text": BODY}) + "\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == "one"
    process.stdin.close()
    assert process.wait(60) == 0
