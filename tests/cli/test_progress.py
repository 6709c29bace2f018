"""Progress: how much, how fast, and how long still, where that is known."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.cli.inputs import Known, read_items
from dateline.cli.progress import Progress

ROWS = [json.dumps({"id": str(number), "text": f"Guard {number} spoke. " * (number + 1)}) for number in range(50)]
LINES = "".join(f"{row}\n" for row in ROWS)


class Clock:
    """A clock that goes on by a second with each look at it."""

    def __init__(self) -> None:
        self._ticks = iter(range(1_000_000))

    def __call__(self) -> float:
        return float(next(self._ticks))


def shares(*paths: Path | str, format: str = "auto") -> list[float | None]:
    return [item.share for item in read_items([str(path) for path in paths], format, "", Known())]


def lines_of(written: str) -> list[str]:
    return [line.removesuffix("\x1b[K") for line in written.split("\r")[1:]]


def test_it_tells_number_failures_rate_share_and_rest(capsys: pytest.CaptureFixture[str]) -> None:
    now: Iterator[float] = iter([0, 10, 10, 20, 20, 30])
    progress = Progress(shown=True, clock=lambda: next(now))
    progress.count(failed=False, share=0.25)
    progress.count(failed=True, share=0.5)
    assert lines_of(capsys.readouterr().err) == [
        "1 done, 0.1 a second, 25%",
        "2 done, 1 failed, 0.1 a second, 50%, 20s left",
    ]
    with progress:
        pass
    assert capsys.readouterr().err == "\r2 done, 1 failed, 0.1 a second\x1b[K\n"


def test_a_known_total_gives_the_share(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(shown=True, clock=Clock())
    progress.total = 400
    progress.add(100)
    progress.add(200)
    progress.add(200)  # more than were counted: stored since
    told = lines_of(capsys.readouterr().err)
    assert [", ".join(line.split(", ")[2:]) for line in told] == ["25%", "75%, 1s left", ""]


def test_without_a_total_it_tells_number_and_rate_alone(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(shown=True, clock=Clock())
    progress.add(5)
    progress.add(5)
    assert lines_of(capsys.readouterr().err) == ["5 done, 2.5 a second", "10 done, 2.5 a second"]


def test_what_is_looked_for_is_told_with_among_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(shown=True, clock=Clock())
    progress.among = 3_400
    progress.add(5)
    assert lines_of(capsys.readouterr().err) == ["5 of 3,400 found, 2.5 a second"]


def test_a_narrow_terminal_does_without_the_rate(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.cli.progress._columns", lambda: 40)
    progress = Progress(shown=True, clock=Clock())
    progress.count(failed=True, share=0.25)
    progress.add(30_000, share=0.5)
    told = lines_of(capsys.readouterr().err)
    assert told == ["1 done, 1 failed, 0.5 a second, 25%", "30,001 done, 1 failed, 50%, 4s left"]


def test_where_nobody_looks_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(shown=False, clock=Clock()) as progress:
        progress.count(failed=False, share=0.5)
        progress.count(failed=False, share=1.0)
    assert capsys.readouterr().err == ""


def test_each_row_of_a_file_says_how_much_of_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(LINES)
    ends = [sum(len(row) + 1 for row in ROWS[: number + 1]) for number in range(len(ROWS))]
    assert shares(path) == [end / len(LINES) for end in ends]


def test_several_files_count_together(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("x" * 100)
    (tmp_path / "c.jsonl").write_text(LINES)
    whole = 200 + len(LINES)
    told = shares(tmp_path / "a.txt", tmp_path / "missing.txt", tmp_path / "b.txt", tmp_path / "c.jsonl")
    assert told[:3] == [100 / whole, 100 / whole, 200 / whole]
    assert told[-1] == 1


def test_a_packed_file_is_measured_packed(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(LINES.encode()) + gzip.compress(os.urandom(300_000).hex().encode()))
    told = [share or 0.0 for share in shares(path)]
    assert told == sorted(told)
    assert 0 < told[0] < 1
    assert told[-1] == 1


def test_of_a_pipe_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = subprocess.Popen([sys.executable, "-c", f"open({str(path)!r}, 'w').write({LINES!r})"])
    assert shares(path, format="jsonl") == [None] * len(ROWS)
    assert writer.wait(60) == 0


def test_standard_input_from_a_file_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(LINES)
    with path.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert shares("-", format="jsonl")[-1] == 1
