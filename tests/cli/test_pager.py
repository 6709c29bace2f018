"""What is long goes through a pager at a terminal, and only there."""

import sys
from pathlib import Path

import pytest
from commands import Command
from terminal import Terminal

MARKED = {"DATELINE_PAGER": "sed s/^/paged:/"}


@pytest.fixture(autouse=True)
def _asked_by_default(dateline: Command, stored: list[str], server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)


@pytest.mark.parametrize(
    "command",
    [
        "list articles",
        "events -o table",
        "actors",
        "quotes -o jsonl",
        "stories",
        "search consulates",
        "show NAME",
        "get NAME",
        "why NAME e1",
        "revisions NAME",
        "count events --by type",
        "info",
        "describe",
    ],
)
def test_at_a_terminal_output_goes_through_the_pager(command: str, stored: list[str]) -> None:
    terminal = Terminal(*command.replace("NAME", stored[0]).split(), environment=MARKED)
    assert terminal.end() == 0
    assert all(line.startswith("paged:") for line in terminal.screen.splitlines())


def test_it_is_as_wide_and_as_coloured_as_without_a_pager(stored: list[str]) -> None:
    plain = Terminal("show", stored[0], environment={"DATELINE_PAGER": ""})
    through = Terminal("show", stored[0], environment={"DATELINE_PAGER": "sh -c cat"})
    assert (plain.end(), through.end()) == (0, 0)
    assert "\x1b[" in plain.raw
    assert through.raw == plain.raw


@pytest.mark.parametrize("where", [("--no-pager", "events"), ("events", "--no-pager")])
def test_no_pager_prints_straight_to_the_terminal(where: tuple[str, ...]) -> None:
    terminal = Terminal(*where, environment=MARKED)
    assert terminal.end() == 0
    assert "CONSULT" in terminal.screen
    assert "paged:" not in terminal.screen


@pytest.mark.parametrize("pager", ["", "cat"])
def test_an_empty_pager_or_cat_is_none(pager: str) -> None:
    terminal = Terminal("events", environment={"DATELINE_PAGER": pager, "PAGER": "sed s/^/paged:/"})
    assert terminal.end() == 0
    assert "CONSULT" in terminal.screen
    assert "paged:" not in terminal.screen


def test_a_terminal_without_abilities_gets_none() -> None:
    terminal = Terminal("events", environment={**MARKED, "TERM": "dumb"})
    assert terminal.end() == 0
    assert "paged:" not in terminal.screen


def test_pager_is_the_one_of_all_programs_unless_dateline_has_its_own() -> None:
    terminal = Terminal("events", environment={"PAGER": "sed s/^/paged:/"})
    assert terminal.end() == 0
    assert "paged:" in terminal.screen
    terminal = Terminal("events", environment={"PAGER": "false", **MARKED})
    assert terminal.end() == 0
    assert "paged:" in terminal.screen


@pytest.mark.parametrize(("given", "told"), [({}, "told:FRX"), ({"LESS": "S"}, "told:S")])
def test_less_ends_by_itself_and_keeps_colours_unless_told_otherwise(given: dict[str, str], told: str) -> None:
    terminal = Terminal("info", environment={"DATELINE_PAGER": """sh -c 'echo "told:$LESS"; cat'""", **given})
    assert terminal.end() == 0
    assert terminal.screen.splitlines()[0] == told


def test_a_pager_that_is_left_early_ends_the_command_quietly() -> None:
    terminal = Terminal("info", environment={"DATELINE_PAGER": "head -n 2"})
    assert terminal.end() == 0
    assert len(terminal.screen.splitlines()) == 2
    long = Terminal("list", "articles", "-o", "json", "--all", environment={"DATELINE_PAGER": "true"})
    assert long.end() == 0
    assert long.screen == ""


def test_a_pager_that_is_not_there_is_said_and_done_without() -> None:
    terminal = Terminal("events", environment={"DATELINE_PAGER": "no-such-pager -R"}, columns=120)
    assert terminal.end() == 0
    assert terminal.screen.startswith("There is no pager 'no-such-pager'; ")
    assert "CONSULT" in terminal.screen


def test_what_is_said_beside_the_output_comes_after_the_pager() -> None:
    terminal = Terminal("list", "articles", "--filter", 'source = "None such"', "-o", "table", environment=MARKED)
    assert terminal.end() == 0
    assert terminal.screen.splitlines()[-1] == 'No articles match source = "None such".'


def test_an_error_needs_no_pager() -> None:
    terminal = Terminal("show", "articles/none", environment={"DATELINE_PAGER": "sh -c 'echo started; cat'"})
    assert terminal.end() == 3
    assert terminal.screen == "error: There is no article 'articles/none'.\n"


def test_ctrl_c_is_a_key_of_the_pager_while_somebody_reads(tmp_path: Path) -> None:
    waiting = tmp_path / "pager.py"
    waiting.write_text(
        """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
print(sys.stdin.read(), "all", flush=True)
signal.sigwait({signal.SIGINT})
print("heard", flush=True)
print("left by", open("/dev/tty").readline(), flush=True)
"""
    )
    terminal = Terminal("events", environment={"DATELINE_PAGER": f"{sys.executable} {waiting}"})
    terminal.read_until("all")
    terminal.press("\x03")
    terminal.read_until("heard")
    assert terminal.process.poll() is None
    terminal.press("q\n")
    assert terminal.end() == 0
    assert "left by q" in terminal.screen


def test_pipes_and_files_get_none(dateline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PAGER", "sed s/^/paged:/")
    done = dateline("events", "-o", "text")
    assert (done.code, "paged:" in done.out, "CONSULT" in done.out) == (0, False, True)


def test_a_watch_never_has_one(tmp_path: Path) -> None:
    terminal = Terminal("watch", "--from", "start", environment=MARKED, columns=200)
    terminal.read_until("CREATED")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert "paged:" not in terminal.screen
