"""The file of an access list: read again when it changes, and written so that it is whole at every moment."""

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from dateline_server.errors import InvalidField
from dateline_server.services.access.principals import AccessList
from dateline_server.services.watched_files import WatchedFiles

_SECONDS_BETWEEN_LOOKS = 1.0
_OWNER_ONLY = 0o600
_HEAD = (
    "# Who may do what: name, scopes, kind, key, last day; tabs between them. A server reads changes within a second.\n"
)


class AccessFile:
    """The access list of a file, as the file is now."""

    def __init__(self, path: str) -> None:
        """Raises InvalidField when the file cannot be read."""
        self._watched = WatchedFiles("access list", [path], lambda: _read(path))
        self._looked = time.monotonic()

    @property
    def now(self) -> AccessList:
        """The list as the file has it, at most a second late."""
        if time.monotonic() - self._looked > _SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            self._watched.renew()
        return self._watched.value


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
    except BaseException:  # whatever stopped it, no half a list stays behind
        os.unlink(name)
        raise


def _read(path: str) -> AccessList:
    try:
        with open(path, encoding="utf-8") as file:
            return AccessList(file)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidField(f"The access list {path} cannot be read: {error}.", field="access") from error
    except InvalidField as error:
        raise InvalidField(f"{path}: {error.message}", field="access") from error
