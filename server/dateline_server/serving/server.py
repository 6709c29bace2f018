"""A server put together: every service over one store and whoever reads documents for it, behind one gate.

This is the one place that lists the parts. `process.py` runs it in a process of its own, `embedded.py` inside another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Protocol

import grpc
from google.longrunning import operations_pb2
from google.protobuf.descriptor_pool import Default
from grpc_health.v1 import health

from dateline.v1 import (
    actor_service_pb2,
    admin_service_pb2,
    article_service_pb2,
    change_service_pb2,
    event_service_pb2,
    export_service_pb2,
    parser_service_pb2,
    quote_service_pb2,
    story_service_pb2,
)
from dateline.v1.article_pb2 import Engine
from dateline_server.clock import Clock, utc_now
from dateline_server.feed.tail import Tail
from dateline_server.services.access.files import AccessFile
from dateline_server.services.access.gate import Gate
from dateline_server.services.access.rates import Rates
from dateline_server.services.actor_service import ActorService
from dateline_server.services.admin_service import AdminService, PublicAdminService
from dateline_server.services.article_service import ArticleService
from dateline_server.services.calls import Calls
from dateline_server.services.change_service import ChangeService
from dateline_server.services.event_service import EventService
from dateline_server.services.export_service import ExportService
from dateline_server.services.handlers import UnknownMethods, make_handler
from dateline_server.services.instruments import watch_gauges
from dateline_server.services.operations_service import OperationsService
from dateline_server.services.packed import MOST_BYTES_IN
from dateline_server.services.parser_service import ParserService
from dateline_server.services.queueing import Queueing
from dateline_server.services.quote_service import QuoteService
from dateline_server.services.reading import DocumentReader
from dateline_server.services.reparsing import Reparsing
from dateline_server.services.setting_aside import CarefulReader
from dateline_server.services.storing import StoreAccess
from dateline_server.services.story_service import StoryService
from dateline_server.services.streaming import StreamEnds
from dateline_server.serving.accepting import Arrivals, accept_several
from dateline_server.serving.binding import bind
from dateline_server.serving.channelz import CHANNELZ, make_channelz
from dateline_server.serving.config import Address, ServerConfig
from dateline_server.serving.drain import drain_calls
from dateline_server.serving.exporting import ExportProcesses
from dateline_server.serving.health import Health, Workers
from dateline_server.serving.log_reading import LogReading
from dateline_server.serving.log_settings import LogFormat
from dateline_server.serving.reflection import make_reflection
from dateline_server.storage.opening import open_store
from dateline_server.storage.queue_rows import QueueLimits

SERVICES = [
    service
    for schema in (
        parser_service_pb2,
        article_service_pb2,
        event_service_pb2,
        quote_service_pb2,
        actor_service_pb2,
        story_service_pb2,
        change_service_pb2,
        export_service_pb2,
        admin_service_pb2,
        operations_pb2,
    )
    for service in schema.DESCRIPTOR.services_by_name.values()
]
_NAMES = [service.full_name for service in SERVICES]
_HEALTH = Default().FindServiceByName(health.SERVICE_NAME)
_ADMIN = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]
# Bits of gRPC's numbers for messages as they are and for gzip. What comes packed otherwise is refused.
_NOT_DEFLATED = 0b101
_OPTIONS = (
    ("grpc.max_receive_message_length", MOST_BYTES_IN),
    ("grpc.per_message_decompression", 0),  # see packed.py
    ("grpc.compression_enabled_algorithms_bitset", _NOT_DEFLATED),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    # A caller whose machine is gone is noticed within these times, and its calls end.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.ping_timeout_ms", 10_000),  # without it gRPC waits a minute for the answer to a ping
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.enable_channelz", 1),
    # What all callers together can have waiting here: more calls of one connection wait with the caller, and more
    # connections are closed as they come.
    ("grpc.max_concurrent_streams", 100),
    ("grpc.http.overload_protection", 0),  # it would count calls that have ended until Python has let go of them
    ("grpc.max_allowed_incoming_connections", 1_000),
)


class Readers(DocumentReader, Workers, Protocol):
    """Whoever reads documents for a server."""

    @property
    def waiting(self) -> int:
        """Jobs that nobody has taken yet."""
        ...


class Server:
    """A server that listens, at `address` and for those who run it at `admin_address`; NOT_SERVING until `begin`."""

    def __init__(
        self, config: ServerConfig, access: StoreAccess, tail: Tail, readers: Readers, stopping: asyncio.Event
    ) -> None:
        self._config = config
        self._access = access
        self._tail = tail
        self._readers = readers
        self._drain = asyncio.Event()
        ends = StreamEnds(self._drain, config.stream_age, config.stream_idle)
        # For streams that have no end of their own, reflection among them: nobody needs a token to hold one open.
        self._endless = replace(ends, drain=stopping)
        self._background: list[asyncio.Task[None]] = []
        gate = Gate(
            AccessFile(config.access) if config.access else None, Rates(config.calls_per_second, config.calls_at_once)
        )
        self._calls = Calls(gate, traced=bool(config.otlp_endpoint), json_lines=config.log_format == LogFormat.JSON)
        limits = QueueLimits(config.queue_documents, config.queue_megabytes * 1024**2)
        self._admin = AdminService(access, limits, stopping, _limits_of_time(config))
        self._reader = CarefulReader(readers, access)
        self._reparsing = Reparsing(access, self._reader)
        self._queueing = Queueing(access, self._reader, config.workers)
        # Streams that have no end of their own end when `stopping` is set, the others when `_drain` is.
        exporter = ExportProcesses(config.store, config.log_format, config.log_level)
        behaviours = {
            "ParserService": ParserService(self._reader, ends),
            "ArticleService": ArticleService(access, self._reader, self._reparsing, self._queueing, limits, ends),
            "EventService": EventService(access),
            "QuoteService": QuoteService(access),
            "ActorService": ActorService(access),
            "StoryService": StoryService(access),
            "ChangeService": ChangeService(access, tail, self._endless),
            "ExportService": ExportService(access, exporter, self._drain),
            "AdminService": PublicAdminService(self._admin),
            "Operations": OperationsService(access, stopping),
        }
        self._server = grpc.aio.server(options=grpc_options(config, shared_port=config.reuse_port))
        self._health = Health(_NAMES, ends)
        self._arrivals = Arrivals(
            [
                *(make_handler(service, behaviours[service.name], self._calls) for service in SERVICES),
                make_handler(_HEALTH, self._health.service, self._calls),
                *make_reflection(_NAMES, self._calls, self._endless),
            ],
            UnknownMethods(self._calls),
        )
        self._server.add_generic_rpc_handlers([self._arrivals])
        self.address = config.listen
        self.admin_address = config.admin_listen

    @property
    def under_way(self) -> int:
        """Calls that are not done."""
        return self._calls.under_way

    @property
    def store_name(self) -> str:
        """The store in messages, without a password."""
        return self._access.store.name

    async def listen(self, stack: AsyncExitStack) -> None:
        """Answer on the ports from now on, and until the stack is left."""
        stack.callback(self._calls.lines.write)
        stack.enter_context(
            watch_gauges(
                {
                    "dateline.calls.active": lambda: self._calls.under_way,
                    "dateline.jobs.waiting": lambda: self._readers.waiting,
                    "dateline.workers.ready": lambda: len(self._readers.pids),
                    "dateline.changes.last": lambda: self._tail.last,
                    "dateline.queue.documents": lambda: self._queueing.depth.documents,
                    "dateline.queue.age": self._queueing.age,
                }
            )
        )
        config = self._config
        self.address = bind(self._server, config.listen, "listen", config.tls, shared=config.reuse_port)
        await self._server.start()
        stack.push_async_callback(self._server.stop, None)
        stack.enter_context(accept_several(self._server, self._arrivals))
        if config.admin_listen is not None:
            self.admin_address = await self._listen_for_admins(stack, config.admin_listen)
        stack.push_async_callback(self._end_background)

    async def begin(self, engine: Engine) -> None:
        """The readers are ready and read with this engine; health tells so on return, where the store is ready too."""
        self._admin.engine = engine
        self._reader.begin(engine)
        self._reparsing.begin(engine)
        self._queueing.begin(engine)
        await self._health.check(self._access, self._readers)
        self._background = [
            asyncio.create_task(self._health.watch(self._access, self._readers)),
            asyncio.create_task(self._reparsing.run()),
            asyncio.create_task(self._queueing.run()),
        ]

    async def drain(self) -> None:
        """Be NOT_SERVING, take no new calls, and return when those under way have ended or their grace has."""
        self._health.end()
        for task in self._background:
            task.cancel()
        await drain_calls(self._server, self._calls, self._drain, self._config.grace)

    async def _end_background(self) -> None:
        for task in self._background:
            await _cancel(task)

    async def _listen_for_admins(self, stack: AsyncExitStack, listen: Address) -> Address:
        """Answer whoever runs the server on a port of its own, in the same loop."""
        server = grpc.aio.server(options=grpc_options(self._config))
        server.add_generic_rpc_handlers(
            [
                make_handler(_ADMIN, self._admin, self._calls),
                make_channelz(self._calls),
                *make_reflection([_ADMIN.full_name, CHANNELZ.full_name], self._calls, self._endless),
                UnknownMethods(self._calls),
            ]
        )
        address = bind(server, listen, "admin_listen", self._config.tls)
        await server.start()
        stack.push_async_callback(server.stop, None)
        return address


@asynccontextmanager
async def open_server(
    config: ServerConfig, readers: Readers, stopping: asyncio.Event, clock: Clock = utc_now
) -> AsyncIterator[Server]:
    """A server that listens, and is ended on the spot with the block; Admin sets `stopping` to have it ended.

    Raises StoreUnavailable when the store cannot be opened, and what `bind` raises when a port cannot be had.
    """
    async with AsyncExitStack() as stack:
        access = StoreAccess(await asyncio.to_thread(open_store, config.store, clock), clock)
        stack.callback(access.close)
        log_reading = LogReading(config.store, config.log_format, config.log_level)
        stack.push_async_callback(log_reading.close)
        tail = Tail(access.store, access.read, log_reading)
        access.on_write = tail.notice
        await tail.start()
        stack.push_async_callback(_cancel, asyncio.create_task(tail.follow()))
        server = Server(config, access, tail, readers, stopping)
        await server.listen(stack)
        yield server


def grpc_options(config: ServerConfig | None = None, *, shared_port: bool = False) -> list[tuple[str, int]]:
    """How gRPC is to serve. Without `shared_port` a second server on the same port is a mistake that is told.

    An old connection is given no time after which its calls are cut off: streams end by themselves, and say how to go on.
    """
    ends = (("age", config.connection_age), ("idle", config.connection_idle)) if config else ()
    return [
        *_OPTIONS,
        ("grpc.so_reuseport", int(shared_port)),
        *((f"grpc.max_connection_{end}_ms", max(1, round(seconds * 1000))) for end, seconds in ends if seconds),
    ]


def _limits_of_time(config: ServerConfig) -> dict[str, float]:
    names = ("stream_age", "stream_idle", "connection_age", "connection_idle")
    return {name: getattr(config, name) for name in names}


async def _cancel(task: "asyncio.Task[None]") -> None:
    """Cancel what never ends by itself, and wait until it has given back what it holds."""
    if not task.cancelling():  # a second time would cut off the giving back
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task
