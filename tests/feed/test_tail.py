"""The tail of the log goes on, whatever others do to the log behind its back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from contract.articles import build_article

from dateline_server.errors import CursorTooOld
from dateline_server.feed.tail import Tail
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import Store
from dateline_server.storage.upkeep.compacting import compact
from dateline_server.storage.upkeep.opening import open_existing


def edit(store: Store, times: int) -> None:
    for turn in range(times):
        store.ingest([build_article(document_id="1", body=f"{store.last_change()} {turn}").article])


async def run(call: Callable[..., Any], *arguments: Any) -> Any:
    return call(*arguments)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came to that")


def test_it_goes_on_when_the_log_was_compacted_beyond_where_it_stood(tmp_path: Path) -> None:
    url = str(tmp_path / "store.db")
    store = open_store(url)

    async def follow() -> None:
        run_call: Callable[..., Awaitable[Any]] = run
        tail = Tail(store, run_call)
        await tail.start()
        edit(store, 5)  # while this process sleeps
        with open_existing(url) as parts:
            assert compact(parts.database, parts.words, 1 << 62).floor == 4
        following = asyncio.ensure_future(tail.follow())
        await until(lambda: tail.last == 5)
        edit(store, 1)
        await until(lambda: tail.last == 6)
        assert [entry.seq for entry in await tail.read(4, 10)] == [5, 6]
        with pytest.raises(CursorTooOld):
            await tail.read(3, 10)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    asyncio.run(follow())
    store.close()
