"""Consistency tokens, also where the store lags behind."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline.v1.article_service_pb2 import ListArticlesRequest
from dateline_server.errors import InvalidField, NotYetConsistent
from dateline_server.services.freshness import await_change, await_sorted
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.opening import open_store


@pytest.fixture
def access(tmp_path: Path) -> Iterator[StoreAccess]:
    access = StoreAccess(open_store(str(tmp_path / "store.db")))
    yield access
    access.close()


def request(access: StoreAccess, seq: int) -> ListArticlesRequest:
    return ListArticlesRequest(consistency_token=access.store.seal_cursor(seq))


async def test_what_is_there_is_met_at_once(access: StoreAccess) -> None:
    access.store.ingest([build_article().article])
    await await_change(access, request(access, 1), longest=0)
    await await_change(access, ListArticlesRequest(), longest=0)


async def test_what_is_still_to_come_is_waited_for(access: StoreAccess) -> None:
    waiting = asyncio.create_task(await_change(access, request(access, 1), longest=20))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    await access.write(access.store.ingest, [build_article().article])
    await waiting


async def test_what_does_not_come_is_refused(access: StoreAccess) -> None:
    with pytest.raises(NotYetConsistent):
        await await_change(access, request(access, 1), longest=0.01)


async def test_what_stories_are_to_know_of_is_sorted_into_them_first(access: StoreAccess) -> None:
    access.store.ingest([build_article(document_id="a").article, build_article(document_id="b").article])
    await await_sorted(access, request(access, 2), longest=0)
    assert access.store.sorted_change() == 2
    with pytest.raises(NotYetConsistent):
        await await_sorted(access, request(access, 3), longest=0.01)
    await await_sorted(access, ListArticlesRequest(), longest=0)


async def test_a_token_of_another_store_is_refused(access: StoreAccess) -> None:
    with pytest.raises(InvalidField) as refusal:
        await await_change(access, ListArticlesRequest(consistency_token="nonsense"))
    assert refusal.value.field == "consistency_token"
