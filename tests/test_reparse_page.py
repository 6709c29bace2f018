"""The examples of docs/reparse.md run as they stand there, one after another, against one server."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from contract.articles import build_article
from server_here import serve_here

from dateline.v1.article_pb2 import Engine
from dateline_server.storage.opening import open_store

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "reparse.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def test_the_examples_do_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(tmp_path / "store.db"))
    for number in range(3):
        draft = build_article(body=f"Dockers struck in Oslo on Monday, at {number} quays.", source="Coast Wire")
        draft.article.engine.CopyFrom(Engine(version="0.0.9", digest="earlier"))
        store.ingest([draft.article])
    store.close()
    said = []
    with serve_here(tmp_path) as server:
        monkeypatch.setenv("DATELINE_SERVER", server.address)
        for kind, code in re.findall(r"```(sh|python)\n(.*?)```", PAGE, re.DOTALL):
            commands = [[sys.executable, "-c", code]] if kind == "python" else list(map(shlex.split, code.splitlines()))
            for program, *arguments in commands:
                done = subprocess.run([BIN / program, *arguments], cwd=tmp_path, capture_output=True, text=True)
                assert done.returncode == 0, f"{arguments}: {done.stderr}"
                said.append(done.stdout)
    assert said[:2] == [
        "SUCCEEDED: 3 to read, none read (dry run)\n",
        "SUCCEEDED: 3 of 3 done, 3 changed\n",
    ]
    assert "0 of 0 articles read otherwise\n" in said[-1]
