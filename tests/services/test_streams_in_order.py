"""Streams: answers in order, back-pressure, errors in their place, an orderly end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from dateline_server.errors import Draining, StreamIdle, StreamTooOld
from dateline_server.services.streaming import StreamEnds, in_order


async def numbers(until: int) -> AsyncIterator[int]:
    for number in range(until):
        yield number


async def endless() -> AsyncIterator[int]:
    yield 0
    await asyncio.Event().wait()


async def collect(answers: AsyncIterator[int], into: list[int]) -> None:
    async for answer in answers:
        into += [answer]


async def test_answers_come_in_order_though_later_work_is_done_first() -> None:
    async def work(number: int) -> int:
        await asyncio.sleep(0.02 if number == 0 else 0)
        return number

    answers = [answer async for answer in in_order(numbers(6), work, 4, StreamEnds(asyncio.Event()))]
    assert answers == [0, 1, 2, 3, 4, 5]


async def test_an_answer_does_not_wait_for_the_next_request() -> None:
    async def work(number: int) -> int:
        return number

    async with aclosing(in_order(endless(), work, 4, StreamEnds(asyncio.Event()))) as answers:
        assert await asyncio.wait_for(anext(answers), 1) == 0


async def test_no_more_is_taken_in_than_is_answered() -> None:
    taken = []

    async def work(number: int) -> int:
        taken.append(number)
        return number

    async with aclosing(in_order(numbers(100), work, 3, StreamEnds(asyncio.Event()))) as answers:
        for answered in range(1, 5):
            await anext(answers)
            await asyncio.sleep(0.01)
            assert len(taken) <= answered + 3


async def test_an_error_comes_after_the_answers_before_it() -> None:
    async def work(number: int) -> int:
        if number == 2:
            raise KeyError(number)
        return number

    answers: list[int] = []
    with pytest.raises(KeyError):
        await collect(in_order(numbers(5), work, 4, StreamEnds(asyncio.Event())), answers)
    assert answers == [0, 1]


async def test_an_error_of_the_requests_comes_after_the_answers_before_it() -> None:
    async def broken() -> AsyncIterator[int]:
        yield 0
        raise KeyError("broken")

    async def work(number: int) -> int:
        await asyncio.sleep(0.01)
        return number

    answers: list[int] = []
    with pytest.raises(KeyError):
        await collect(in_order(broken(), work, 4, StreamEnds(asyncio.Event())), answers)
    assert answers == [0]


async def test_drained_it_answers_what_it_has_and_says_so() -> None:
    drain = asyncio.Event()

    async def work(number: int) -> int:
        await asyncio.sleep(0.05)
        return number

    answers: list[int] = []
    asyncio.get_running_loop().call_later(0.01, drain.set)
    with pytest.raises(Draining):
        await collect(in_order(endless(), work, 4, StreamEnds(drain)), answers)
    assert answers == [0]


async def test_work_is_dropped_when_the_caller_leaves() -> None:
    dropped = []

    async def work(number: int) -> int:
        if number == 0:
            return 0
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            dropped.append(number)
            raise
        return number

    async with aclosing(in_order(numbers(3), work, 4, StreamEnds(asyncio.Event()))) as answers:
        await anext(answers)
        await asyncio.sleep(0.01)
    assert dropped == [1, 2]


async def test_a_stream_that_is_too_old_ends_after_what_was_taken_in() -> None:
    async def work(number: int) -> int:
        await asyncio.sleep(0.3)  # longer than the stream may last
        return number

    answers: list[int] = []
    with pytest.raises(StreamTooOld):
        await collect(in_order(endless(), work, 4, StreamEnds(asyncio.Event(), age=0.1)), answers)
    assert answers == [0]


async def test_a_stream_is_idle_only_when_all_is_answered() -> None:
    done: list[int] = []

    async def work(number: int) -> int:
        await asyncio.sleep(0.3)  # longer than the stream may be silent
        done.append(number)
        return number

    answers: list[int] = []
    with pytest.raises(StreamIdle):
        await collect(in_order(endless(), work, 4, StreamEnds(asyncio.Event(), idle=0.1)), answers)
    assert answers == done == [0]
