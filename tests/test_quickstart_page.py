"""What docs/quickstart.md shows is what happens: its commands run one after another as they stand there, with one server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (DOCS / "quickstart.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The server that the page starts, but on a free port; what finds it."""
    [start] = [text for _, text in BLOCKS if text.startswith("dateline serve")]
    usual = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            start.split(),
            cwd=tmp_path,
            env={**usual, "DATELINE_LISTEN": "127.0.0.1:0"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert server.stdout is not None
    first = server.stdout.readline()
    assert first.startswith("listening on "), (tmp_path / "log").read_text()
    yield {**usual, "DATELINE_SERVER": first.split()[-1]}
    server.terminate()
    assert server.wait(30) == 0
    server.stdout.close()


def test_the_page_can_be_followed_from_top_to_bottom(environment: dict[str, str], tmp_path: Path) -> None:
    printed = ""
    _, *rest = BLOCKS  # the first installs what is here
    for kind, text in rest:
        if kind == "text":
            assert printed.endswith(text)
        elif not text.startswith("dateline serve"):
            words = ["bash", "-ec", text] if kind == "sh" else [sys.executable, "-c", text]
            words[-1] = words[-1].replace("127.0.0.1:50051", environment["DATELINE_SERVER"])
            done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{text}{done.stderr}"
            assert done.stdout or "--out" in text
            printed = done.stdout
    # The Python at the end.
    assert re.search(r"^PROTEST ", printed, re.MULTILINE), printed
    assert "dismisses two captains" in printed
    for made in ("article.html", "report.html", "captains.svg", "events.csv", "articles.jsonl"):
        assert (tmp_path / made).stat().st_size > 200


def test_the_list_of_pages_names_every_page_and_no_other() -> None:
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")} - {"README.md"}
    named = re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(pages)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        found = page.parent / target if target else page
        assert found.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings]
            assert heading in anchors
