"""What the command line says and returns when something fails.

Exit codes: 0 all well, 1 some items failed, 2 wrong usage, 3 not found, 4 invalid input, 5 unavailable or too slow,
6 not allowed, 7 conflict, 70 a fault of Dateline itself, 130 interrupted, 141 the reader of the output went away.
"""

import errno
import json
import os
import shutil
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill

from dateline import errors
from dateline.errors import DatelineError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SOME_FAILED = 1
USAGE = 2
FAULT = 70
INTERRUPTED = 130
PIPE_CLOSED = 141

_EXIT_CODES: tuple[tuple[type[DatelineError], int], ...] = (
    (errors.NotFound, 3),
    (errors.InvalidArgument, 4),
    (errors.Unauthenticated, 6),
    (errors.PermissionDenied, 6),
    (errors.Conflict, 7),
    (errors.Cancelled, INTERRUPTED),
)
# What the server half raises in this process, by the names of its classes: this half never imports it.
_SERVER_CLASSES: dict[str, type[DatelineError]] = {
    "InvalidInput": errors.InvalidArgument,
    "NotFound": errors.NotFound,
    "Unavailable": errors.Unavailable,
}
_JSON_OUTPUTS = ("json", "jsonl")
_OUTPUT_OPTIONS = ("-o", "--output", "--to")
_held_back: list[list[str]] = []


def exit_code(error: DatelineError) -> int:
    """The exit code for a command that failed with this error; 5 for what only trying again can mend."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 5)


def typed(error: Exception) -> DatelineError | None:
    """The error as one of ours: also operating system errors and refusals of the server half; None for a fault."""
    if isinstance(error, DatelineError):
        return error
    if isinstance(error, OSError) and error.strerror:
        return from_os_error(error)
    if isinstance(error, UnicodeEncodeError):  # the name of a file that this locale cannot spell
        return errors.InvalidArgument(
            f"{error.object!r} cannot be spelled in this locale. Set one of UTF-8, such as LANG=C.UTF-8.",
            reason="BAD_ENCODING",
        )
    for kind in type(error).__mro__:
        if kind.__name__ in _SERVER_CLASSES and kind.__module__.startswith("dateline_server"):
            return _SERVER_CLASSES[kind.__name__](
                str(error),
                reason=getattr(error, "reason", ""),
                field=getattr(error, "field", ""),
                metadata=getattr(error, "metadata", None),
            )
    return None


def from_os_error(error: OSError) -> DatelineError:
    """`a.txt: no such file` and the like."""
    name = f"{error.filename}: " if error.filename else ""
    if isinstance(error, FileNotFoundError):
        return errors.NotFound(f"{name}there is no such file.", reason="FILE_NOT_FOUND")
    if isinstance(error, IsADirectoryError):
        return errors.InvalidArgument(
            f"{name}is a folder; name the files in it: '{error.filename}/*.txt'.", reason="FILE_UNREADABLE"
        )
    if error.errno in NO_SPACE:
        return errors.Unavailable(
            f"{name or 'Standard output: '}the disk is full, or the file may not grow. What was written before is whole; "
            "make room and run the command again.",
            reason="DISK_FULL",
        )
    if error.errno == errno.EBADF:
        return errors.InvalidArgument(
            f"{name or 'Standard input or output '}is closed. Let it be a file or a pipe, such as /dev/null.",
            reason="FILE_UNREADABLE",
        )
    if isinstance(error, PermissionError):
        return errors.InvalidArgument(
            f"{name}this user may not use it. Change its permissions, or name another.", reason="FILE_UNREADABLE"
        )
    return errors.InvalidArgument(f"{name}{(error.strerror or 'cannot be read').lower()}.", reason="FILE_UNREADABLE")


def about(path: str, error: DatelineError) -> DatelineError:
    """The error with the file before it that it is about."""
    if path != "-" and path not in error.message:
        error.message = f"{path}: {error.message}"
        error.args = (error.message,)
    return error


def report(error: DatelineError, as_json: bool, label: str = "") -> None:
    """Say on stderr what went wrong: one sentence, or one line of JSON."""
    if as_json:
        parts = error.to_dict()
        if label:
            parts = {"input": label, **parts}
        say(json.dumps({"error": parts}, ensure_ascii=False))
    else:
        from dateline.render.plain import visible

        prefix = f"{label}: " if label and label not in error.message else ""
        say(f"{'error: ' if not label else ''}{prefix}{visible(error.message)}{_pointer(error)}")


def hold_back() -> None:
    """Let sentences wait until `say_held_back`: somebody reads in a pager, which has the terminal."""
    _held_back.append([])


def say_held_back() -> None:
    """Say what had to wait."""
    for text in _held_back.pop():
        say(text)


def say(text: str) -> None:
    """Write a sentence to stderr, wrapped where it is a terminal; a closed stderr is nothing to fail for.

    A line that begins with two spaces or a brace is one to copy, to point at or for a program, and stays as it is.
    """
    if _held_back:
        _held_back[-1].append(text)
        return
    try:
        if sys.stderr.isatty():
            width = max(shutil.get_terminal_size().columns - 1, 20)
            text = "\n".join(
                line if line.startswith(("  ", "{")) else fill(line, width, break_on_hyphens=False)
                for line in text.split("\n")
            )
        print(text, file=sys.stderr, flush=True)
    except OSError:
        return


def report_fault(error: BaseException, as_json: bool) -> None:
    """Say that Dateline itself is at fault, with the traceback where DATELINE_DEBUG is set."""
    if os.environ.get("DATELINE_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    fault = errors.Internal(
        f"A fault of Dateline: {type(error).__name__}: {error}. "
        "Run it again with DATELINE_DEBUG=1 and report what it prints."
    )
    report(fault, as_json)


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the arguments ask for JSON: known even where they cannot be understood as a whole."""
    following = pairwise([*arguments, ""])
    if any(option in _OUTPUT_OPTIONS and value in _JSON_OUTPUTS for option, value in following):
        return True
    glued = (f"-o{name}" for name in _JSON_OUTPUTS)
    joined = (f"--{option}={name}" for option in ("output", "to") for name in _JSON_OUTPUTS)
    return not {*glued, *joined}.isdisjoint(arguments)


def _pointer(error: DatelineError) -> str:
    """The filter with a caret under the character at fault, when the server says which."""
    position = error.position if isinstance(error, errors.InvalidFilter) else None
    text = error.metadata.get("filter", "")
    return f"\n  {text}\n  {' ' * position}^" if position is not None and text and "\n" not in text else ""
