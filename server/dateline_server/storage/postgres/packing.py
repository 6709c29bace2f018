"""Articles of the log packed with zstd, on their way into PostgreSQL and out of it.

An article says its sentences again in every claim: packed it takes less than half, on the disk, in PostgreSQL's own log and
on the way, which saves more time than packing takes. PostgreSQL's own compression is several times slower.
"""

import threading

import zstandard
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Escaping, Format

_LEVEL = 3  # the last one that takes no longer than the first
# How a packed article begins, and no message or digest that is kept.
_MAGIC = zstandard.FRAME_HEADER
_SHORTEST = 64  # bytes; nothing shorter is packed, so that no digest is taken for an article


class _Packing(threading.local):
    """The state of both ways, of which every thread needs its own."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=_LEVEL)
        self.unpacker = zstandard.ZstdDecompressor()


_packing = _Packing()
_escaping = Escaping()


def pack(serialized: bytes) -> bytes:
    """The article as it is kept."""
    if len(serialized) < 2 * _SHORTEST:
        return serialized
    packed = _packing.packer.compress(serialized)
    return packed if _SHORTEST <= len(packed) < len(serialized) else serialized


def unpack(held: bytes) -> bytes:
    """What was packed, and what was appended to it since, which is not packed.

    The same bytes where they were not packed, or cannot be read any more: then their checksum tells.
    """
    if len(held) < _SHORTEST or not held.startswith(_MAGIC):
        return held
    unpacking = _packing.unpacker.decompressobj()
    try:
        article: bytes = unpacking.decompress(held)
    except zstandard.ZstdError:
        return held
    return article + unpacking.unused_data if unpacking.eof else held


class UnpackingLoader(Loader):
    """Reads a column of bytes, and unpacks what is packed in it."""

    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        """The bytes that were written."""
        return unpack(bytes(data))


class UnpackingTextLoader(Loader):
    """The same where the column comes as text."""

    def load(self, data: Buffer) -> bytes:
        """The bytes that were written."""
        return unpack(_escaping.unescape_bytea(bytes(data)))
