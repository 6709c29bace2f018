"""What docs/command-line.md shows is what happens, and its table of exit codes is the one in the code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from server_here import ServerHere

from dateline.cli import failures
from dateline.cli.main import run

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, sample_server: ServerHere, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATELINE_SERVER": sample_server.address,
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("error")) == (0, 0), done.stderr
    assert done.stdout


def test_what_an_unknown_command_is_answered_with(capfd: pytest.CaptureFixture[str]) -> None:
    [(typed, shown)] = re.findall(r"```console\n\$ dateline (.*)\n(.*\n)```", PAGE)
    assert run(typed.split()) == failures.USAGE
    assert capfd.readouterr() == ("", shown)


def test_the_exit_codes_are_those_of_the_code() -> None:
    told = set(re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))
    coded = {int(number) for number in re.findall(r"\b\d+\b", (failures.__doc__ or "").partition("Exit codes:")[2])}
    assert told == {str(number) for number in coded}
