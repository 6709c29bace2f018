"""The tail of the log goes on, whatever others do to the log behind its back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from contract.articles import build_article

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.change_service_pb2 import WatchResponse
from dateline_server.errors import CursorTooOld
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
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


async def tell(tail: Tail, after: int, renderer: ChangeRenderer) -> WatchResponse:
    stretch = await tail.tell(after, renderer)
    told = WatchResponse.FromString(stretch.message)
    assert stretch.empty == (not told.changes)
    return told


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
        renderer = ChangeRenderer(WatchOptions(), tail.resolve_actor)
        assert [change.sequence for change in (await tell(tail, 4, renderer)).changes] == [5, 6]
        with pytest.raises(CursorTooOld):
            await tail.tell(3, renderer)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    asyncio.run(follow())
    store.close()


@pytest.mark.parametrize(
    "options",
    [
        WatchOptions(),
        WatchOptions(full=True),
        WatchOptions(full=True, before=True),
        WatchOptions(filter='source = "Gazette" AND actor = "actors/person-ada-lund"', before=True),
    ],
)
def test_it_tells_the_same_from_memory_and_from_the_store(tmp_path: Path, options: WatchOptions) -> None:
    store = open_store(str(tmp_path / "store.db"))
    for number in range(140):
        draft = build_article(
            document_id=str(number), source=("Gazette", "Courier")[number % 2], body=f"Report {number}."
        )
        draft.actor(("Ada Lund", "Per Berg", "A. Lund")[number % 3])
        [stored] = store.ingest([draft.article])
        if number % 7 == 0:
            store.delete_article(stored.name)
        if number % 14 == 0:
            store.undelete_article(stored.name)
    store.merge_actors(ActorMerge(sources=["actors/person-a.-lund"], target="actors/person-ada-lund"))
    edit(store, 3)
    last = store.last_change()

    async def compare() -> None:
        run_call: Callable[..., Awaitable[Any]] = run
        holding, reading = Tail(store, run_call), Tail(store, run_call)
        following = asyncio.ensure_future(holding.follow())
        await reading.start()
        await until(lambda: holding.last == last)
        following.cancel()
        assert reading.last == last
        sides = [(tail, ChangeRenderer(options, reading.resolve_actor)) for tail in (holding, reading)]
        after, told = 0, 0
        while after < last:
            held, read = [await tail.tell(after, renderer) for tail, renderer in sides]
            assert held == read
            assert (await sides[0][0].tell(after, sides[0][1])) == held  # and so it does to the next who asks
            told += len(WatchResponse.FromString(held.message).changes)
            after = held.last
        assert told == last if not options.filter else 1 < told < last

    asyncio.run(compare())
    store.close()


def test_no_more_than_a_mib_is_told_at_once_unless_one_change_is_larger(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    for letter, size in zip("abcde", [400_000, 400_000, 400_000, 2_000_000, 10], strict=True):
        store.ingest([build_article(document_id=letter, body=letter * size).article])

    async def tell_all(*, held: bool) -> list[list[int]]:
        run_call: Callable[..., Awaitable[Any]] = run
        tail = Tail(store, run_call)
        if held:
            following = asyncio.ensure_future(tail.follow())
            await until(lambda: tail.last == 5)
            following.cancel()
        else:
            await tail.start()
        renderer = ChangeRenderer(WatchOptions(full=True), tail.resolve_actor)
        told: list[list[int]] = []
        while not told or told[-1][-1] < 5:
            response = await tell(tail, told[-1][-1] if told else 0, renderer)
            told.append([change.sequence for change in response.changes])
        return told

    assert asyncio.run(tell_all(held=True)) == [[1, 2], [3], [4], [5]]
    assert asyncio.run(tell_all(held=False)) == [[1, 2], [3], [4], [5]]
    store.close()


def test_watchers_who_come_from_far_back_together_have_each_stretch_read_once(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    edit(store, 400)
    calls = 0

    async def count(call: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return call(*arguments)

    async def told(tail: Tail, after: int, options: WatchOptions) -> list[int]:
        renderer, numbers = ChangeRenderer(options, tail.resolve_actor), []
        while not numbers or numbers[-1] < 400:
            numbers += [change.sequence for change in (await tell(tail, after, renderer)).changes]
            after = numbers[-1]
        return numbers

    async def watch() -> None:
        nonlocal calls
        run_call: Callable[..., Awaitable[Any]] = count
        tail = Tail(store, run_call)
        await tail.start()
        calls = 0
        for after in (0, 0, 100, 300):
            assert await told(tail, after, WatchOptions()) == list(range(after + 1, 401))
        assert calls == 4 + 1 + 1  # of 128 each; and what the later ones have before they come to where others ended
        calls = 0
        assert await told(tail, 0, WatchOptions(full=True)) == list(range(1, 401))
        assert calls == 4
        for _ in range(2):  # what such a filter lets through another merge may change
            calls = 0
            await told(tail, 0, WatchOptions(filter='NOT actor = "actors/nobody"'))
            assert calls == 4

    asyncio.run(watch())
    store.close()
