"""What docs/languages.md shows is what happens: its commands run as they stand there, one after another."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RequestInfo
from server_here import ServerHere

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def said(server: ServerHere) -> dict[str, str]:
    """What each command printed, by the end of its method or the last of its words."""
    printed = {}
    for command in COMMANDS:
        done = subprocess.run(
            ["bash", "-c", command.replace("127.0.0.1:50051", server.address)],
            cwd=ROOT,
            env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        key = next(iter(re.findall(r"\w+/(\w+)(?: \|\||$)", command) or re.findall(r"--list-\w+|buf convert", command)))
        printed[key + (" refused" if "= 24" in command else "")] = done.stdout + done.stderr
    return printed


def test_it_lists_services_and_methods(said: dict[str, str]) -> None:
    assert {"dateline.v1.ParserService", "grpc.health.v1.Health"} <= set(said["--list-services"].split())
    assert "dateline.v1.ExportService/Export" in said["--list-methods"].split()


def test_it_is_told_the_health(said: dict[str, str]) -> None:
    assert '"status": "SERVING"' in said["Check"]


def test_it_parses_and_stores_and_finds(said: dict[str, str]) -> None:
    assert '"type": "CONSULT"' in said["Parse"]
    assert '"outcome": "CREATED"' in said["IngestArticles"]
    assert '"type": "PROTEST"' in said["ListEvents"]


def test_it_takes_streams(said: dict[str, str]) -> None:
    data = "".join(re.findall(r'"data": "([^"]*)"', said["Export"]))
    assert b'"type":"PROTEST"' in base64.b64decode(data)
    assert '"kind": "CREATED"' in said["Watch"]


def test_a_refusal_has_details_that_can_be_read(said: dict[str, str]) -> None:
    details = dict(re.findall(r'"type": "google\.rpc\.(\w+)",\s+"value": "([^"]+)"', said["Parse refused"]))
    packed = {name: base64.b64decode(value + "==") for name, value in details.items()}
    assert ErrorInfo.FromString(packed["ErrorInfo"]).reason == "EMPTY_TEXT"
    assert BadRequest.FromString(packed["BadRequest"]).field_violations[0].field == "document.text"
    assert RequestInfo.FromString(packed["RequestInfo"]).request_id
    assert said["buf convert"].strip() in PAGE


def test_every_page_it_names_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
