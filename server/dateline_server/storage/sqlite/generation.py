"""A number beside a SQLite file by which every process knows, without asking SQLite, that the store is as it was.

It lies in the file `NAME-generation`, which all who have the store open share as memory. Whoever commits a change makes it
odd before the commit, and the next even number after it, before anybody is told that the change is stored. So what was
read from the store after an even number was seen is still so while that same number stands. An odd number says nothing:
read from SQLite.

- Two writers: the number is changed under a lock on its file, which is held from before the commit until after it.
  SQLite's own lock is not enough, because the commit itself gives it back.
- A writer that is killed: the lock is gone with it, and the number stays odd until somebody writes or looks whether writing
  is possible, which a server does every few seconds. A change that is undone, or fails to be committed, ends like any other.
- A new number is the time, so that a file made anew, or one whose content is lost, does not count through the same numbers
  again. Memories end with their processes, so nothing that the file holds matters to a process that starts.
- A store that is put in place of another brings no memory with it, nor does its file need another number.
- Who cannot share the number must not write, so a store beside which the file cannot be made is not opened.
"""

import fcntl
import mmap
import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from dateline_server.errors import StoreUnavailable

_BYTES = 8
_SECONDS_BETWEEN_TRIES = 0.001
_CLOSED = (1,)  # an odd number, for ever


class Generation:
    """The number beside the SQLite file `store`, which exists. `patience` is how long a change waits for another, in seconds.

    Raises StoreUnavailable when it cannot be shared.
    """

    def __init__(self, store: Path, patience: float) -> None:
        self._path = store.with_name(f"{store.name}-generation")
        self._patience = patience
        with self._errors():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                with self._locked():
                    if os.fstat(self._file).st_size < _BYTES:
                        _begin(self._file, os.stat(store))
                self._shared = memoryview(mmap.mmap(self._file, _BYTES)).cast("Q")
            except BaseException:
                os.close(self._file)
                raise
        # One number, the present one; not behind a property, for it is looked at as often as an article is read.
        self.numbers: Sequence[int] = self._shared

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The number is odd inside the block, and another even one after it; the block commits, or fails to."""
        with self._errors(), self._locked():
            self._shared[0] |= 1
            try:
                yield
            finally:
                self._shared[0] = (self._shared[0] + 1) % 2**64

    @property
    def left_odd(self) -> bool:
        """Whether a change goes on, or ended with its process."""
        return bool(self._shared[0] & 1)

    def close(self) -> None:
        """Whoever still looks finds an odd number."""
        if self.numbers is not _CLOSED:
            self.numbers = _CLOSED
            os.close(self._file)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        end = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise StoreUnavailable(
                        f"{self._path} is locked by another process. Stop that process, or try again when it is done.",
                        field="store",
                    ) from error
                time.sleep(_SECONDS_BETWEEN_TRIES)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"The file {self._path} beside the store cannot be used: {(error.strerror or str(error)).lower()}. Give this"
                " user the right to read and write it, and check the free space.",
                field="store",
            ) from error


def _begin(file: int, store: os.stat_result) -> None:
    """Whoever may write the store may write the number; it is on the disk, where memory can be shared."""
    with suppress(PermissionError):  # who is neither root nor its owner got it open all the same
        os.fchmod(file, stat.S_IMODE(store.st_mode))
        if os.geteuid() == 0:
            os.fchown(file, store.st_uid, store.st_gid)
    os.pwrite(file, (time.time_ns() & ~1).to_bytes(_BYTES, sys.byteorder), 0)
