"""The store as the services call it: point reads where they stand, everything longer in threads of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from dateline_server.clock import Clock, utc_now
from dateline_server.services.completing import complete
from dateline_server.services.tracing import span_part
from dateline_server.storage.store import Store

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")

_READ_THREADS = 4


class StoreAccess:
    """A store whose scans and writes stay off the event loop; the writes of all calls come one after another."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self.store = store
        self.clock = clock
        # Called on the event loop after each write.
        self.on_write: Callable[[], None] = lambda: None
        # Number of the last change when that was last asked for: the store knows of it from then on.
        self.known_change = 0
        self._readers = ThreadPoolExecutor(_READ_THREADS, thread_name_prefix="store-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")

    async def read(self, method: Callable[_Args, _Result], *args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
        """What the method of the store returns; it waits its turn, and is dropped when the call ends before that."""
        return await asyncio.wrap_future(self._readers.submit(method, *args, **kwargs))

    async def write(self, method: Callable[_Args, _Result], *args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
        """What the method of the store returns, after the commit; dropped when the call ends before its turn.

        When the call ends during its turn, that is noticed after the commit.
        """
        writing = self._writer.submit(method, *args, **kwargs)
        with span_part("write to the store"):
            result = await complete(asyncio.wrap_future(writing), writing.cancel)
        self.on_write()
        return result

    async def last_change(self) -> int:
        """The number of the last change of the store."""
        last = await self.read(self.store.last_change)
        self.known_change = max(self.known_change, last)
        return last

    def close(self) -> None:
        """Close the store after what is under way; what waits is dropped."""
        self._readers.shutdown(cancel_futures=True)
        self._writer.shutdown(cancel_futures=True)
        self.store.close()
