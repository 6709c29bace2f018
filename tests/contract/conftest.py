"""The stores that the contract is held to: every test runs on each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from contract.clock import Clock
from contract.emptied import EmptiedSchema
from postgres_server import make_schema

from dateline_server.storage.opening import StoreParts, open_store
from dateline_server.storage.store import Store
from dateline_server.storage.upkeep.opening import open_existing


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def schema(postgres_url: str) -> Iterator[EmptiedSchema]:
    with make_schema(postgres_url) as url:
        yield EmptiedSchema(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that holds nothing."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    schema: EmptiedSchema = request.getfixturevalue("schema")
    schema.empty()
    return schema.url


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
