"""What docs/command-line.md shows is what happens, and its table of exit codes is the one in the code."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running_server import RunningServer

from dateline import Client
from dateline.cli import failures
from dateline_server.samples import sample_documents

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with the sample articles."""
    running = RunningServer(tmp_path_factory.mktemp("server"), "--workers", "1")
    with Client(running.address) as client:
        assert all(client.ingest_many(sample_documents()))
    yield running
    running.kill()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, server: RunningServer, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATELINE_SERVER": server.address,
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("error")) == (0, 0), done.stderr
    assert done.stdout


def test_the_exit_codes_are_those_of_the_code() -> None:
    told = set(re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))
    coded = {int(number) for number in re.findall(r"\b\d+\b", (failures.__doc__ or "").partition("Exit codes:")[2])}
    assert told == {str(number) for number in coded}
