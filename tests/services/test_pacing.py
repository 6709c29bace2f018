"""How soon callers are told that they are refused."""

import asyncio

import pytest

from dateline_server.services.access.pacing import Pacing

HERE, THERE = "ipv4:127.0.0.1:1", "ipv4:127.0.0.1:2"


async def told_at_once(pacing: Pacing, number: int) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(pacing.take_turn(HERE, None)) for _ in range(number)]
    await asyncio.sleep(0)
    return tasks


async def test_some_in_a_row_are_told_at_once_and_the_others_wait() -> None:
    pacing = Pacing()
    tasks = await told_at_once(pacing, 90)
    assert [task.done() for task in tasks] == [True] * 50 + [False] * 40
    assert pacing.held == 40
    pacing.close()
    await asyncio.gather(*tasks)


async def test_those_that_wait_are_told_in_turn_without_any_answer() -> None:
    pacing = Pacing()
    tasks = await told_at_once(pacing, 60)
    await tasks[50]
    assert not tasks[59].done()
    await asyncio.gather(*tasks)
    assert pacing.held == 0


async def test_answers_earn_refusals() -> None:
    pacing = Pacing()
    tasks = await told_at_once(pacing, 90)
    pacing.answered += 1_000
    await asyncio.sleep(0.05)
    assert all(task.done() for task in tasks)


async def test_who_asks_little_is_told_before_who_asks_much() -> None:
    pacing = Pacing()
    many = await told_at_once(pacing, 400)
    began = asyncio.get_running_loop().time()
    await pacing.take_turn(THERE, None)
    assert asyncio.get_running_loop().time() - began < 0.5 + 0.5  # its quarter of a second, and patience of the test
    assert not many[-1].done()
    pacing.close()
    await asyncio.gather(*many)


async def test_who_waits_no_longer_is_told_before() -> None:
    pacing = Pacing()
    many = await told_at_once(pacing, 400)
    await asyncio.wait_for(pacing.take_turn(HERE, 0.2), 1)
    assert not many[-1].done()
    pacing.close()
    await asyncio.gather(*many)


async def test_a_caller_that_leaves_is_forgotten() -> None:
    pacing = Pacing()
    tasks = await told_at_once(pacing, 60)
    for task in tasks[50:]:
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[59]
    await asyncio.sleep(0.05)
    assert pacing.held == 0


async def test_a_server_that_ends_holds_nobody() -> None:
    pacing = Pacing()
    waiting = await told_at_once(pacing, 90)
    pacing.close()
    await asyncio.gather(*waiting)
    await asyncio.gather(*await told_at_once(pacing, 90))
