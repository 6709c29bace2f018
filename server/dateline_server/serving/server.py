"""The server from its start to its end: ready, drained, stopped.

It listens before the model is loaded, so that its health can be asked, and prints `listening on HOST:PORT` when it can
answer. On SIGTERM or SIGINT it is NOT_SERVING at once, takes no new calls and lets those under way finish; a second
signal ends it on the spot.
"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack, suppress

import grpc
import structlog
from google.longrunning import operations_pb2
from grpc_channelz.v1.channelz import add_channelz_servicer
from opentelemetry.metrics import Observation

from dateline.v1 import (
    actor_service_pb2,
    admin_service_pb2,
    article_service_pb2,
    change_service_pb2,
    event_service_pb2,
    parser_service_pb2,
    quote_service_pb2,
)
from dateline.v1.article_pb2 import Engine
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
from dateline_server.services.handlers import make_handler
from dateline_server.services.instruments import watch_gauges
from dateline_server.services.operations_service import OperationsService
from dateline_server.services.parser_service import ParserService
from dateline_server.services.quote_service import QuoteService
from dateline_server.services.reading import DocumentReader
from dateline_server.services.reparsing import Reparsing
from dateline_server.services.setting_aside import CarefulReader
from dateline_server.services.storing import StoreAccess
from dateline_server.serving.binding import bind
from dateline_server.serving.config import Address, ServerConfig
from dateline_server.serving.drain import drain_calls
from dateline_server.serving.health import Health
from dateline_server.serving.reflection import add_reflection
from dateline_server.serving.telemetry import start_telemetry
from dateline_server.serving.workers import WorkerPool
from dateline_server.storage.opening import open_store

SERVICES = [
    service
    for schema in (
        parser_service_pb2,
        article_service_pb2,
        event_service_pb2,
        quote_service_pb2,
        actor_service_pb2,
        change_service_pb2,
        admin_service_pb2,
        operations_pb2,
    )
    for service in schema.DESCRIPTOR.services_by_name.values()
]
_CHANNELZ = "grpc.channelz.v1.Channelz"
_ADMIN = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]
# What gRPC takes in at all. Above the limit of a message, so that a document too long is refused by name.
_MOST_BYTES_IN = 16 * 1024 * 1024
_OPTIONS = (
    ("grpc.max_receive_message_length", _MOST_BYTES_IN),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.enable_channelz", 1),
)

_log = structlog.get_logger("dateline.server")


def server_options(*, shared_port: bool = False) -> list[tuple[str, int]]:
    """How gRPC is to serve. Without `shared_port` a second server on the same port is a mistake that is told."""
    return [*_OPTIONS, ("grpc.so_reuseport", int(shared_port))]


async def serve(config: ServerConfig) -> None:
    """Serve until a signal comes and what was under way is done.

    Raises InvalidInput or Unavailable, or Refusal from a worker, when the server cannot be started.
    """
    stopping = asyncio.Event()
    _on_signals(stopping)
    async with AsyncExitStack() as stack:
        stack.callback(start_telemetry(config))
        workers = WorkerPool(config)
        loading = asyncio.create_task(workers.start())  # takes longest, so it goes first
        stack.push_async_callback(_end_workers, workers, loading)
        access = StoreAccess(await asyncio.to_thread(open_store, config.store))
        stack.callback(access.close)
        tail = Tail(access.store, access.read)
        access.on_write = tail.notice
        await tail.start()
        following = asyncio.create_task(tail.follow())
        stack.callback(following.cancel)

        server = grpc.aio.server(options=server_options(shared_port=config.reuse_port))
        gate = Gate(
            AccessFile(config.access) if config.access else None, Rates(config.calls_per_second, config.calls_at_once)
        )
        calls, drain = Calls(gate, traced=bool(config.otlp_endpoint)), asyncio.Event()
        stack.callback(calls.write_lines)
        watch_gauges(
            {
                "dateline.calls.active": ("Calls under way", lambda _: [Observation(calls.under_way)]),
                "dateline.jobs.waiting": (
                    "Jobs that no worker has taken yet",
                    lambda _: [Observation(workers.waiting)],
                ),
                "dateline.workers.ready": ("Workers that can read", lambda _: [Observation(len(workers.pids))]),
                "dateline.changes.last": ("Number of the last change of the store", lambda _: [Observation(tail.last)]),
            }
        )
        admin = AdminService(access, stopping)
        reader = CarefulReader(workers, access)
        reparsing = Reparsing(access, reader)
        add_services(server, access, tail, reader, reparsing, admin, calls, stopping, drain)
        health = Health(server, [service.full_name for service in SERVICES])
        add_reflection(server, [service.full_name for service in SERVICES])
        await health.begin()
        address = bind(server, config.listen, "listen", config.tls, shared=config.reuse_port)
        await server.start()
        stack.push_async_callback(server.stop, None)
        admin_address = await _start_admin_server(stack, config, admin, calls)

        engine = await _unless_stopped(loading, stopping)
        if engine is None:
            return
        admin.engine = engine
        reader.begin(engine)
        await health.check(access, workers)
        watching = asyncio.create_task(health.watch(access, workers))
        stack.callback(watching.cancel)
        reparsing.begin(engine)
        working = asyncio.create_task(reparsing.run())
        stack.push_async_callback(cancel, working)
        _log.info(
            "ready",
            address=str(address),
            admin=str(admin_address),
            store=access.store.name,
            model=engine.model,
            workers=config.workers,
        )
        print(f"listening on {address}", flush=True)
        await stopping.wait()
        _log.info("draining", calls=calls.under_way)
        await health.end()
        working.cancel()
        await drain_calls(server, calls, drain, config.grace)
    _log.info("stopped")


def add_services(
    server: grpc.aio.Server,
    access: StoreAccess,
    tail: Tail,
    reader: DocumentReader,
    reparsing: Reparsing,
    admin: AdminService,
    calls: Calls,
    stopping: asyncio.Event,
    drain: asyncio.Event,
) -> None:
    """Have the server answer every method of every service.

    Streams that have no end of their own end when `stopping` is set, those of documents when `drain` is.
    """
    behaviours = {
        "ParserService": ParserService(reader, drain),
        "ArticleService": ArticleService(access, reader, reparsing, drain),
        "EventService": EventService(access),
        "QuoteService": QuoteService(access),
        "ActorService": ActorService(access),
        "ChangeService": ChangeService(access, tail, stopping),
        "AdminService": PublicAdminService(admin),
        "Operations": OperationsService(access, stopping),
    }
    server.add_generic_rpc_handlers([make_handler(service, behaviours[service.name], calls) for service in SERVICES])


async def _start_admin_server(
    stack: AsyncExitStack,
    config: ServerConfig,
    admin: AdminService,
    calls: Calls,
) -> Address:
    """Answer whoever runs the server on a port of its own, in the same loop."""
    server = grpc.aio.server(options=server_options())
    server.add_generic_rpc_handlers([make_handler(_ADMIN, admin, calls)])
    add_reflection(server, [_ADMIN.full_name, _CHANNELZ])
    add_channelz_servicer(server)
    address = bind(server, config.admin_listen, "admin_listen", config.tls)
    await server.start()
    stack.push_async_callback(server.stop, None)
    return address


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


async def cancel(task: "asyncio.Task[None]") -> None:
    """Cancel what never ends by itself, and wait until it has given back what it holds."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _end_workers(workers: WorkerPool, loading: "asyncio.Task[Engine]") -> None:
    loading.cancel()
    with suppress(asyncio.CancelledError, Exception):  # whoever waited for it has been told
        await loading
    await workers.close()
