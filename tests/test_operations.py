"""The commands of the pages on running Dateline run as they stand there, one after another, on one store."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline.cli.main import run
from dateline_server.storage.opening import open_store

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the store of the page."""
    store = open_store(str(tmp_path / "news.db"))
    for body in ("Rain fell.", "Snow fell."):
        store.ingest([build_article(document_id="1", body=body).article])
    store.close()
    return tmp_path


def commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


@pytest.fixture
def run_all(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Runs the commands of a page in the folder."""
    monkeypatch.chdir(folder)

    def run_page(page: str) -> None:
        for command in commands(page):
            program, *arguments = shlex.split(command)
            assert program == "dateline"
            code = run(arguments)
            said = capfd.readouterr()
            assert code == 0, f"{command}: {said.err}"
            assert said.out or said.err

    return run_page


def test_every_command_for_the_store_does_what_it_says(run_all: Callable[[str], None], folder: Path) -> None:
    run_all("operations.md")
    assert (folder / "restored.db").exists()


def test_every_command_for_the_server_does_what_it_says(run_all: Callable[[str], None], folder: Path) -> None:
    run_all("serving.md")
    assert "desk.example" in (folder / "access.tsv").read_text()


def test_no_command_of_the_store_is_left_out() -> None:
    from dateline_server.commands.store import store

    assert {
        command.split()[2] for command in commands("operations.md") if command.startswith("dateline store ")
    } == set(store.commands)


def test_the_page_on_the_server_has_every_scope_and_its_meaning() -> None:
    from dateline_server.services.access.scopes import MEANINGS

    page = (DOCS / "serving.md").read_text(encoding="utf-8")
    assert all(f"| {scope.value} | {meaning} |" in page for scope, meaning in MEANINGS.items())


def test_the_settings_of_the_example_are_settings(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dateline_server.commands.config import show

    [example] = re.findall(r"```toml\n(.*?)```", (DOCS / "serving.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "server.toml").write_text(example)
    shown = CliRunner().invoke(show, ["--origin", "--config", str(tmp_path / "server.toml")])
    assert shown.exit_code == 0, shown.output
    assert "200 a second" in shown.output
