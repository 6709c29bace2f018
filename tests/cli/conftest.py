"""The command line as a user has it: run in this process where that is enough, and a real server to talk to."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import TEXT, Command, Outcome
from server_here import serve_here

from dateline import Client
from dateline.cli.main import run
from dateline.documents import make_document


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


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that the tests of one file share."""
    with serve_here() as server:
        yield server.address


@pytest.fixture(scope="module")
def stored(server: str) -> list[str]:
    """The names of three articles in the server."""
    documents = [
        make_document(
            TEXT.format(number=number),
            id=number,
            source="Coast Gazette",
            title=f"Ministers agree on {number} consulates",
            published="2025-04-09",
        )
        for number in ("two", "three", "four")
    ]
    with Client(server) as client:
        return [result.name for result in client.ingest_many(documents)]
