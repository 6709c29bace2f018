"""The Python example of docs/queue.md runs as it stands there, against a server."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from server_here import serve_here

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "queue.md").read_text(encoding="utf-8")


def test_the_example_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with serve_here() as server:
        monkeypatch.setenv("DATELINE_SERVER", server.address)
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "2 new articles of 2 documents"
