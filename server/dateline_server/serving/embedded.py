"""A whole server inside a process that does something else: for the tests of those who use Dateline."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.clock import Clock
from dateline_server.services.reading import Prepared, Urgency, prepared_of
from dateline_server.serving.config import Address, ServerConfig
from dateline_server.serving.quiet import quiet_logs
from dateline_server.serving.server import open_server
from dateline_server.stopping import Stopped

if TYPE_CHECKING:
    from dateline_server.extraction.parser import Parser

T = TypeVar("T")

_FREE_PORT = Address("127.0.0.1", 0)


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
            reader = ThreadReader(self._clock)
            stack.callback(reader.close)
            config = ServerConfig(store=self._store or str(Path(folder) / "store.db"), listen=_FREE_PORT)
            engine = await reader.start()
            server = await stack.enter_async_context(open_server(config, reader, self._stopping, self._clock))
            await server.begin(engine)
            started.set_result(str(server.address))
            await self._stopping.wait()


class ThreadReader:
    """The DocumentReader of this process: one thread, and the model in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dateline-reader")
        self._parser: Parser | None = None
        self._given_up = Event()
        self.pids = [os.getpid()]
        self.waiting = 0
        self.has_room = True

    async def start(self) -> Engine:
        return await self._in_thread(self._load)

    def _load(self) -> Engine:
        from dateline_server.extraction.parser import Parser

        self._parser = Parser(clock=self._clock, checkpoint=self._checkpoint)
        return self._parser.engine

    def _checkpoint(self) -> None:
        if self._given_up.is_set():
            raise Stopped

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """What the work gives. It is not begun, or stops at its next checkpoint, once nobody waits for it."""
        given_up = Event()

        def begin() -> T:
            self._given_up = given_up
            return work()

        try:
            return await asyncio.wrap_future(self._thread.submit(begin))
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        return await self._in_thread(lambda: self._read(documents, options))

    def _read(self, documents: Sequence[Document], options: ParseOptions) -> list[bytes | Status]:
        from dateline_server.services.results import read_documents

        assert self._parser is not None
        return _articles_of(read_documents(self._parser, documents, options))

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        return await self._in_thread(lambda: self._prepare(documents))

    def _prepare(self, documents: Sequence[Document]) -> list[Prepared | Status]:
        from dateline_server.services.results import prepare_documents

        results = prepare_documents(documents, self._clock, self._checkpoint)
        return [prepared_of(document, result) for document, result in zip(documents, results, strict=True)]

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        return await self._in_thread(lambda: self._read_prepared(documents))

    def _read_prepared(self, documents: Sequence[Prepared]) -> list[bytes | Status]:
        from dateline_server.services.results import read_prepared

        assert self._parser is not None
        return _articles_of(read_prepared(self._parser, [document.article for document in documents]))

    def close(self) -> None:
        self._given_up.set()
        self._thread.shutdown(cancel_futures=True)


def _articles_of(results: Iterable[ParseResult]) -> list[bytes | Status]:
    return [result.error if result.HasField("error") else result.article.SerializeToString() for result in results]
