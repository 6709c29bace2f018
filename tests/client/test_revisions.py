"""Revisions, deletion and counts through both clients."""

import pytest
from small_server import SmallServer

from dateline import errors
from dateline.aio import AsyncClient
from dateline.client import Client
from dateline.v1.event_service_pb2 import EVENT_DIMENSION_DAY


def test_a_deletion_with_an_old_etag_is_a_conflict_that_tells_the_new_one(client: Client) -> None:
    client.ingest("one", id="d")
    with pytest.raises(errors.EtagMismatch) as caught:
        client.articles.delete("articles/d", etag="e0")
    assert (caught.value.reason, caught.value.etag) == ("ETAG_MISMATCH", "e1")
    client.articles.delete("articles/d", etag=caught.value.etag)


def test_a_request_id_of_the_callers_is_sent_as_it_is(client: Client, server: SmallServer) -> None:
    assert client.articles.undelete("articles/d", request_id="mine").revision == 3
    assert server.request_ids == ["mine"]


def test_revisions_are_listed_read_and_compared(client: Client) -> None:
    assert [revision.revision for revision in client.articles.list_revisions("articles/d", page_size=2)] == [3, 2, 1]
    assert client.articles.get_revision("articles/d", 2) == client.articles.get_revision("articles/d/revisions/2")
    assert client.articles.get_revision("articles/d", 2).revision == 2
    assert client.articles.diff_revisions("articles/d").from_revision == 2
    assert client.articles.diff_revisions("articles/d", 1, 3).from_revision == 1


def test_buckets_come_page_by_page(client: Client, server: SmallServer) -> None:
    buckets = client.events.aggregate([EVENT_DIMENSION_DAY], page_size=12)
    assert [bucket.event_count for bucket in buckets] == list(range(1, 31))
    assert server.calls["AggregateEvents"] == 3


async def test_the_asynchronous_client_does_the_same(server: SmallServer) -> None:
    async with AsyncClient(server.address, timeout=5) as client:
        assert [revision.revision async for revision in client.articles.list_revisions("articles/d")] == [3, 2, 1]
        assert (await client.articles.get_revision("articles/d", 2)).revision == 2
        assert (await client.articles.diff_revisions("articles/d", 1)).to_revision == 3
        assert (await client.articles.undelete("articles/d")).name == "articles/d"
        assert len(await client.events.aggregate([EVENT_DIMENSION_DAY]).take(40)) == 30
        with pytest.raises(errors.EtagMismatch):
            await client.articles.delete("articles/d", etag="e0")
