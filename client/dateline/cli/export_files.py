"""Where an export is written to: a file that appears when it is whole, or a stream that is cut where a record ends."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from dateline.errors import InvalidArgument, NotFound
from dateline.whole_files import sync_folder_of


class Target(Protocol):
    """Takes the pieces of a file. Every method raises OSError."""

    def write(self, data: bytes, resume_token: str) -> None:
        """The next piece."""
        ...

    def finish(self) -> None:
        """That was all."""
        ...

    def leave(self) -> str:
        """No more will come; where what came is, or that nothing is kept, as the end of a sentence."""
        ...


class NewFile:
    """A file that is written beside its place, as `FILE.partial`, and takes its place when it is whole.

    What breaks off stays there up to its last whole record where the format `can_resume`, with a note of how to go on.
    `request` says what is exported, so that nothing else is ever added to it.
    """

    def __init__(self, path: str, request: str, can_resume: bool) -> None:
        self._path = path
        self._partial = f"{path}.partial"
        self._note = f"{path}.partial.json"
        self._request = request
        self._can_resume = can_resume
        self._whole = 0
        self.resume_token = ""
        self._file: IO[bytes] | None = None

    def resume(self) -> None:
        """Go on behind what is there. Raises NotFound when nothing is, and InvalidArgument when it is something else."""
        try:
            with open(self._note, encoding="utf-8") as file:
                note = json.load(file)
        except FileNotFoundError as error:
            raise NotFound(
                f"{self._note}: there is no such file, so there is nothing to go on from. Leave --resume out.",
                reason="FILE_NOT_FOUND",
            ) from error
        if note["request"] != self._request:
            raise InvalidArgument(
                f"{self._partial} was begun with {note['request']}. Go on with the same options.", reason="OTHER_EXPORT"
            )
        self._whole, self.resume_token = note["bytes"], note["resume_token"]
        self._file = open(self._partial, "r+b", buffering=0)  # noqa: SIM115
        self._file.truncate(self._whole)
        self._file.seek(self._whole)

    def write(self, data: bytes, resume_token: str) -> None:
        """The next piece."""
        _write_all(self._opened(), data)
        self._whole += len(data)
        self.resume_token = resume_token

    def finish(self) -> None:
        """The file takes its place, whole, at once, and over a power cut."""
        file = self._opened()
        os.fsync(file.fileno())
        file.close()
        os.replace(self._partial, self._path)
        _remove(self._note)
        sync_folder_of(self._path)

    def leave(self) -> str:
        """Keep what is whole, and note where it ends; nothing of a file that cannot be gone on with."""
        if self._file is None:
            return f"{self._path} is as it was."
        if not (self._can_resume and self.resume_token):
            self._file.close()
            _remove(self._partial)
            _remove(self._note)
            return f"nothing of it is kept, and {self._path} is as it was."
        self._file.truncate(self._whole)  # which also makes room for the note on a full disk
        self._file.close()
        with open(self._note, "w", encoding="utf-8") as file:
            json.dump({"request": self._request, "bytes": self._whole, "resume_token": self.resume_token}, file)
        return f"they are in {self._partial}. To go on, run the command again with --resume."

    def _opened(self) -> IO[bytes]:
        # Not before there is something to write: a server that does not answer costs nobody what an earlier run left.
        if self._file is None:
            self._file = open(self._partial, "wb", buffering=0)  # noqa: SIM115
        return self._file


class Stream:
    """Standard output, or a device or pipe. A file behind it is cut to its last whole piece when one fails."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, data: bytes, resume_token: str) -> None:
        """The next piece, handed on at once."""
        regular = stat.S_ISREG(os.fstat(self._stream.fileno()).st_mode)
        before = os.lseek(self._stream.fileno(), 0, os.SEEK_CUR) if regular else 0
        try:
            _write_all(self._stream, data)
        except BaseException:  # an interrupt too
            if regular:
                os.ftruncate(self._stream.fileno(), before)
            raise

    def finish(self) -> None:
        """Nothing is left to be done."""

    def leave(self) -> str:
        """Nothing can be done."""
        return "the output ends with the last of them."


@contextmanager
def open_target(out: str, request: str, can_resume: bool, resume: bool = False) -> Iterator[Target]:
    """Where `out` leads: a file, a device or pipe, or standard output for `-`.

    Raises InvalidArgument for a folder or a file in a folder that is not there; `resume` as in `NewFile.resume`.
    """
    folder = os.path.dirname(out) or "."
    if os.path.isdir(out) or not os.path.isdir(folder):
        wrong = "it is a folder" if os.path.isdir(out) else f"there is no folder {folder}"
        raise InvalidArgument(f"{out}: {wrong}. Name a file in a folder that is there.", reason="FILE_UNREADABLE")
    if out == "-":
        yield Stream(sys.stdout.buffer)
    elif os.path.exists(out) and not os.path.isfile(out):  # a device, a pipe
        with open(out, "wb", buffering=0) as stream:
            yield Stream(stream)
    else:
        file = NewFile(out, request, can_resume)
        if resume:
            file.resume()
        yield file


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Unbuffered: what a full disk refuses must not wait in a buffer for the end."""
    view = memoryview(data)
    while view:
        view = view[os.write(stream.fileno(), view) :]


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except FileNotFoundError:
        return
