"""A whole server inside a process that does something else: for the tests of those who use Dateline."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import grpc
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.clock import Clock
from dateline_server.feed.tail import Tail
from dateline_server.services.access.gate import Gate
from dateline_server.services.access.rates import Rates
from dateline_server.services.admin_service import AdminService
from dateline_server.services.calls import Calls
from dateline_server.services.reading import Urgency, identity_of
from dateline_server.services.reparsing import Reparsing
from dateline_server.services.storing import StoreAccess
from dateline_server.serving.binding import bind
from dateline_server.serving.config import Address
from dateline_server.serving.health import Health
from dateline_server.serving.quiet import quiet_logs
from dateline_server.serving.reflection import add_reflection
from dateline_server.serving.server import SERVICES, add_services, cancel, server_options
from dateline_server.storage.keys import Identity
from dateline_server.storage.opening import open_store

if TYPE_CHECKING:
    from dateline_server.extraction.parser import Parser


class EmbeddedServer:
    """Answers at `address`, on a free port of this machine, once it is made; everything is told the time by `clock`.

    `store` is the address of a store; without one there is an empty one, which goes with the server. The language model
    is loaded at once: seconds, the first time in a process. There are no worker processes, and only faults are logged,
    unless this process has set up its own logs. Raises what the server cannot be started for.
    """

    def __init__(self, clock: Clock, store: str = "") -> None:
        self._clock = clock
        self._store = store
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        started: Future[str] = Future()
        self._thread = Thread(target=self._run, args=(started,), name="dateline-server", daemon=True)
        self._thread.start()
        self.address = started.result()

    def close(self) -> None:
        """End it on the spot."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _run(self, started: "Future[str]") -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve(started))
            except BaseException as error:
                if started.done():
                    raise
                started.set_exception(error)

    async def _serve(self, started: "Future[str]") -> None:
        async with AsyncExitStack() as stack:
            stack.enter_context(quiet_logs())
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-"))
            reader = _Reader(self._clock)
            stack.callback(reader.close)
            engine = await reader.start()
            url = self._store or str(Path(folder) / "store.db")
            access = StoreAccess(await asyncio.to_thread(open_store, url, self._clock), self._clock)
            stack.callback(access.close)
            tail = Tail(access.store, access.read)
            access.on_write = tail.notice
            await tail.start()
            stack.push_async_callback(cancel, asyncio.create_task(tail.follow()))
            server = grpc.aio.server(options=server_options())
            admin, reparsing = AdminService(access, self._stopping), Reparsing(access, reader)
            admin.engine = engine
            reparsing.begin(engine)
            calls = Calls(Gate(None, Rates(0.0, 0)))
            stack.callback(calls.write_lines)
            add_services(server, access, tail, reader, reparsing, admin, calls, self._stopping, self._stopping)
            names = [service.full_name for service in SERVICES]
            health = Health(server, names)
            add_reflection(server, names)
            address = bind(server, Address("127.0.0.1", 0), "listen")
            await server.start()
            stack.push_async_callback(server.stop, None)
            await health.check(access, reader)
            stack.push_async_callback(cancel, asyncio.create_task(reparsing.run()))
            started.set_result(str(address))
            await self._stopping.wait()


class _Reader:
    """The DocumentReader of this process: one thread, and the model in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dateline-reader")
        self._parser: Parser | None = None
        self.pids = [os.getpid()]

    async def start(self) -> Engine:
        return await asyncio.wrap_future(self._thread.submit(self._load))

    def _load(self) -> Engine:
        from dateline_server.extraction.parser import Parser

        self._parser = Parser(clock=self._clock)
        return self._parser.engine

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[ParseResult]:
        return await asyncio.wrap_future(self._thread.submit(self._read, documents, options))

    def _read(self, documents: Sequence[Document], options: ParseOptions) -> list[ParseResult]:
        from dateline_server.services.results import read_documents

        assert self._parser is not None
        return list(read_documents(self._parser, documents, options))

    async def identify(self, documents: Sequence[Document]) -> list[Identity | Status]:
        return await asyncio.wrap_future(self._thread.submit(self._identify, documents))

    def _identify(self, documents: Sequence[Document]) -> list[Identity | Status]:
        from dateline_server.services.results import identify_documents

        return [identity_of(result) for result in identify_documents(documents, self._clock)]

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
