"""The server in a process of its own, from its start to its end: ready, drained, stopped.

It listens before the model is loaded, so that its health can be asked, and prints `listening on HOST:PORT` when it can
answer. On SIGTERM or SIGINT it is NOT_SERVING at once, takes no new calls and lets those under way finish; a second
signal ends it on the spot.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress

import structlog

from dateline.v1.article_pb2 import Engine
from dateline_server.serving.config import ServerConfig
from dateline_server.serving.event_loop import ServerLoop
from dateline_server.serving.garbage import pass_over_what_is_there
from dateline_server.serving.server import open_server
from dateline_server.serving.spawning import Spawned
from dateline_server.serving.telemetry import start_telemetry
from dateline_server.serving.workers import WorkerPool

_log = structlog.get_logger("dateline.server")


def serve(config: ServerConfig, spawned: Sequence[Spawned] = ()) -> None:
    """Serve until a signal comes and what was under way is done, with the workers that were spawned already.

    Raises InvalidInput or Unavailable, or Refusal from a worker, when the server cannot be started.
    """
    with asyncio.Runner(loop_factory=ServerLoop) as runner:
        runner.run(_serve(config, spawned))


async def _serve(config: ServerConfig, spawned: Sequence[Spawned]) -> None:
    stopping = asyncio.Event()
    _on_signals(stopping)
    async with AsyncExitStack() as stack:
        stack.callback(start_telemetry(config))
        workers = WorkerPool(config, spawned)
        loading = asyncio.create_task(workers.start())  # takes longest, so it goes first
        stack.push_async_callback(_end_workers, workers, loading)
        server = await stack.enter_async_context(open_server(config, workers, stopping))
        engine = await _unless_stopped(loading, stopping)
        if engine is None:
            return
        await server.begin(engine)
        pass_over_what_is_there()
        _log.info(
            "ready",
            address=str(server.address),
            admin=str(server.admin_address),
            store=server.store_name,
            model=engine.model,
            workers=config.workers,
        )
        print(f"listening on {server.address}", flush=True)
        await stopping.wait()
        _log.info("draining", calls=server.under_way)
        await server.drain()
    _log.info("stopped")


def _on_signals(stopping: asyncio.Event) -> None:
    """Set `stopping` on the first signal; end the process on the second."""

    def stop(number: int) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop, number)


async def _unless_stopped(loading: "asyncio.Task[Engine]", stopping: asyncio.Event) -> Engine | None:
    """What was loaded; None when a signal came first."""
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait((loading, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    return await loading if loading.done() else None


async def _end_workers(workers: WorkerPool, loading: "asyncio.Task[Engine]") -> None:
    loading.cancel()
    with suppress(asyncio.CancelledError, Exception):  # whoever waited for it has been told
        await loading
    await workers.close()
