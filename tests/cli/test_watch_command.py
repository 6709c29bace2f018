"""`dateline watch` as a process that is interrupted, piped and started again."""

import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import DATELINE, TEXT, Command
from terminal import Terminal

from dateline import Client


@pytest.fixture(autouse=True)
def _asked_by_default(dateline: Command, server: str, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [DATELINE, "watch", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )


@pytest.fixture
def watching() -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that are ended after the test."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read_change(process: "subprocess.Popen[str]") -> dict[str, object]:
    assert process.stdout is not None
    change: dict[str, object] = json.loads(process.stdout.readline())
    return change


def test_everything_there_is_once(dateline: Command, stored: list[str]) -> None:
    rows = dateline("watch", "--from", "start", "--once", "-o", "jsonl").rows
    assert [int(str(row["sequence"])) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["name"] for row in rows} >= set(stored)
    assert "body" not in rows[0]["article"]  # type: ignore[operator]
    full = dateline("watch", "--from", "start", "--once", "--full", "-o", "jsonl").rows
    assert "body" in full[0]["article"]  # type: ignore[operator]


def test_as_text_a_change_is_a_line(dateline: Command, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = dateline(
        "watch", "--from", "start", "--once", "--filter", 'title = "Ministers agree on two consulates"', "-o", "text"
    )
    [shown_line] = [line for line in shown.out.splitlines() if stored[0] in line]
    assert "CREATED" in shown_line
    assert "Ministers agree on two consulates" in shown_line


def test_a_checkpoint_goes_on_where_the_last_one_ended(dateline: Command) -> None:
    first = dateline("watch", "--from", "start", "--checkpoint", "cursor", "--once", "-o", "jsonl").rows
    assert dateline("watch", "--from", "start", "--checkpoint", "cursor", "--once", "-o", "jsonl").rows == []
    Path("a.txt").write_text(TEXT.format(number="eleven"))
    name = dateline("ingest", "a.txt").out.split()[0]
    dateline("delete", name)
    rows = dateline("watch", "--checkpoint", "cursor", "--once", "--before", "-o", "jsonl").rows
    assert [(row["kind"], row["name"]) for row in rows] == [("CREATED", name), ("DELETED", name)]
    assert rows[1]["before"]["name"] == name  # type: ignore[index]
    assert int(str(rows[0]["sequence"])) == int(str(first[-1]["sequence"])) + 1


def test_changes_come_as_they_happen_and_an_interrupt_says_how_to_go_on(
    dateline: Command, server: str, watching: list["subprocess.Popen[str]"]
) -> None:
    with Client(server) as client:
        process = start("--from", client.get_cursor(), "--filter", 'source = "Watched Post"')
        watching.append(process)
        name = client.ingest(TEXT.format(number="twelve"), id="w", source="Watched Post").name
        assert read_change(process)["name"] == name
        client.articles.delete(name)
        assert read_change(process)["kind"] == "DELETED"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to go on:\n  dateline watch --filter 'source = \"Watched Post\"' --from " in said
    assert "Traceback" not in said


def test_at_a_terminal_the_command_to_go_on_with_is_one_line_to_copy(server: str) -> None:
    terminal = Terminal("watch", columns=60, environment={"DATELINE_SERVER": server})
    terminal.read_until("Waiting for changes")
    terminal.press("\x03")
    assert terminal.end() == 130
    command = terminal.screen.splitlines()[-1]
    assert re.fullmatch(r"  dateline watch --from \S{30,}", command)


def test_the_command_to_go_on_with_asks_the_same_server_in_the_same_way(server: str, tmp_path: Path) -> None:
    (tmp_path / "my token").write_text("secret")
    asked = ("--server", server, "--timeout", "20", "--token-file", str(tmp_path / "my token"))
    terminal = Terminal("watch", "--checkpoint", "kept", *asked, environment={"DATELINE_SERVER": ""}, folder=tmp_path)
    terminal.read_until("Waiting for changes")
    terminal.press("\x03")
    assert terminal.end() == 130
    _, watch, *arguments = shlex.split(terminal.screen.splitlines()[-1])
    assert [watch, *arguments] == ["watch", "--checkpoint", "kept", *asked]
    Client(server).ingest(TEXT.format(number="thirty"), id="later", source="Coast Gazette")
    again = subprocess.run([DATELINE, watch, *arguments, "--once"], cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    shell = f"{DATELINE} watch --from start --once -o jsonl | head -1"
    done = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--from", "nonsense"), 4, "cursor"),
        (("--filter", "source >"), 4, "source >"),
        (("--server", "127.0.0.1:1"), 5, "dateline serve"),
    ],
)
def test_each_failure_has_its_exit_code(dateline: Command, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = dateline("watch", *arguments, "-o", "text")
    assert (done.code, done.out) == (code, "")
    assert said in done.err
