"""The memory in which a log process hands over what it has read, and what both sides say of it."""

import mmap
import os
import struct
from collections.abc import Sequence
from typing import NamedTuple

PLACES = 8
BYTES = 2 * 1024 * 1024  # of a place; a stretch of the log is about half as long, unless one article alone is longer
_PIECES_AT_ONCE = os.sysconf("SC_IOV_MAX")
_RUN = struct.Struct("!QQQ??")
_READ = struct.Struct("!QIIQ?")


class Run(NamedTuple):
    """A piece of the log that somebody wants to be told in stretches: which one, by its number, and how."""

    number: int
    after: int
    until: int
    full: bool
    before: bool

    def pack(self) -> bytes:
        """The content of a frame."""
        return _RUN.pack(*self)

    @classmethod
    def unpack(cls, content: bytes) -> "Run":
        """What the content of a frame says."""
        return cls(*_RUN.unpack(content))


class Read(NamedTuple):
    """A stretch of a run: the place it lies at, its bytes, and the rest of a Stretch. Of no bytes: the run is over."""

    run: int
    place: int
    length: int
    last: int
    empty: bool

    def pack(self) -> bytes:
        """The content of a frame."""
        return _READ.pack(*self)

    @classmethod
    def unpack(cls, content: bytes) -> "Read":
        """What the content of a frame says."""
        return cls(*_READ.unpack(content))


class SharedPlaces:
    """One side's view of the memory with this descriptor, which is closed with it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._memory = mmap.mmap(descriptor, PLACES * BYTES)

    def close(self) -> None:
        """Give the memory back, once the other side has too."""
        self._memory.close()
        os.close(self._descriptor)

    @property
    def descriptor(self) -> int:
        """For the other side."""
        return self._descriptor

    def write(self, place: int, pieces: Sequence[bytes]) -> None:
        """Lay the pieces, of at most BYTES together, one behind the other at the place."""
        at = place * BYTES
        for start in range(0, len(pieces), _PIECES_AT_ONCE):
            at += os.pwritev(self._descriptor, pieces[start : start + _PIECES_AT_ONCE], at)

    def read(self, place: int, length: int) -> bytes:
        """What lies at the place."""
        start = place * BYTES
        return self._memory[start : start + length]


def make_places() -> SharedPlaces:
    """New memory, of which no more is taken up than was written. Only Linux has it."""
    descriptor = os.memfd_create("dateline-log", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, PLACES * BYTES)
    return SharedPlaces(descriptor)
