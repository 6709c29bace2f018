"""Point reads of a SQLite store that are answered from memory while nobody has written since.

Every entry into SQLite finds the caches of the processor cold, and takes longer than all else that a call asks of us.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Any

from dateline_server.storage.database import Parameters, join_columns
from dateline_server.storage.sqlite.generation import Generation

_MOST_BYTES = 32 * 1024**2
_LARGEST = _MOST_BYTES // 16  # one value does not push out many
_BYTES_BESIDE = 300  # of an entry, beside its value
# Other programs change the file but not the number of its generation. SQLite is asked so often, in seconds, whether
# anybody has written at all.
_BETWEEN_LOOKS = 0.1

Read = Callable[[str, Parameters], Any]


class _Memory(threading.local):
    """What one thread has read, each value with the generation of which it is; the value found last is the last one."""

    def __init__(self) -> None:
        self.kept: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self.size = 0
        self.look_at = 0.0
        self.version = -1


class PointReads:
    """Called with a key: the value in the row that `sql` finds by it, None where there is none.

    `read` gives the first row of a statement as the store is now, unless this thread is `inside` a transaction.
    """

    def __init__(self, sql: str, read: Read, inside: Callable[[], bool], generation: Generation) -> None:
        self._sql = sql
        self._read = read
        self._inside = inside
        self._generation = generation
        self._memory = _Memory()

    def __call__(self, key: str) -> bytes | None:
        """The value."""
        number = self._generation.numbers[0]
        memory = self._memory
        kept = memory.kept.get(key)
        if kept is None or kept[0] != number or (monotonic() >= memory.look_at and self._others_have_written()):
            return self._read_anew(key, number)
        memory.kept.move_to_end(key)
        return kept[1]

    def _others_have_written(self) -> bool:
        """Whether anybody has since this was asked last; nothing that was kept until then is so any longer."""
        memory = self._memory
        version: int = self._read("PRAGMA data_version", ())[0]
        written = version != memory.version
        if written:
            memory.kept.clear()
            memory.size = 0
        memory.version = version
        memory.look_at = monotonic() + _BETWEEN_LOOKS
        return written

    def _read_anew(self, key: str, number: int) -> bytes | None:
        memory = self._memory
        if memory.version < 0:
            self._others_have_written()
        row = self._read(self._sql, (key,))
        if row is None:
            return None
        value = join_columns(row)
        if number % 2 == 0 and len(value) <= _LARGEST and not self._inside():
            before = memory.kept.pop(key, None)
            if before is not None:
                memory.size -= len(before[1]) + _BYTES_BESIDE
            memory.kept[key] = number, value
            memory.size += len(value) + _BYTES_BESIDE
            while memory.size > _MOST_BYTES:
                _, (_, dropped) = memory.kept.popitem(last=False)
                memory.size -= len(dropped) + _BYTES_BESIDE
        return value
