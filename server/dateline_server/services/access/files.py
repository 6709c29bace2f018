"""The file of an access list: read again when it changes, and written so that it is whole at every moment."""

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import structlog

from dateline_server.errors import DatelineError, InvalidField
from dateline_server.services.access.principals import AccessList

_log = structlog.get_logger("dateline.access")

_SECONDS_BETWEEN_LOOKS = 1.0
_OWNER_ONLY = 0o600
_HEAD = (
    "# Who may do what: name, scopes, kind, key, last day; tabs between them. A server reads changes within a second.\n"
)


class AccessFile:
    """The access list of a file, as the file is now. A change that cannot be read is told in the log and has no effect."""

    def __init__(self, path: str) -> None:
        """Raises InvalidField when the file cannot be read."""
        self._path = Path(path)
        self._list, self._stamp = self._read()
        self._looked = time.monotonic()

    @property
    def now(self) -> AccessList:
        """The list as the file has it, at most a second late."""
        if time.monotonic() - self._looked > _SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            self._look()
        return self._list

    def _look(self) -> None:
        try:
            if _stamp(self._path.stat()) != self._stamp:
                self._list, self._stamp = self._read()
                _log.info("access list read again", file=str(self._path))
        except (OSError, DatelineError) as error:
            _log.error("access list not read; the earlier one stays", file=str(self._path), reason=str(error))

    def _read(self) -> tuple[AccessList, tuple[int, int, int]]:
        try:
            with self._path.open(encoding="utf-8") as file:
                return AccessList(file), _stamp(os.fstat(file.fileno()))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidField(f"The access list {self._path} cannot be read: {error}.", field="access") from error
        except InvalidField as error:
            raise InvalidField(f"{self._path}: {error.message}", field="access") from error


def read_lines(path: Path) -> list[str]:
    """The lines of the list as they are; a list that is not there yet has its explanation alone. Raises OSError."""
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else [_HEAD]


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Put the lines in the place of the list at once; only its owner can read it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), _OWNER_ONLY)
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _stamp(state: os.stat_result) -> tuple[int, int, int]:
    return state.st_mtime_ns, state.st_size, state.st_ino
