"""What is told of the stored log is read once for all who ask for it within a while."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dateline_server.errors import StoreUnavailable
from dateline_server.feed.recent import RecentStretches
from dateline_server.feed.stretches import Stretch


class Log:
    """Gives a stretch when it is let, and counts how often it was read."""

    def __init__(self, message: bytes = b"told") -> None:
        self.message = message
        self.reads = 0
        self.let = asyncio.Event()
        self.fault: Exception | None = None

    def __call__(self) -> Awaitable[Stretch]:
        return self._read()

    async def _read(self) -> Stretch:
        self.reads += 1
        await self.let.wait()
        if self.fault is not None:
            raise self.fault
        return Stretch(self.message, self.reads, False)


def start(recent: RecentStretches, log: Callable[[], Awaitable[Stretch]], times: int) -> list[asyncio.Task[Stretch]]:
    return [asyncio.create_task(recent.tell("key", log)) for _ in range(times)]


async def test_those_who_ask_together_or_a_little_later_share_one_reading() -> None:
    recent, log = RecentStretches(), Log()
    asking = start(recent, log, 3)
    await asyncio.sleep(0)
    log.let.set()
    assert await asyncio.gather(*asking, recent.tell("key", log)) == [Stretch(b"told", 1, False)] * 4
    recent.forget_old()
    assert (await recent.tell("key", log)).last == 1
    assert (await recent.tell("another", log)).last == 2


async def test_whoever_leaves_takes_it_from_nobody_else() -> None:
    recent, log = RecentStretches(), Log()
    first, second = start(recent, log, 2)
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    log.let.set()
    assert (await second).last == 1
    assert first.cancelled()


async def test_a_fault_is_told_to_all_who_wait_and_the_next_one_reads_again() -> None:
    recent, log = RecentStretches(), Log()
    log.let.set()
    log.fault = StoreUnavailable("The store is away.")
    for outcome in await asyncio.gather(*start(recent, log, 2), return_exceptions=True):
        assert isinstance(outcome, StoreUnavailable)
    log.fault = None
    assert (await recent.tell("key", log)).last == 2


async def test_after_a_while_it_is_read_again() -> None:
    recent, log = RecentStretches(seconds=0), Log()
    log.let.set()
    await recent.tell("key", log)
    recent.forget_old()
    assert (await recent.tell("key", log)).last == 2


@pytest.mark.parametrize(("size", "kept"), [(30, 3), (50, 2), (100, 1), (101, 0)])
async def test_no_more_bytes_are_kept_than_it_may_and_those_are_the_latest(size: int, kept: int) -> None:
    recent, log = RecentStretches(most_bytes=100), Log(bytes(size))
    log.let.set()
    for key in range(5):
        await recent.tell(key, log)
    for key in reversed(range(5)):
        if (await recent.tell(key, log)).last == 6:
            assert key == 4 - kept
            return
    raise AssertionError("all were kept")
