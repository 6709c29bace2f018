"""What docs/client.md shows is what happens, and what a type checker takes."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_here import ServerHere, serve_here

from dateline import Client, errors

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def server() -> Iterator[ServerHere]:
    with serve_here() as server:
        yield server


def test_the_examples_run_one_after_another(server: ServerHere, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    port = server.address.rpartition(":")[2]
    for block in BLOCKS:
        exec(compile(block.replace(":50051", f":{port}"), "client.md", "exec"), names)
    said = capsys.readouterr().out
    for expected in (
        "CONSULT",
        " in: Norway's foreign minister",
        "2 EMPTY_TEXT",
        "«consulates»",
        "0 status",
        "CONSULT  OCCURRED",
        "NOT_FOUND",
    ):
        assert expected in said, said
    assert re.search(r"^1 articles/\w+ 1$", said, re.MULTILINE)
    assert int(said.splitlines()[-1]) >= 1


def test_a_strict_type_checker_takes_the_examples(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("".join(BLOCKS), encoding="utf-8")
    # Under the settings of the checkout, which are strict: what it remembers of the client serves `make lint` too.
    command = [sys.executable, "-m", "mypy", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_table_lists_every_method() -> None:
    with Client("127.0.0.1:1") as client:
        for under, listed in re.findall(r"^\| `(client[.\w]*)` \| (.*) \|$", PAGE, re.MULTILINE):
            part = client if under == "client" else getattr(client, under.removeprefix("client."))
            methods = {
                name for name in dir(part) if not name.startswith("_") and callable(getattr(type(part), name, None))
            }
            assert set(re.findall(r"`(\w+)`", listed)) == methods - {"close"}


def test_the_table_lists_every_error() -> None:
    kinds = {
        kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and kind.__module__ == errors.__name__
    }
    assert kinds - {"DatelineError"} <= set(re.findall(r"`(\w+)`", PAGE))


def test_every_page_it_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
