"""A client reads its own writes: it sends the token of the latest change that it knows of."""

from collections.abc import AsyncIterator
from itertools import islice

import pytest
from small_server import SmallServer

from dateline import AsyncClient, Client
from dateline.errors import NotFound
from dateline.freshness import Freshness


def test_before_any_write_nothing_is_asked_for(client: Client, server: SmallServer) -> None:
    client.events.list().take(1)
    assert (server.tokens, client.consistency_token) == ([""], "")


def test_a_read_asks_for_the_last_write(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="a")
    client.articles.get("articles/a")
    client.articles.batch_get(["articles/a"])
    client.articles.delete("articles/a")
    client.events.list().take(1)
    client.articles.undelete("articles/a")
    client.events.list().take(1)
    assert server.tokens == ["0001", "0001", "0002", "0003"]


def test_each_page_asks_for_what_is_known_by_then(client: Client, server: SmallServer) -> None:
    server.events = 30
    pages = client.events.list(page_size=10).pages()
    next(pages)
    client.ingest("one", id="a")
    list(pages)
    assert server.tokens == ["", "0001", "0001"]


def test_what_one_was_told_of_counts_too(client: Client, server: SmallServer) -> None:
    server.log = 3
    list(islice(client.watch(), 1))
    assert client.consistency_token == "2"
    client.get_cursor()
    assert client.consistency_token == "3"


def test_a_token_can_be_handed_on(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="a")
    with Client(server.address) as other:
        other.consistency_token = client.consistency_token
        other.articles.get("articles/a")
    assert server.tokens == ["0001"]


def test_it_can_be_turned_off(server: SmallServer) -> None:
    with Client(server.address, read_own_writes=False) as client:
        client.ingest("one", id="a")
        client.articles.get("articles/a")
    assert server.tokens == [""]


def test_a_write_that_fails_leaves_the_token_alone(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="a")
    with pytest.raises(NotFound):
        client.articles.delete("articles/b")
    assert client.consistency_token == "0001"


def test_behind_another_store_the_token_is_forgotten(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="a")
    server.tokens_hold = False
    client.articles.get("articles/a")
    assert server.tokens == ["0001", ""]
    assert client.consistency_token == ""


def test_tokens_that_arrive_in_any_order_leave_the_latest() -> None:
    freshness = Freshness(kept=True)
    for token in ("0002", "0003", "0001", ""):
        freshness.note(token)
    assert freshness.token == "0003"


@pytest.fixture
async def asynchronous(server: SmallServer) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(server.address, timeout=5) as client:
        yield client


async def test_the_asynchronous_client_does_the_same(asynchronous: AsyncClient, server: SmallServer) -> None:
    await asynchronous.ingest("one", id="a")
    await asynchronous.articles.get("articles/a")
    await asynchronous.articles.delete("articles/a")
    await asynchronous.events.list().take(1)
    server.tokens_hold = False
    await asynchronous.events.list().take(1)
    assert server.tokens == ["0001", "0002", "0002", ""]
