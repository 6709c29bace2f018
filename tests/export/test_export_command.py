"""`dateline export`: files that are there when they are whole, and what is left where they are not."""

import json
import signal
import subprocess
import time
from itertools import pairwise
from pathlib import Path

import pytest
from export.conftest import ARTICLES, DATELINE, dateline
from server_here import ServerHere

from dateline import Client
from dateline.cli.export import Share
from dateline.exports import Format, Resource
from dateline.v1.export_service_pb2 import ExportResponse


@pytest.fixture
def asked(server: ServerHere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server.address)


@pytest.fixture(scope="module")
def whole(server: ServerHere, tmp_path_factory: pytest.TempPathFactory) -> str:
    """All events as CSV."""
    done = dateline("export", "events", "--format", "csv", "--server", server.address, cwd=tmp_path_factory.mktemp("x"))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.usefixtures("asked")
def test_a_file_has_the_format_of_its_name_and_leaves_nothing_beside_it(tmp_path: Path, whole: str) -> None:
    done = dateline("export", "events", "--out", "events.csv", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "events are in events.csv" in done.stderr
    assert (tmp_path / "events.csv").read_text() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


@pytest.mark.usefixtures("asked")
def test_an_export_of_nothing_is_an_empty_file(tmp_path: Path) -> None:
    done = dateline("export", "quotes", "--filter", 'source = "Nobody"', "--out", "none.jsonl", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "none.jsonl").read_bytes() == b""


@pytest.mark.usefixtures("asked")
def test_statuses_choose_among_events(tmp_path: Path) -> None:
    done = dateline("export", "events", "--status", "planned", "--status", "CLAIMED", cwd=tmp_path)
    found = {json.loads(line)["event"]["status"] for line in done.stdout.splitlines()}
    assert found == {"PLANNED", "CLAIMED"}


@pytest.mark.parametrize(
    ("resource", "format"),
    [
        ("articles", "jsonl"),
        ("articles", "web-annotation"),
        ("actors", "csv"),
        ("events", "parquet"),
    ],
)
def test_the_share_that_progress_tells_rises_to_all(server: ServerHere, resource: Resource, format: Format) -> None:
    share = Share()
    with Client(server.address) as client:
        told = [share.of(piece) for piece in client.export(resource, format, count_remaining=True)]
        assert [piece.HasField("remaining_count") for piece in client.export("actors", "csv")] == [False]
    assert None not in told
    assert told == sorted(told, key=float)  # type: ignore[arg-type]
    assert told[-1] == 1
    if format != "parquet":  # a row group comes in several pieces
        assert all(later > earlier for earlier, later in pairwise(told[:-1]))  # type: ignore[operator]


def test_after_a_break_the_share_goes_on_where_it_was() -> None:
    share = Share()
    pieces = [ExportResponse(record_count=25, remaining_count=left) for left in (75, 50, 50, 25, 110, 55, 0)]
    assert [share.of(piece) for piece in pieces] == [0.25, 0.5, 0.5, 0.75, 0.0, 0.5, 1.0]
    assert share.of(ExportResponse(record_count=25)) is None


@pytest.mark.usefixtures("asked")
def test_a_file_that_may_not_grow_keeps_its_whole_records_and_goes_on(tmp_path: Path, whole: str) -> None:
    (tmp_path / "events.csv").write_text("an older one")
    done = dateline("export", "events", "--out", "events.csv", cwd=tmp_path, before="ulimit -f 600")
    assert done.returncode == 5
    assert "--resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "events.csv").read_text() == "an older one"
    partial = (tmp_path / "events.csv.partial").read_text()
    assert 0 < len(partial) < len(whole)
    assert whole.startswith(partial)
    assert partial.endswith("\n")
    done = dateline("export", "events", "--out", "events.csv", "--resume", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "events.csv").read_text() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


@pytest.mark.usefixtures("asked")
def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path) -> None:
    done = dateline("export", "events", "--format", "csv", "--out", "/dev/full", cwd=tmp_path)
    assert done.returncode == 5
    assert "the disk is full" in done.stderr


