"""What docs/stories.md shows is what happens: its commands and its Python run as they stand there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from server_here import ServerHere, serve_here

from dateline import Client

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "stories.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    with serve_here(tmp_path) as server:
        yield server


def run(script: str, server: ServerHere, folder: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "DATELINE_SERVER": server.address,
    }
    done = subprocess.run(
        ["sh", "-ec", script],
        cwd=folder,
        env={**environment, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_and_the_python_run(
    server: ServerHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [articles] = blocks("json")
    (tmp_path / "ferry.jsonl").write_text(articles, encoding="utf-8")
    ingest, show, others = blocks("sh")
    listed = run(ingest, server, tmp_path)
    assert (listed.count("CREATED"), listed.count("DUPLICATE")) == (3, 1)
    assert "aground" in listed
    [told] = blocks("text")
    shown = "".join(f"{line.rstrip()}\n" for line in run(show, server, tmp_path).splitlines())
    assert shown.endswith(told), shown
    told = run(others, server, tmp_path)
    assert '"voice":"coast guard"' in told
    assert "told by 2 other articles too" in told

    read, follow = (block.replace("127.0.0.1:50051", server.address) for block in blocks("python"))
    names: dict[str, Any] = {}
    exec(compile(read, "stories.md", "exec"), names)
    said = capsys.readouterr().out
    assert re.search(r"number hurt 19 Doctors Doctors at the hospital", said)
    assert said.count("2025-04-0") == 2 + 3  # the days of the story, and its articles
    exec(compile(follow, "stories.md", "exec"), names)
    with Client(server.address) as client:
        [story] = names["moved_since"](client, 0)
        last = story.update_time.ToNanoseconds()
        assert names["moved_since"](client, last) == []
        client.articles.delete(story.name.replace("stories/", "articles/"))
        assert [moved.name for moved in names["moved_since"](client, last)] == [story.name]
