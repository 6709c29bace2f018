"""Following the changes of a store over breaks of the connection, ends of the server and ends of one's own.

Delivery is at least once. Within one iteration no change comes twice. After an end of this process the changes of the
last message may come again, at most 64 or so: only when all of them were taken is the cursor kept. `Change.sequence`
numbers the changes of a store, so whoever keeps the last number beside what is made of the changes leaves out what is
not above it.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import aclosing, closing

from dateline.checkpoints import Checkpoint
from dateline.errors import DatelineError
from dateline.retry import Backoff, is_planned
from dateline.v1.change_service_pb2 import Change, WatchResponse


class Follower:
    """The changes after a cursor, in the order of the commits, without end: `for change in follower`.

    With `once` it ends as soon as it is as fresh as the store.

    `cursor` stands after the last message whose changes were all taken: a change is taken when the next one is asked
    for. With a checkpoint file it is kept there, and one found there goes before the one given. `on_break` is told why
    the connection broke, before each try to go on; after `patience` seconds of trying it is raised.
    """

    def __init__(
        self,
        watch: Callable[[str], Generator[WatchResponse, None, None]],
        cursor: str = "",
        checkpoint: str | os.PathLike[str] | None = None,
        patience: float | None = None,
        on_break: Callable[[DatelineError], object] | None = None,
        once: bool = False,
    ) -> None:
        self._watch = watch
        self._checkpoint = None if checkpoint is None else Checkpoint(checkpoint)
        self._patience = patience
        self._on_break = on_break
        self._once = once
        self._kept = self._checkpoint.read() if self._checkpoint else ""
        self.cursor = self._kept or cursor

    def __iter__(self) -> Iterator[Change]:
        backoff = Backoff(self._patience)
        while True:
            try:
                with closing(self._watch(self.cursor)) as responses:
                    for response in responses:
                        backoff.succeeded()
                        yield from response.changes
                        if self._checkpoint and response.cursor != self._kept:
                            self._checkpoint.write(response.cursor)
                            self._kept = response.cursor
                        self.cursor = response.cursor
                        if self._once and response.caught_up:
                            return
            except DatelineError as error:
                pause = backoff.after(error)
                if self._on_break and not is_planned(error):
                    self._on_break(error)
                time.sleep(pause)


class AsyncFollower:
    """`Follower` for `async for`."""

    def __init__(
        self,
        watch: Callable[[str], AsyncGenerator[WatchResponse, None]],
        cursor: str = "",
        checkpoint: str | os.PathLike[str] | None = None,
        patience: float | None = None,
        on_break: Callable[[DatelineError], object] | None = None,
        once: bool = False,
    ) -> None:
        self._watch = watch
        self._checkpoint = None if checkpoint is None else Checkpoint(checkpoint)
        self._patience = patience
        self._on_break = on_break
        self._once = once
        self._kept = self._checkpoint.read() if self._checkpoint else ""
        self.cursor = self._kept or cursor

    async def __aiter__(self) -> AsyncIterator[Change]:
        backoff = Backoff(self._patience)
        while True:
            try:
                async with aclosing(self._watch(self.cursor)) as responses:
                    async for response in responses:
                        backoff.succeeded()
                        for change in response.changes:
                            yield change
                        if self._checkpoint and response.cursor != self._kept:
                            await asyncio.to_thread(self._checkpoint.write, response.cursor)
                            self._kept = response.cursor
                        self.cursor = response.cursor
                        if self._once and response.caught_up:
                            return
            except DatelineError as error:
                pause = backoff.after(error)
                if self._on_break and not is_planned(error):
                    self._on_break(error)
                await asyncio.sleep(pause)
