"""A small real server for each test of the client."""

from collections.abc import Iterator

import pytest
from small_server import SmallServer

from dateline.client import Client


@pytest.fixture
def server() -> Iterator[SmallServer]:
    small = SmallServer()
    yield small
    small.hold.set()
    small.server.stop(None).wait()


@pytest.fixture
def client(server: SmallServer) -> Iterator[Client]:
    with Client(server.address, timeout=5) as client:
        yield client
