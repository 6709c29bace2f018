"""A process of its own reads long pieces of the log as the server would, and the server goes on without it."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from contract.articles import build_article
from postgres_server import make_schema

from dateline.v1.actor_pb2 import ActorMerge
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.feed.stretches import Stretch, read_stretch
from dateline_server.feed.tail import Tail
from dateline_server.serving.log_reading import LogReading
from dateline_server.storage.opening import open_store
from dateline_server.storage.upkeep.compacting import compact
from dateline_server.storage.upkeep.opening import open_existing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares memory so")

STRETCH = 128
FULL = WatchOptions(full=True)
Reading = Callable[[LogReading], Coroutine[Any, Any, None]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "store.db")


def fill(url: str, count: int = 700) -> int:
    """Articles, some of which change, go and come back, and actors that become one; the number of the last change."""
    store = open_store(url)
    try:
        drafts = [build_article(document_id=str(number), body=f"Report {number}.") for number in range(count)]
        for number, draft in enumerate(drafts):
            draft.actor(("Ada Lund", "A. Lund")[number % 2])
        stored = store.ingest([draft.article for draft in drafts])
        for one in stored[::100]:
            store.delete_article(one.name)
        store.undelete_article(stored[100].name)
        store.ingest([build_article(document_id="1", body="Another report.").article])
        store.merge_actors(ActorMerge(sources=["actors/person-a.-lund"], target="actors/person-ada-lund"))
        return store.last_change()
    finally:
        store.close()


def with_process(url: str, use: Reading, **options: float) -> None:
    """Runs `use` once the process is there."""

    async def run() -> None:
        reading = LogReading(url, worth_starting=600, worth_asking=1, **options)  # type: ignore[arg-type]
        try:
            assert await reading.read(0, 600, FULL) is None  # until the process is there, the server reads itself
            await until(lambda: reading.process_id is not None)
            await use(reading)
        finally:
            await reading.close()

    asyncio.run(run())


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came to that")


async def read_on(reading: LogReading, after: int, last: int, options: WatchOptions = FULL) -> list[Stretch]:
    """All that the process tells, one after the other."""
    told = []
    while stretch := await reading.read(after, last, options):
        told.append(stretch)
        after = stretch.last
    return told


def read_here(url: str, after: int, last: int, options: WatchOptions = FULL) -> list[Stretch]:
    """The same by the server's own means."""
    store, renderer, told = open_store(url), ChangeRenderer(options, str), []
    while after < last:
        told.append(read_stretch(store, after, renderer))
        after = told[-1].last
    store.close()
    return told


