"""Completion in a shell: commands and options at once, names by asking a real server, and silence where none answers."""

import os
import subprocess

import pytest
from commands import DATELINE, Command


def complete(line: str, server: str = "127.0.0.1:9") -> list[str]:
    """What bash is offered for the last word of the line."""
    asked = {"_DATELINE_COMPLETE": "bash_complete", "COMP_LINE": line, "COMP_WORD": line.rpartition(" ")[2]}
    environment = {**os.environ, **asked, "DATELINE_SERVER": server}
    done = subprocess.run([DATELINE], env=environment, capture_output=True, text=True, timeout=30)
    assert done.stderr == ""
    return [offer.partition("\t")[2] for offer in done.stdout.splitlines() if offer]


def test_commands_options_and_their_values_need_no_server() -> None:
    assert complete("dateline ev") == ["events"]
    assert "--filter" in complete("dateline events --fi")
    assert complete("dateline events -o js") == ["json", "jsonl"]


def test_a_kind_of_name_is_offered_first_and_then_the_names_that_are_stored(server: str, stored: list[str]) -> None:
    assert complete("dateline get ", server) == ["articles/", "actors/", "stories/"]
    assert set(stored) <= set(complete("dateline get articles/", server))
    assert complete(f"dateline diff {stored[0][:-4]}", server) == [stored[0]]
    assert "ListEvents" in complete("dateline call ListE", server)


def test_the_events_of_the_article_before_are_offered(server: str, stored: list[str]) -> None:
    keys = complete(f"dateline why {stored[0]} ", server)
    assert keys
    assert all(len(key) == 16 for key in keys)


def test_without_a_server_nothing_is_offered_and_nothing_said() -> None:
    assert complete("dateline get articles/") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(dateline: Command, shell: str) -> None:
    assert "_DATELINE_COMPLETE" in dateline("completion", shell).out


def test_the_command_alone_shows_its_help(dateline: Command) -> None:
    done = dateline()
    assert done.code == 2
    assert "Usage: dateline" in done.err
