"""How calls get from gRPC to their handlers: several at a time, each with the moment since when it may have waited.

`grpc.aio` asks gRPC for one call, and for the next when its loop has turned twice, so that calls in plenty wait inside
gRPC, without bound and where nothing can refuse them. Asked for several, gRPC hands over those that wait with each turn,
and the server knows of those that it cannot carry.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import grpc
from grpc._cython import cygrpc  # type: ignore[attr-defined]

from dateline_server.services.access.gate import sent
from dateline_server.services.access.pressure import NOT_NOTED, arrived
from dateline_server.serving.event_loop import ServerLoop

_AT_ONCE = 256


class Arrivals(grpc.GenericRpcHandler):
    """The handlers of a server as one: finds the first that takes a call, and notes when and with what the call came."""

    def __init__(self, known: Sequence[grpc.GenericRpcHandler], unknown: grpc.GenericRpcHandler) -> None:
        """`unknown` takes what none of the `known` does."""
        self._known = known
        self._unknown = unknown
        self._found: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any] | None":
        """The handler of the call."""
        if arrived.get() == NOT_NOTED:
            arrived.set(perf_counter())
        sent.set(handler_call_details.invocation_metadata)
        return self._found.get(handler_call_details.method) or self._find(handler_call_details)

    def _find(self, details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any] | None":
        for handler in self._known:
            found = handler.service(details)
            if found is not None:
                self._found[details.method] = found
                return found
        return self._unknown.service(details)


@contextmanager
def accept_several(server: grpc.aio.Server, arrivals: Arrivals) -> Iterator[None]:
    """Inside the block the started server is handed up to 256 calls at a time; of those it begins none is given up.

    This is what `grpc.aio` does for one call, by the same parts of it, which are not public. Raises RuntimeError when the
    installed release of grpcio has others.
    """
    _require_known_parts()
    inner: Any = server._server  # type: ignore[attr-defined]
    loop = asyncio.get_running_loop()
    calls: set[asyncio.Task[None]] = set()  # a loop alone does not keep them

    async def accept() -> None:
        while inner.is_running():
            try:
                call = await inner._request_call()
            except (cygrpc._RequestCallError, cygrpc.InternalError):  # the server has been told to stop
                return
            arrived.set(loop.heard_since if isinstance(loop, ServerLoop) else perf_counter())
            answering = cygrpc._handle_rpc([arrivals], (), call, loop, False)
            task = loop.create_task(cygrpc._schedule_rpc_coro(answering, call, loop))
            calls.add(task)
            task.add_done_callback(calls.discard)

    accepting = [loop.create_task(accept()) for _ in range(_AT_ONCE - 1)]  # the server itself asks for one
    try:
        yield
    finally:
        for task in accepting:
            task.cancel()


def _require_known_parts() -> None:
    """Calls of a release whose parts take other arguments would come in and never be answered."""
    for part, arguments in ((cygrpc._handle_rpc, 5), (cygrpc._schedule_rpc_coro, 3)):
        if part.__code__.co_argcount != arguments:
            raise RuntimeError(
                f"grpcio {grpc.__version__} takes in calls in a way that this release of Dateline does not know. "
                "Install the release that Dateline asks for."
            )
