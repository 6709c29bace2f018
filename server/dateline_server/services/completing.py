"""Work that is not left half done when the call it is done for ends: what has been written is told of, and kept account of."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

_Result = TypeVar("_Result")


async def complete(work: Awaitable[_Result], give_up: Callable[[], bool] = lambda: False) -> _Result:
    """What the work gives, also when this task is cancelled meanwhile: it is so at its next step instead.

    `give_up` is asked then; where it can still undo the work and says so, the task is cancelled at once.
    """
    doing = asyncio.ensure_future(work)
    task = asyncio.current_task()
    assert task is not None
    cancelled = False
    while not doing.done():
        try:
            await asyncio.wait((doing,))
        except asyncio.CancelledError:
            if give_up():
                raise
            task.uncancel()
            cancelled = True
    if cancelled:
        task.cancel()
    return doing.result()
