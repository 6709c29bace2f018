"""The event loop of a server process, which hears all that gRPC has to tell in one turn.

gRPC writes a byte for each thing that has happened: a call has come, a message has gone out. At a byte `grpc.aio` does
all that there is to do, but takes no more than the one, so that each of the others costs a turn in which nothing is left
to do. Under load most turns of the loop were such.

It also knows for how long what it is told may have waited while it was at something else, which nothing else tells.
"""

import asyncio
import selectors
import socket
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVarTuple

from grpc._cython import cygrpc  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

_MOST_AT_ONCE = 4096
_Arguments = TypeVarTuple("_Arguments")


class ServerLoop(asyncio.SelectorEventLoop):
    """A loop of asyncio that takes the bytes of gRPC together; for a process in which no other loop speaks gRPC."""

    def __init__(self) -> None:
        self._listening = _Listening()
        super().__init__(self._listening)
        # The earliest moment, by `perf_counter`, at which that can have come which gRPC has told last.
        self.heard_since = perf_counter()

    def add_reader(self, fd: "FileDescriptorLike", callback: Callable[[*_Arguments], Any], *args: *_Arguments) -> None:
        """As of asyncio, but for the callback of gRPC."""
        if isinstance(fd, socket.socket) and _is_of_grpc(callback):
            super().add_reader(fd, lambda: self._hear(fd, callback, *args))
        else:
            super().add_reader(fd, callback, *args)

    def _hear(self, fd: socket.socket, callback: Callable[[*_Arguments], Any], *args: *_Arguments) -> None:
        self.heard_since = self._listening.since
        _take_together(fd, callback, *args)


class _Listening(selectors.DefaultSelector):
    """Knows since when that may have been there of which it tells: since it told last, unless it had to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.since = self._told = perf_counter()

    def select(self, timeout: float | None = None) -> "list[tuple[selectors.SelectorKey, int]]":
        # Asked first for what is there: how long asking takes tells nothing where another process comes between.
        events = super().select(0)
        if events or (timeout is not None and timeout <= 0):
            self.since, self._told = self._told, perf_counter()
        else:
            events = super().select(timeout)
            self.since = self._told = perf_counter()
        return events


def _is_of_grpc(callback: Callable[..., Any]) -> bool:
    return isinstance(callback, partial) and isinstance(
        getattr(callback.func, "__self__", None), cygrpc.PollerCompletionQueue
    )


def _take_together(told: socket.socket, callback: Callable[[*_Arguments], Any], *args: *_Arguments) -> None:
    """What a byte tells was there before the byte, so with one byte left the callback misses nothing."""
    waiting = len(told.recv(_MOST_AT_ONCE, socket.MSG_PEEK))
    if waiting > 1:
        told.recv(waiting - 1)
    callback(*args)
