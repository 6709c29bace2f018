"""What is read from files, and read again when they are replaced while the server runs."""

import os
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import structlog

from dateline_server.errors import DatelineError

_log = structlog.get_logger("dateline.files")

_Value = TypeVar("_Value")


class WatchedFiles(Generic[_Value]):
    """`value` is what `read` made of the files when they were last found to be others, and could be read.

    `what` names it in the log. Files that cannot be read are told there once, and leave the value as it is.
    """

    def __init__(self, what: str, paths: Sequence[str], read: Callable[[], _Value]) -> None:
        """Raises what `read` raises."""
        self._what = what
        self._paths = paths
        self._read = read
        self._stamps = self._look()
        self.value = read()

    def renew(self) -> bool:
        """Look at the files; whether there is another value now."""
        stamps = self._look()
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        try:
            self.value = self._read()
        except DatelineError as error:
            _log.error(f"{self._what} not read; the earlier one stays", file=self._paths[0], reason=error.message)
            return False
        _log.info(f"{self._what} read again", file=self._paths[0])
        return True

    def _look(self) -> list[tuple[int, int, int] | None]:
        return [_stamp(path) for path in self._paths]


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What changes when a file does; None for one that cannot be looked at."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