@pytest.mark.usefixtures("asked")
def test_a_file_behind_standard_output_is_cut_to_whole_records(tmp_path: Path, whole: str) -> None:
    before = "ulimit -f 600; exec > events.csv"
    done = dateline("export", "events", "--format", "csv", cwd=tmp_path, before=before)
    assert done.returncode == 5
    kept = (tmp_path / "events.csv").read_text()
    assert whole.startswith(kept)
    assert kept.endswith("\n")
    assert f"{kept.count(chr(10)) - 1:,} events were written" in done.stderr


@pytest.mark.usefixtures("asked")
def test_an_interrupt_keeps_the_whole_records_and_says_how_to_go_on(tmp_path: Path) -> None:
    command = [str(DATELINE), "export", "articles", "--out", "all.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    partial = tmp_path / "all.jsonl.partial"
    while not (partial.exists() and partial.stat().st_size > 500_000):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in err
    rows = partial.read_text().splitlines()
    assert 0 < len([json.loads(row) for row in rows]) < ARTICLES
    done = dateline("export", "articles", "--out", "all.jsonl", "--resume", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    names = [json.loads(row)["name"] for row in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert len(names) == len(set(names)) == ARTICLES


@pytest.mark.usefixtures("asked")
def test_nothing_else_is_added_to_what_was_begun(tmp_path: Path) -> None:
    (tmp_path / "events.csv.partial").write_text("article\n")
    note = {"request": "export quotes", "bytes": 8, "resume_token": "x"}
    (tmp_path / "events.csv.partial.json").write_text(json.dumps(note))
    done = dateline("export", "events", "--out", "events.csv", "--resume", cwd=tmp_path)
    assert done.returncode == 4
    assert "export quotes" in done.stderr
    done = dateline("export", "events", "--out", "other.csv", "--resume", cwd=tmp_path)
    assert done.returncode == 3


@pytest.mark.usefixtures("asked")
def test_a_filter_at_fault_leaves_no_file(tmp_path: Path) -> None:
    done = dateline("export", "events", "--filter", "typ = 3", "--out", "events.csv", cwd=tmp_path)
    assert done.returncode == 4
    assert "^" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_server_what_an_earlier_run_left_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "events.csv.partial").write_text("article\n")
    done = dateline("export", "events", "--out", "events.csv", "--server", "127.0.0.1:1", cwd=tmp_path)
    assert done.returncode == 5
    assert "dateline serve" in done.stderr
    assert (tmp_path / "events.csv.partial").read_text() == "article\n"


def test_what_cannot_be_gone_on_with_is_wrong_usage(tmp_path: Path) -> None:
    assert dateline("export", "events", "--resume", cwd=tmp_path).returncode == 2
    assert dateline("export", "events", "--out", "a.parquet", "--resume", cwd=tmp_path).returncode == 2
    assert dateline("export", "stories", cwd=tmp_path).returncode == 2
    done = dateline("export", "actors", "--format", "ninjs", cwd=tmp_path)
    assert done.returncode == 2
    assert "dateline export articles --format ninjs" in done.stderr
    assert dateline("export", "quotes", "--status", "CLAIMED", cwd=tmp_path).returncode == 2


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("out", [".", "nowhere/events.csv"])
def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, out: str) -> None:
    done = dateline("export", "events", "--out", out, cwd=tmp_path)
    assert done.returncode == 4
    assert "Name a file in a folder that is there" in done.stderr


@pytest.mark.usefixtures("asked")
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {DATELINE} export events | head -1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (141, "")


def test_the_call_is_told_in_other_words_and_nothing_is_written(tmp_path: Path) -> None:
    asked = ("export", "events", "--filter", 'type = "AID"', "--out", "aid.csv")
    shown = dateline(*asked, "--python", cwd=tmp_path)
    assert """client.export('events', format='csv', filter='type = "AID"')""" in shown.stdout
    assert "EXPORT_FORMAT_CSV" in dateline(*asked, "--curl", cwd=tmp_path).stdout
    assert list(tmp_path.iterdir()) == []
