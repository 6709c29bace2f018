"""Completion in real shells at a real terminal: the script is read as a user's start file has it, and TAB is pressed."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import DATELINE, Command
from terminal import Terminal

from dateline import Client

# Where the script goes, what stands before it, and how a shell begins that reads nothing else.
_STARTS = {
    "bash": ("rc", "PS1='> '\nbind 'set bell-style none'\nbind 'set enable-bracketed-paste off'\n", ["--rcfile", "rc"]),
    "zsh": (".zshrc", "PS1='> '\nautoload -Uz compinit; compinit -D -u\nunsetopt beep\n", ["--no-globalrcs", "-i"]),
    "fish": ("config.fish", "function fish_prompt; echo -n '> '; end\n", ["--init-command", "source config.fish"]),
}

Typed = Callable[..., Terminal]


@pytest.fixture(params=_STARTS)
def shell(
    request: pytest.FixtureRequest, dateline: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Typed]:
    """Starts the shell that the parameter names, in a folder of its own, and types a line into it."""
    program = shutil.which(request.param)
    if program is None:
        pytest.skip(f"{request.param} is not installed: apt-get install {request.param}")
    monkeypatch.setenv("DATELINE_PROFILES", str(tmp_path / "profiles.toml"))
    file, before, arguments = _STARTS[request.param]
    (tmp_path / file).write_text(before + dateline("completion", request.param).out)
    (tmp_path / "fish" / "generated_completions").mkdir(parents=True)  # else fish reads the manual of everything
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour talks.txt").write_text("The harbour stays open.")
    shells: list[Terminal] = []

    def type_keys(keys: str, server: str = "127.0.0.1:9") -> Terminal:
        folder = str(tmp_path)
        environment = {
            "HOME": folder,
            "ZDOTDIR": folder,
            "XDG_DATA_HOME": folder,
            "PATH": f"{DATELINE.parent}:{os.environ['PATH']}",
            "DATELINE_SERVER": server,
        }
        terminal = Terminal(*arguments, columns=200, environment=environment, folder=tmp_path, program=program)
        shells.append(terminal)
        terminal.read_until("> ")
        terminal.press(keys)
        return terminal

    yield type_keys
    for terminal in shells:
        terminal.process.kill()
        terminal.end()


def test_a_name_is_completed_and_the_line_then_does_what_it_says(shell: Typed, server: str, stored: list[str]) -> None:
    terminal = shell(f"dateline get --select title {stored[1][:-4]}\t\r", server)
    terminal.read_until("Ministers agree on three consulates")


def test_the_names_that_are_stored_are_offered(shell: Typed, server: str, stored: list[str]) -> None:
    terminal = shell("dateline get articles/\t\t", server)
    for name in stored:
        terminal.read_until(name)


def test_an_actor_is_found_by_how_its_name_begins(shell: Typed, server: str, stored: list[str]) -> None:
    shell("dateline get actors/person-ing\t", server).read_until("actors/person-ingrid-solberg")


def test_a_server_named_in_the_line_is_asked(shell: Typed, server: str, stored: list[str]) -> None:
    shell(f"dateline delete --server {server} {stored[0][:-4]}\t").read_until(stored[0])
    shell(f"dateline delete --server={server} {stored[0][:-4]}\t").read_until(stored[0])


def test_the_events_of_an_article_are_offered(shell: Typed, server: str, stored: list[str]) -> None:
    with Client(server) as client:
        keys = [event.key for event in client.articles.get(stored[0]).events]
    terminal = shell(f"dateline why {stored[0]} \t\t", server)
    for key in keys:
        terminal.read_until(key)


def test_fields_of_a_filter_are_completed_within_quotes(shell: Typed, server: str) -> None:
    shell("dateline quotes --filter 'speaker.c\t", server).read_until("'speaker.country")
    shell('dateline events --filter \'type = "AID" AND confid\t', server).read_until("AND confidence")


def test_a_value_is_completed_behind_the_sign_of_equality(shell: Typed) -> None:
    shell("dateline list articles --output=tab\t").read_until("--output=table")


def test_files_are_offered_where_one_may_stand_and_spaces_in_them_are_escaped(shell: Typed) -> None:
    shell("dateline parse news/\t").read_until("news/harbour\\ talks.txt")
    shell("dateline show new\t").read_until("show news/")


def test_without_a_server_nothing_is_said(shell: Typed) -> None:
    terminal = shell("dateline get articles/\t\x15echo the line stands | tr a-z A-Z\r")
    terminal.read_until("THE LINE STANDS")
    assert "rror" not in terminal.screen
    assert "Traceback" not in terminal.screen


def test_profiles_are_offered_and_the_server_of_one_is_asked(
    shell: Typed, dateline: Command, server: str, stored: list[str]
) -> None:
    dateline("config", "set", "near", f"server={server}")
    shell("dateline get --profile ne\t").read_until("--profile near")
    shell("dateline get --profile near actors/country-n\t", server="").read_until("actors/country-nor")
