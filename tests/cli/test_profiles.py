"""Profiles: a name for a server and what goes with it, used by every command that asks one."""

import json
import os
from pathlib import Path

import pytest
from commands import Command
from server_here import serve_here


@pytest.fixture(autouse=True)
def profiles(dateline: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the profiles, which is not there yet, for a user without settings."""
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    path = tmp_path / "folder" / "profiles.toml"
    monkeypatch.setenv("DATELINE_PROFILES", str(path))
    return path


def settings(dateline: Command, *arguments: str) -> dict[str, dict[str, object]]:
    shown: dict[str, dict[str, object]] = json.loads(
        dateline("config", "client", "--origin", "-o", "json", *arguments).out
    )
    return shown


def test_without_a_profile_everything_is_as_usual(dateline: Command) -> None:
    assert settings(dateline)["server"] == {"value": "127.0.0.1:50051", "origin": "default"}
    assert "None yet" in dateline("config", "profiles").err


def test_a_command_asks_the_server_of_the_profile_in_use(dateline: Command, server: str, stored: list[str]) -> None:
    assert dateline("config", "set", "here", f"server={server}", "timeout=20").code == 0
    assert dateline("get", stored[0], "--timeout", "2", "--server", "127.0.0.1:9").code == 5
    assert dateline("get", stored[0], "--profile", "here").code == 0
    dateline("config", "use", "here")
    assert dateline("get", stored[0]).code == 0
    assert settings(dateline)["server"] == {"value": server, "origin": "profile here"}
    assert dateline("config", "profiles").out.startswith("* here ")


def test_a_flag_goes_before_the_environment_and_that_before_the_profile(
    dateline: Command, server: str, stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dateline("config", "set", "gone", "server=127.0.0.1:9", "timeout=2")
    dateline("config", "use", "gone")
    assert dateline("get", stored[0]).code == 5
    assert dateline("get", stored[0], "--server", server).code == 0
    monkeypatch.setenv("DATELINE_SERVER", server)
    assert dateline("get", stored[0]).code == 0
    assert settings(dateline)["server"]["origin"] == "environment DATELINE_SERVER"
    assert settings(dateline)["timeout"] == {"value": 2, "origin": "profile gone"}


def test_those_who_run_a_server_ask_the_admin_port_of_the_profile(
    dateline: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_here(tmp_path) as server:
        assert dateline("config", "set", "here", f"server={server.address}").code == 0
        refused = dateline("admin", "set-aside", "--profile", "here")
        assert refused.code == 2
        assert "admin=HOST:PORT" in refused.err
        assert dateline("config", "set", "here", f"admin={server.admin_address}").code == 0
        assert dateline("admin", "set-aside", "--profile", "here").code == 0
        assert dateline("info", "--profile", "here").code == 0
        told = settings(dateline, "--profile", "here")["admin"]
        assert told == {"value": server.admin_address, "origin": "profile here"}
    monkeypatch.setenv("DATELINE_ADMIN", "127.0.0.1:9")
    assert dateline("admin", "set-aside", "--profile", "here", "--timeout", "2").code == 5
    assert settings(dateline, "--profile", "here")["admin"]["origin"] == "environment DATELINE_ADMIN"


def test_what_a_change_comes_to_is_said(dateline: Command, profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dateline("config", "set", "desk", "server=127.0.0.1:9", "timeout=20")
    assert made.out == ""
    assert made.err == f"Profile desk is in {profiles}; `dateline config use desk` has commands go by it.\n"
    assert dateline("config", "use", "desk").err == "Commands go by profile desk now.\n"
    assert "timeout      20 seconds" in dateline("config", "client").out
    assert "tls          no" in dateline("config", "client").out
    monkeypatch.setenv("DATELINE_SERVER", "127.0.0.1:8")
    assert "DATELINE_SERVER is set and goes before it: 127.0.0.1:8" in dateline("config", "use", "desk").err
    assert dateline("config", "set", "desk", "timeout=").err == f"Profile desk is in {profiles}; commands go by it.\n"
    assert dateline("config", "use", "").err == "Commands go by no profile now.\n"
    assert dateline("config", "set", "desk", "server=").err == f"{profiles} has no profile desk any more.\n"


def test_what_people_wrote_in_the_file_stays(dateline: Command, profiles: Path) -> None:
    profiles.parent.mkdir()
    profiles.write_text('# ask Ada before you change this\n[desk]\nserver = "news.example:50051"  # the big one\n')
    dateline("config", "set", "desk", "tls=true")
    dateline("config", "use", "desk")
    text = profiles.read_text()
    assert "# ask Ada before you change this" in text
    assert "# the big one" in text
    assert settings(dateline)["tls"] == {"value": True, "origin": "profile desk"}
    dateline("config", "set", "desk", "server=", "tls=")
    assert dateline("config", "profiles", "-o", "json").code == 0
    assert json.loads(dateline("config", "profiles", "-o", "json").out)["profiles"] == {}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("config", "set", "desk", "servr=a:1"), 4, "Did you mean server"),
        (("config", "set", "desk", "server=nowhere"), 4, "HOST:PORT"),
        (("config", "set", "desk", "admin=50052"), 4, "HOST:PORT"),
        (("config", "set", "desk", "timeout=soon"), 4, "seconds"),
        (("config", "set", "desk", "tls"), 2, "SETTING=VALUE"),
        (("config", "use", "desk"), 3, "has no profile 'desk'"),
        (("get", "articles/4f0c2a1be7d9", "--profile", "desk"), 3, "has no profile 'desk'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    dateline: Command, profiles: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = dateline(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert not profiles.exists()


def test_a_broken_file_is_told_with_the_line(dateline: Command, profiles: Path) -> None:
    profiles.parent.mkdir()
    profiles.write_text("[desk\n")
    done = dateline("info")
    assert done.code == 4
    assert f"{profiles}: " in done.err
    assert "line 1" in done.err
