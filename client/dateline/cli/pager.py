"""Long output on a terminal goes through a pager, as git's does; nothing else ever does."""

import io
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from dateline.cli import failures
from dateline.render.plain import PLAINER

if TYPE_CHECKING:
    import subprocess

Given = ParamSpec("Given")
Result = TypeVar("Result")

_VARIABLES = ("DATELINE_PAGER", "PAGER")
_USUAL = "less"
_NONE = ("", "cat")
# What less and lv are told unless the user tells them: end where all fits on a screen, keep colours, leave it there.
_SETTINGS = {"LESS": "FRX", "LV": "-c"}
_META = "dateline.no_pager"


def no_pager_option(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """`--no-pager`."""
    return click.option(
        "--no-pager",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Print straight to the terminal, however long it is.",
    )(command)


def paged(command: Callable[Given, Result]) -> Callable[Given, Result | None]:
    """The command with its output through a pager where a terminal shows it, and with `--no-pager`.

    A pager that is left early has shown what was wanted: the command ends without a word, with exit code 0.
    """

    @wraps(command)
    def shown(*arguments: Given.args, **options: Given.kwargs) -> Result | None:
        with _through_pager():
            return command(*arguments, **options)
        return None

    return no_pager_option(shown)


def pager_command() -> list[str]:
    """The pager as the environment names it: DATELINE_PAGER, PAGER, else less; nothing for none."""
    named = next((os.environ[name] for name in _VARIABLES if name in os.environ), _USUAL)
    words = shlex.split(named)
    if not words or words[0] in _NONE:
        return []
    if shutil.which(words[0]) is None:
        if named != _USUAL:
            failures.say(f"There is no pager {words[0]!r}; DATELINE_PAGER or PAGER names another, or none with ''.")
        return []
    return words


def _keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.meta[_META] = True


@contextmanager
def _through_pager() -> Iterator[None]:
    context = click.get_current_context(silent=True)
    terminal = sys.stdout
    refused = context is not None and context.meta.get(_META)
    plain = refused or isinstance(terminal, _Screen) or not terminal.isatty() or os.environ.get("TERM") == "dumb"
    command = [] if plain else pager_command()
    if not command:
        yield
        return
    pipe = _Pipe(command)
    sys.stdout = _Screen(io.BufferedWriter(pipe), encoding=terminal.encoding, errors=PLAINER, write_through=True)
    try:
        yield
    except BrokenPipeError:
        if not pipe.is_open:
            raise
    finally:
        sys.stdout = terminal
        pipe.finish()


class _Screen(io.TextIOWrapper):
    """What stands for the terminal: to whoever asks it is one, with its width and colours."""

    def isatty(self) -> bool:
        return True


class _Pipe(io.RawIOBase):
    """The way to a pager, which starts with the first thing to show: an error alone needs none."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the pager was started."""
        return self._process is not None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """That of the terminal itself: for its width, and to be closed at the end of it all."""
        return sys.__stdout__.fileno() if sys.__stdout__ else 1

    def write(self, data: Any) -> int:
        if self._process is None:
            import subprocess  # which the help of the whole command does without

            environment = {**_SETTINGS, **os.environ}
            failures.hold_back()  # a sentence in the middle of a page would be lost, or spoil it
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment, bufsize=0)
        assert self._process.stdin is not None
        return self._process.stdin.write(data) or 0

    def finish(self) -> None:
        """Wait until the reader leaves the pager. Ctrl-C is a key of the pager meanwhile, and ends nothing."""
        if self._process is None:
            return
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            failures.say_held_back()