def test_it_reads_postgresql_too(postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        last = fill(url)

        async def compare(reading: LogReading) -> None:
            assert await read_on(reading, 0, last) == read_here(url, 0, last)

        with_process(url, compare)


@pytest.mark.parametrize("options", [WatchOptions(), FULL, WatchOptions(full=True, before=True)])
@pytest.mark.parametrize("after", [0, 1, STRETCH, 300])
def test_it_tells_what_the_server_would(url: str, options: WatchOptions, after: int) -> None:
    last = fill(url)

    async def compare(reading: LogReading) -> None:
        assert await read_on(reading, after, last, options) == read_here(url, after, last, options)

    with_process(url, compare)


def test_a_watcher_is_told_the_same_whoever_reads(url: str) -> None:
    last = fill(url)

    async def watch(reading: LogReading) -> None:
        store = open_store(url)

        async def run(call: Callable[..., Any], *arguments: Any) -> Any:
            return call(*arguments)

        run_call: Callable[..., Awaitable[Any]] = run
        tail = Tail(store, run_call, reading)
        await tail.start()
        renderer = ChangeRenderer(FULL, tail.resolve_actor)
        after, told = 0, []
        while after < last:
            told.append(await tail.tell(after, renderer))
            after = told[-1].last
        store.close()
        assert told == read_here(url, 0, last)

    with_process(url, watch)


def test_whoever_begins_elsewhere_is_read_for_from_there(url: str) -> None:
    last = fill(url, 2_000)  # more than there are places for

    async def begin_again(reading: LogReading) -> None:
        assert await reading.read(0, last, FULL) == read_here(url, 0, STRETCH)[0]
        assert await reading.read(500, last, FULL) is None  # the other may go on
        await asyncio.sleep(0.3)  # and did not
        assert await read_on(reading, 500, last) == read_here(url, 500, last)
        assert await read_on(reading, 0, last) == read_here(url, 0, last)

    with_process(url, begin_again)


def test_a_process_that_dies_is_missed_by_nobody(url: str, caplog: pytest.LogCaptureFixture) -> None:
    last = fill(url)

    async def kill(reading: LogReading) -> None:
        assert await reading.read(0, last, FULL)
        assert reading.process_id
        os.kill(reading.process_id, signal.SIGKILL)
        rest = await read_on(reading, STRETCH, last)  # it may have read some of it before
        assert rest == read_here(url, STRETCH, last)[: len(rest)]
        assert reading.process_id is None
        assert await reading.read(0, last, FULL) is None  # nor is another one started on the spot
        await asyncio.sleep(0.1)
        assert reading.process_id is None

    with_process(url, kill)


def test_an_article_that_is_too_long_for_the_shared_memory_is_left_to_the_server(url: str) -> None:
    store = open_store(url)
    for number in range(6):
        store.ingest(
            [build_article(document_id=str(number), body="a report " * (300_000 if number == 3 else 1)).article]
        )
    last = store.last_change()
    store.close()

    async def read(reading: LogReading) -> None:
        before = await read_on(reading, 0, last)
        assert [stretch.last for stretch in before] == [3]
        assert [stretch.last for stretch in await read_on(reading, 4, last)] == [last]

    with_process(url, read)


def test_what_the_store_has_dropped_is_left_to_the_server_to_tell(url: str) -> None:
    last = fill(url)
    with open_existing(url) as parts:
        assert compact(parts.database, parts.words, 1 << 62).floor

    async def read(reading: LogReading) -> None:
        assert await reading.read(0, last, FULL) is None
        assert reading.process_id

    with_process(url, read)


def test_it_ends_when_nobody_has_asked_for_a_while(url: str) -> None:
    last = fill(url)

    async def wait(reading: LogReading) -> None:
        assert await reading.read(0, last, FULL)
        process = reading.process_id
        assert process
        await until(lambda: reading.process_id is None)
        await until(lambda: not Path(f"/proc/{process}").exists())
        assert await reading.read(0, last, FULL) is None
        await until(lambda: reading.process_id is not None)  # the next one

    with_process(url, wait, unused_seconds=0.3)


def test_it_ends_with_the_server(url: str) -> None:
    fill(url)
    processes = []

    async def note(reading: LogReading) -> None:
        processes.append(reading.process_id)

    with_process(url, note)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{processes[0]}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_store_that_is_not_there_is_left_to_the_server_to_tell(tmp_path: Path) -> None:
    async def run() -> None:
        reading = LogReading(str(tmp_path / "gone" / "store.db"), worth_starting=1)
        assert await reading.read(0, 100, FULL) is None
        await asyncio.sleep(1.5)
        assert reading.process_id is None
        assert await reading.read(0, 100, FULL) is None
        await reading.close()

    asyncio.run(run())


def test_it_is_neither_started_nor_asked_for_little(url: str) -> None:
    last = fill(url)

    async def run() -> None:
        reading = LogReading(url, worth_starting=600, worth_asking=200)
        assert await reading.read(last - 599, last, FULL) is None
        await asyncio.sleep(1)
        assert reading.process_id is None
        await reading.read(0, last, FULL)
        await until(lambda: reading.process_id is not None)
        assert await reading.read(last - 199, last, FULL) is None
        assert await reading.read(last - 200, last, WatchOptions("kind = X", full=True)) is None
        assert await reading.read(last - 200, last, FULL)
        await reading.close()

    asyncio.run(run())
