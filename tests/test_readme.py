"""What the README shows is what happens: its commands, their output, and its Python run as they stand there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_here import ServerHere, serve_here

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATELINE = Path(sys.executable).with_name("dateline")


def block(language: str, containing: str) -> str:
    """The fenced block of the README in this language that holds these words."""
    [found] = [text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if containing in text]
    return str(found)


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article of the README as a file."""
    shown = block("sh", "cat article.txt").split("$ cat article.txt\n")[1].split("\n$ ")[0]
    path = tmp_path_factory.mktemp("readme") / "article.txt"
    path.write_text(shown + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[ServerHere]:
    with serve_here() as server:
        yield server


def dateline(article: Path, *arguments: str, server: str = "") -> str:
    address = ["--server", server] if server else []
    done = subprocess.run(
        [DATELINE, *arguments, *address], cwd=article.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_is_what_parse_prints(article: Path) -> None:
    shown = block("sh", "cat article.txt").split("-o md article.txt\n")[1]
    assert dateline(article, "parse", "--published", "2025-04-09", "-o", "md", "article.txt") == shown


def test_the_json_is_an_event_of_that_article(article: Path, server: ServerHere) -> None:
    arguments = ("parse", "--published", "2025-04-09", "-o", "json", "article.txt")
    parsed = json.loads(dateline(article, *arguments, server=server.address))
    assert json.loads(block("json", "trigger")) in parsed["events"]


def test_the_commands_for_a_server_run(article: Path, server: ServerHere) -> None:
    commands = [
        line.split("#")[0].split(" > ")[0].strip()
        for line in block("sh", "ingest").splitlines()
        if " serve " not in line
    ]
    assert len(commands) == 4
    stored = dateline(article, "ingest", "--source", "Coast Wire", "article.txt", server=server.address)
    name = stored.split()[0]
    for command in commands[1:]:
        words = re.findall(r"'[^']*'|\"[^\"]*\"|\S+", command.removeprefix(".venv/bin/dateline "))
        arguments = [word.strip("'") for word in words]
        arguments = [name if word == "articles/…" else word for word in arguments]
        assert dateline(article, *arguments, server=server.address)


def test_the_python_runs(server: ServerHere, capsys: pytest.CaptureFixture[str]) -> None:
    code = block("python", "from dateline import Client").replace("127.0.0.1:50051", server.address)
    exec(compile(code, "README.md", "exec"), {})
    assert "ACCUSE" in capsys.readouterr().out


def test_every_file_it_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
