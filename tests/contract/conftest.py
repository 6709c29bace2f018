"""The stores that the contract is held to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contract.clock import Clock

from dateline_server.storage.sqlite import SqliteStore
from dateline_server.storage.store import Store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite"])
def open_again(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens one and the same store, as often as it is called."""
    opened: list[Store] = []

    def open_one() -> Store:
        opened.append(SqliteStore(tmp_path / "store.db", clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    return open_again()
