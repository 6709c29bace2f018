"""The stores that the contract is held to: every test runs on each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from contract.clock import Clock
from postgres_server import make_schema

from dateline_server.storage.opening import StoreParts, open_store
from dateline_server.storage.store import Store
from dateline_server.storage.upkeep.opening import open_existing


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that does not exist yet."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield str(tmp_path / "store.db")
        else:
            yield stack.enter_context(make_schema(request.getfixturevalue("postgres_url")))


@pytest.fixture
def open_again(store_url: str, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens one and the same store, as often as it is called."""
    with ExitStack() as stack:

        def open_one() -> Store:
            store = open_store(store_url, clock, steady=clock.steady)
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    return open_again()


@pytest.fixture
def parts(store: Store, store_url: str) -> Iterator[StoreParts]:
    """The parts of the store, opened once more as somebody does who looks after it."""
    with open_existing(store_url) as opened:
        yield opened
