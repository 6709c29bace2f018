"""Servers for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running_server import RunningServer
from server_here import ServerHere, serve_here


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests that leave it running; they name their articles apart."""
    running = RunningServer(tmp_path_factory.mktemp("server"), "--workers", "1")
    yield running
    running.kill()


@pytest.fixture
def server_here(tmp_path: Path) -> Iterator[ServerHere]:
    """A server with an empty store, for a test that asks how calls are answered and not how processes run."""
    with serve_here(tmp_path) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server that the test may end."""
    running = RunningServer(tmp_path, "--workers", "1")
    yield running
    if running.process.poll() is None:
        running.kill()
