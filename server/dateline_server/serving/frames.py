"""What a server and the processes that work for it say to each other: a kind, a length and the bytes of one message."""

import socket
import struct
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a worker does without it
    import asyncio

_HEAD = struct.Struct("!BI")


class Kind(IntEnum):
    """What the bytes of a frame are; an answer has the kind of its question, unless it is told otherwise."""

    READY = 1  # Engine: the worker has loaded its model
    FAILED = 2  # google.rpc.Status: it could not
    READ = 3  # ParseBatchRequest, answered by ParseBatchResponse
    PREPARE = 4  # ParseBatchRequest, answered by ParseBatchResponse: articles after intake
    STOP = 5  # nothing: what was asked last is not wanted any more; answered by STOPPED, or not at all if it was done
    STOPPED = 6  # nothing: it was left undone
    EXPORT = 7  # the address of the store, ExportRequest; answered by ExportResponses
    DONE = 8  # nothing: that was all
    READ_PREPARED = 9  # ParseBatchResponse of PREPARE, answered by ParseBatchResponse
    READ_LOG = 10  # the run that is wanted from now on
    STRETCH = 11  # which run, and where in the shared memory what comes next is; or that the run is over
    TAKEN = 12  # the place in the shared memory that is free again


def send_frame(connection: socket.socket, kind: Kind, content: bytes) -> None:
    """Write one frame. Raises OSError when the other side is gone."""
    connection.sendall(_HEAD.pack(kind, len(content)))
    connection.sendall(content)


def receive_frame(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """The next frame; None when the other side is gone."""
    head = _receive(connection, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    content = _receive(connection, length)
    return None if content is None else (Kind(kind), content)


def write_frame(writer: "asyncio.StreamWriter", kind: Kind, content: bytes) -> None:
    """Like `send_frame`, on an event loop."""
    writer.write(_HEAD.pack(kind, len(content)))
    writer.write(content)


async def read_frame(reader: "asyncio.StreamReader") -> tuple[Kind, bytes]:
    """Like `receive_frame`, on an event loop. Raises EOFError (IncompleteReadError) or OSError at the end."""
    kind, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    return Kind(kind), await reader.readexactly(length)


def _receive(connection: socket.socket, length: int) -> bytes | None:
    content = bytearray(length)
    view = memoryview(content)
    while view:
        received = connection.recv_into(view)
        if not received:
            return None
        view = view[received:]
    return bytes(content)
