"""What every format has: a beginning, records, an end."""

from collections.abc import Callable
from typing import Protocol


class Writer(Protocol):
    """Writes one file; what its methods give, one after another, are the bytes of it.

    `written` counts the records that are whole in the bytes given so far.
    """

    written: int

    def begin(self) -> bytes:
        """What stands before the first record."""
        ...

    def add(self, record: bytes) -> bytes:
        """The bytes of one more record, given as a serialised message; those of several later ones where it waits for them."""
        ...

    def end(self) -> bytes:
        """What is left, and what stands behind the last record."""
        ...


class PlainWriter:
    """A file of records that stand alone: `write` gives the bytes of one, none for what has no place in the format."""

    def __init__(self, write: Callable[[bytes], bytes], header: bytes = b"") -> None:
        self._write = write
        self._header = header
        self.written = 0

    def begin(self) -> bytes:
        """The header."""
        return self._header

    def add(self, record: bytes) -> bytes:
        """The record."""
        written = self._write(record)
        self.written += bool(written)
        return written

    def end(self) -> bytes:
        """Nothing."""
        return b""
