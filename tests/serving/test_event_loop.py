"""What gRPC tells is heard in one turn of the loop, however much there is of it."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import grpc
import pytest

from dateline_server.services.access.pressure import arrived
from dateline_server.serving.accepting import Arrivals, accept_several
from dateline_server.serving.event_loop import ServerLoop

CALLS = 50
MOST = 4096


class WatchedLoop(ServerLoop):
    """Notes what it is woken by."""

    def __init__(self) -> None:
        self.woken_by: list[socket.socket] = []
        super().__init__()

    def add_reader(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:  # type: ignore[override]
        if isinstance(fd, socket.socket) and "PollerCompletionQueue" in repr(callback):
            self.woken_by.append(fd)
        super().add_reader(fd, callback, *args)

    def bytes_waiting(self) -> int:
        [told] = self.woken_by
        try:
            return len(told.recv(MOST, socket.MSG_PEEK))
        except BlockingIOError:
            return 0


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        yield runner


def test_all_that_was_told_while_the_loop_was_held_up_is_taken_at_once(runner: asyncio.Runner) -> None:
    loop = runner.get_loop()
    assert isinstance(loop, WatchedLoop)
    left: list[int] = []

    async def stream(requests: AsyncIterator[bytes], context: Any) -> None:
        # Messages go out, and gRPC says so of each, while nobody listens.
        sending = [asyncio.ensure_future(other.write(b"x")) for other in contexts]
        await asyncio.sleep(0)
        end = time.monotonic() + 10
        while loop.bytes_waiting() < CALLS and time.monotonic() < end:
            time.sleep(0.01)
        await sending[0]
        left.append(loop.bytes_waiting())
        await asyncio.gather(*sending)
        done.set()

    async def wait(requests: AsyncIterator[bytes], context: Any) -> None:
        contexts.append(context)
        await done.wait()

    contexts: list[Any] = []
    done = asyncio.Event()
    handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        "Wait": grpc.stream_stream_rpc_method_handler(wait),
        "Send": grpc.stream_stream_rpc_method_handler(stream),
    }

    def call(address: str) -> None:
        with grpc.insecure_channel(address) as channel:
            waits: grpc.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream("/Hall/Wait")
            waiting = [waits(iter(())) for _ in range(CALLS)]
            end = time.monotonic() + 10
            while len(contexts) < CALLS and time.monotonic() < end:
                time.sleep(0.01)
            send: grpc.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream("/Hall/Send")
            assert list(send(iter(()))) == []
            assert [list(answers) for answers in waiting] == [[b"x"]] * CALLS

    async def serve() -> None:
        server = grpc.aio.server()
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("Hall", handlers)])
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        await asyncio.to_thread(call, f"127.0.0.1:{port}")
        await server.stop(None)

    runner.run(serve())
    [waiting] = left
    assert waiting < CALLS / 2


def test_a_call_that_came_while_the_loop_was_held_up_may_have_waited_since_before(runner: asyncio.Runner) -> None:
    loop = runner.get_loop()
    assert isinstance(loop, WatchedLoop)
    held_up_at: list[float] = []
    arrived_at: list[float] = []
    is_held_up, is_sent = threading.Event(), threading.Event()

    async def hold_up(request: bytes, context: Any) -> bytes:
        held_up_at.append(time.perf_counter())
        is_held_up.set()
        is_sent.wait(10)
        time.sleep(0.5)  # what waits at once may be news of other things than the call
        end = time.monotonic() + 10
        while not loop.bytes_waiting() and time.monotonic() < end:
            time.sleep(0.01)
        return request

    async def come(request: bytes, context: Any) -> bytes:
        arrived_at.append(arrived.get())
        return request

    handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        "HoldUp": grpc.unary_unary_rpc_method_handler(hold_up),
        "Come": grpc.unary_unary_rpc_method_handler(come),
    }
    hall = grpc.method_handlers_generic_handler("Hall", handlers)

    def call(address: str) -> None:
        with grpc.insecure_channel(address) as channel:
            holds: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/Hall/HoldUp")
            comes: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/Hall/Come")
            holding = holds.future(b"x", timeout=20)
            is_held_up.wait(10)
            coming = comes.future(b"y", timeout=20)
            is_sent.set()
            assert coming.result() == b"y"
            assert holding.result() == b"x"

    async def serve() -> None:
        server, arrivals = grpc.aio.server(), Arrivals([hall], hall)
        server.add_generic_rpc_handlers([arrivals])
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        with accept_several(server, arrivals):
            await asyncio.to_thread(call, f"127.0.0.1:{port}")
            await server.stop(None)

    runner.run(serve())
    assert arrived_at[0] <= held_up_at[0]


def test_other_readers_are_left_alone(runner: asyncio.Runner) -> None:
    async def read() -> bytes:
        mine, other = socket.socketpair()
        with mine, other:
            mine.setblocking(False)
            other.sendall(b"several")
            heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().add_reader(mine, lambda: heard.set_result(mine.recv(MOST)))
            try:
                return await heard
            finally:
                asyncio.get_running_loop().remove_reader(mine)

    assert runner.run(read()) == b"several"
