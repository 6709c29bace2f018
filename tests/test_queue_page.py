"""The examples of docs/queue.md run as they stand there, against a server."""

import gzip
import json
import os
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


def test_the_commands_hand_in_and_wait(tmp_path: Path) -> None:
    [block] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    row = json.dumps({"id": "notice-1", "text": "The harbour board of Larvik met the crews of the ferries on Tuesday."})
    (tmp_path / "today.jsonl").write_text(row)
    (tmp_path / "archive" / "2024").mkdir(parents=True)
    (tmp_path / "archive" / "2024" / "notices.jsonl.gz").write_bytes(gzip.compress(row.encode()))
    operation = ""
    with serve_here() as server:
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATELINE_SERVER": server.address,
        }
        for command in block.splitlines():
            command = command.replace("operations/5a1f0c77e2b94d18", operation)
            done = subprocess.run(
                ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}: {done.stderr}"
            operation = operation or done.stdout.split()[0]
    assert operation.startswith("operations/")
    assert "SUCCEEDED: 1 of 1 done" in done.stdout
