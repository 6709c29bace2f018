"""A real server in this process, at a time that the test sets."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline import AsyncClient, Client, testing
from dateline.errors import InvalidArgument, NotFound, Unavailable
from dateline.testing import NOON, Clock, LocalServer
from dateline.v1.article_pb2 import Article
from dateline_server.errors import StoreUnavailable

TEXT = "Norway and Kenya held talks in Oslo on Tuesday."


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def client(server: LocalServer) -> Iterator[Client]:
    server.clock.set(NOON)
    with server.client() as client:
        yield client


def test_it_reads_stores_and_finds_as_any_server_does(client: Client) -> None:
    name = client.ingest(TEXT, id="talks", source="Coast Wire", published="2025-04-09").name
    [record] = client.events.list(f'article = "{name}" AND type = "CONSULT"')
    assert record.event.time.value == "2025-04-08"
    assert [hit.article.name for hit in client.articles.search("talks", 'source = "Coast Wire"')] == [name]
    assert client.health() == "SERVING"


def test_times_are_those_of_the_clock(server: LocalServer, client: Client) -> None:
    server.clock.advance(minutes=90)
    name = client.ingest(TEXT, id="timed", source="Coast Wire").name
    article = client.articles.get(name)
    moment = datetime(2025, 4, 10, 13, 30, tzinfo=UTC)
    assert {article.create_time.ToDatetime(UTC), article.received_time.ToDatetime(UTC)} == {moment}
    [change] = [change for change in client.follow(once=True) if change.name == name]
    assert change.time.ToDatetime(UTC) == moment


def test_tomorrow_is_the_future_until_it_is_today(server: LocalServer, client: Client) -> None:
    with pytest.raises(InvalidArgument) as caught:
        client.parse(TEXT, published="2025-04-12")
    assert caught.value.reason == "FUTURE_DATE"
    server.clock.advance(days=2)
    assert client.parse(TEXT, published="2025-04-12").published_date == "2025-04-12"


def test_a_request_id_is_forgotten_after_a_day(server: LocalServer, client: Client) -> None:
    name = client.ingest(TEXT, id="deleted", source="Coast Wire").name
    client.articles.delete(name, request_id="once")
    client.articles.delete(name, request_id="once")
    server.clock.advance(hours=25)
    with pytest.raises(NotFound):
        client.articles.delete(name, request_id="once")


def test_the_same_at_the_same_time_gives_the_same_bytes() -> None:
    def stored() -> Article:
        with LocalServer() as server, server.client() as client:
            return client.articles.get(client.ingest(TEXT, published="2025-04-09").name)

    assert stored().SerializeToString() == stored().SerializeToString()


def test_two_at_once_have_nothing_in_common(client: Client) -> None:
    name = client.ingest(TEXT, id="ours", source="Coast Wire").name
    with LocalServer(now=datetime(2030, 1, 1, tzinfo=UTC)) as other, other.client() as theirs:
        assert list(theirs.articles.list()) == []
        with pytest.raises(NotFound):
            theirs.articles.get(name)
        assert theirs.parse(TEXT, published="2029-12-31").published_date == "2029-12-31"


def test_a_store_that_is_named_stays(tmp_path: Path) -> None:
    store = str(tmp_path / "news.db")
    with LocalServer(store=store) as server, server.client() as client:
        name = client.ingest(TEXT).name
    with LocalServer(store=store) as server, server.client() as client:
        assert client.articles.get(name).body == TEXT


async def test_the_asynchronous_client_talks_to_it_too(server: LocalServer) -> None:
    async with AsyncClient(server.address) as client:
        name = (await client.ingest(TEXT, id="async", source="Coast Wire")).name
        assert (await client.articles.get(name)).body == TEXT


async def test_two_event_loops_in_one_process_say_nothing_of_each_other(
    server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with AsyncClient(server.address) as client:
        name = (await client.ingest(TEXT, id="loops", source="Coast Wire")).name
        await asyncio.gather(*(client.articles.get(name) for _ in range(500)))
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_a_store_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_text("no database at all, but long enough to be taken for one " * 20)
    with pytest.raises(StoreUnavailable, match=r"news\.db"), LocalServer(store=str(tmp_path / "news.db")):
        pass


def test_outside_of_with_it_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="with"):
        _ = LocalServer().address


def test_without_the_server_half_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "entry_points", lambda **_: ())
    with pytest.raises(Unavailable, match=r"pip install 'dateline\[server\]'"), LocalServer():
        pass


def test_a_clock_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock(datetime(2025, 4, 10))
