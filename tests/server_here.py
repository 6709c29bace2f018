"""A real server in the process of the tests, for all that does not ask how processes begin and end.

Store, services and wire are those of `dateline serve`, and articles are read with the model that the tests have loaded
already: it is up in a moment, where one in processes of its own takes seconds of every processor.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import grpc
from running_server import ServerCalls

from dateline_server.clock import utc_now
from dateline_server.serving.config import ServerConfig, make_config
from dateline_server.serving.embedded import ThreadReader
from dateline_server.serving.quiet import quiet_logs
from dateline_server.serving.server import open_server


class ServerHere(ServerCalls):
    """It can answer when the constructor returns. `settings` are those of `dateline serve`, such as `stream_age`."""

    def __init__(self, folder: Path, *, credentials: grpc.ChannelCredentials | None = None, **settings: Any) -> None:
        usual = {"store": str(folder / "store.db"), "listen": "127.0.0.1:0", "workers": 1}
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        started: Future[tuple[str, str]] = Future()
        self._thread = Thread(target=self._run, args=(make_config(**usual | settings), started), daemon=True)
        self._thread.start()
        address, self.admin_address = started.result()
        super().__init__(address, credentials)

    def close(self) -> None:
        """End it on the spot, if it has not ended; another may be started over its store."""
        self.channel.close()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _run(self, config: ServerConfig, started: "Future[tuple[str, str]]") -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve(config, started))
            except BaseException as error:
                if started.done():
                    raise
                started.set_exception(error)

    async def _serve(self, config: ServerConfig, started: "Future[tuple[str, str]]") -> None:
        async with AsyncExitStack() as stack:
            stack.enter_context(quiet_logs())
            reader = ThreadReader(utc_now)
            stack.callback(reader.close)
            engine = await reader.start()
            server = await stack.enter_async_context(open_server(config, reader, self._stopping))
            await server.begin(engine)
            started.set_result((str(server.address), str(server.admin_address)))
            await self._stopping.wait()


@contextmanager
def serve_here(folder: Path | None = None, **settings: Any) -> Iterator[ServerHere]:
    """Such a server while the context is open, over a store in the folder, or in one that goes with it.

    It keeps the logs of this process quiet as long as it runs, so the tests of one file are the most that may share it.
    """
    with tempfile.TemporaryDirectory() as own:
        server = ServerHere(folder or Path(own), **settings)
        try:
            yield server
        finally:
            server.close()
