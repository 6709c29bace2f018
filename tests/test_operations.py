"""The commands of docs/operations.md run as they stand there, one after another, on one store."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline_server.storage.opening import open_store

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
BIN = str(Path(sys.executable).parent)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the store of the page."""
    store = open_store(str(tmp_path / "news.db"))
    for body in ("Rain fell.", "Snow fell."):
        store.ingest([build_article(document_id="1", body=body).article])
    store.close()
    return tmp_path


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_every_command_does_what_it_says(folder: Path) -> None:
    ran = commands()
    assert len(ran) >= 8
    for command in ran:
        program, *arguments = shlex.split(command)
        done = subprocess.run([f"{BIN}/{program}", *arguments], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout
    assert (folder / "restored.db").exists()


def test_no_command_of_the_store_is_left_out() -> None:
    from dateline_server.commands.store import store

    assert {command.split()[2] for command in commands() if command.startswith("dateline store ")} == set(
        store.commands
    )
