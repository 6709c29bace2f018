"""The command line as a user has it: run in this process where that is enough, and a real server to talk to."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import DATELINE, TEXT, Command, Outcome

from dateline.cli.main import run


@pytest.fixture
def dateline(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command line in this process, in a folder of its own, with `stdin` as its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_SERVER", raising=False)

    def command(*arguments: str, stdin: str = "") -> Outcome:
        capfd.readouterr()
        typed = tmp_path / "stdin"
        typed.write_text(stdin)
        with typed.open() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", stream)
            code = run(arguments)
        sys.stdout.flush()
        return Outcome(code, *capfd.readouterr())

    return command


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty store, started with the command itself."""
    folder = tmp_path_factory.mktemp("server")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [DATELINE, "serve", "--listen", "127.0.0.1:0", "--store", str(folder / "store.db"), "--workers", "1"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("listening on "), (folder / "log").read_text()
    yield first.split()[-1]
    process.terminate()
    assert process.wait(20) == 0


@pytest.fixture(scope="session")
def stored(server: str) -> list[str]:
    """The names of three articles in the server."""
    rows = "".join(
        json.dumps(
            {
                "id": number,
                "source": "Coast Gazette",
                "title": f"Ministers agree on {number} consulates",
                "published": "2025-04-09",
                "text": TEXT.format(number=number),
            }
        )
        + "\n"
        for number in ("two", "three", "four")
    )
    done = subprocess.run(
        [DATELINE, "ingest", "--server", server, "--from", "jsonl", "-o", "jsonl", "-"],
        input=rows,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line)["name"] for line in done.stdout.splitlines()]
