"""A running server, and the client in another language with the packages it needs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from npm_packages import install_packages
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
    shutil.copy(HERE / "client.mjs", folder)
    install_packages(HERE, folder)
    return folder
