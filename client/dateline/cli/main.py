"""The command `dateline`: which commands there are, and how all of them end."""

import errno
import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import click

from dateline.cli import failures
from dateline.cli.help_layout import HelpLayout
from dateline.cli.lazy import LazyCommand, LazyGroup
from dateline.cli.pager import no_pager_option
from dateline.cli.shells import register_shells
from dateline.errors import InvalidArgument
from dateline.render.plain import PLAINER
from dateline.version import __version__

_WIDEST_HELP = 100
_READ, _STORE, _RUN = "Read articles", "Store and find", "Run"
COMMANDS = {
    "parse": LazyCommand("dateline.cli.parse:parse", "Read articles; print what they say as typed data.", _READ),
    "show": LazyCommand("dateline.cli.show:show", "Show an article with its claims marked in the text.", _READ),
    "ingest": LazyCommand("dateline.cli.ingest:ingest", "Read articles and store them in a server.", _STORE),
    "get": LazyCommand("dateline.cli.get:get", "Print stored articles, actors or stories by name.", _STORE),
    "list": LazyCommand(
        "dateline.cli.listing:list_group", "List stored articles, events, actors, quotes or stories.", _STORE
    ),
    "search": LazyCommand("dateline.cli.search:search", "Find articles, events, quotes and actors by words.", _STORE),
    "events": LazyCommand("dateline.cli.listing:events", "Short for `list events`.", _STORE),
    "actors": LazyCommand("dateline.cli.actors:actors", "List actors; find, merge and part them.", _STORE),
    "quotes": LazyCommand("dateline.cli.listing:quotes", "Short for `list quotes`.", _STORE),
    "stories": LazyCommand(
        "dateline.cli.stories:stories", "List what several articles tell of; show where they disagree.", _STORE
    ),
    "count": LazyCommand(
        "dateline.cli.count:count_group", "Count stored events by type, day, country and the like.", _STORE
    ),
    "report": LazyCommand(
        "dateline.cli.report:report", "Show what the events that match come to, in pictures.", _STORE
    ),
    "watch": LazyCommand("dateline.cli.watch:watch", "Print every change of the store as it happens.", _STORE),
    "export": LazyCommand(
        "dateline.cli.export:export", "Write what is stored to a file of one of many formats.", _STORE
    ),
    "revisions": LazyCommand("dateline.cli.revisions:revisions", "List the revisions of an article.", _STORE),
    "diff": LazyCommand(
        "dateline.cli.revisions:diff", "Say which claims two revisions of an article do not share.", _STORE
    ),
    "why": LazyCommand("dateline.cli.why:why", "Say why an event was read as it was.", _STORE),
    "correct": LazyCommand("dateline.cli.correct:correct", "Put right what was read of an event.", _STORE),
    "delete": LazyCommand("dateline.cli.delete:delete", "Delete stored articles.", _STORE),
    "undelete": LazyCommand("dateline.cli.delete:undelete", "Bring deleted articles back.", _STORE),
    "reparse": LazyCommand(
        "dateline.cli.operations:reparse", "Have stored articles read again by the engine of now.", _STORE
    ),
    "operations": LazyCommand(
        "dateline.cli.operations:operations", "Look at, wait for and cancel what takes long.", _STORE
    ),
    "serve": LazyCommand("dateline.cli.server_half:load_serve", "Run a server.", _RUN),
    "config": LazyCommand("dateline.cli.config:config", "Keep profiles of servers; show how a server would run.", _RUN),
    "access": LazyCommand("dateline.cli.server_half:load_access", "Say who may do what in a server.", _RUN),
    "info": LazyCommand("dateline.cli.info:info", "Say what a server is and what it takes.", _RUN),
    "admin": LazyCommand("dateline.cli.admin:admin", "Look after a running server by its admin port.", _RUN),
    "store": LazyCommand("dateline.cli.server_half:load_store", "Check, back up, restore and compact a store.", _RUN),
    "describe": LazyCommand("dateline.cli.describe:describe", "Say what a server's schema holds.", _RUN),
    "call": LazyCommand("dateline.cli.call:call", "Call any method of a server with JSON.", _RUN),
    "completion": LazyCommand(
        "dateline.cli.completion:completion", "Print the script that completes commands in a shell.", _RUN
    ),
    "doctor": LazyCommand("dateline.cli.doctor:doctor", "Check the installation and the server.", _RUN),
}


# Each command has a context of its own, and all of them this layout.
click.Context.formatter_class = HelpLayout


class _Closed(Exception):
    """Whoever read the output has gone away."""


class _Root(LazyGroup):
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click itself would turn a closed pipe into exit code 1, which means failed items."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise _Closed from error
        return result


@click.group(
    cls=_Root,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST_HELP},
    epilog="Each command has examples: dateline parse --help",
)
@click.version_option(__version__, "--version", message="dateline %(version)s")
@no_pager_option
def cli() -> None:
    """Turn news articles into typed data: who did what to whom, when, where, and who says so.

    \b
    dateline parse article.txt --published 2025-04-09      read an article
    dateline serve --store articles.db                     run a server …
    dateline ingest *.txt                                  … store articles …
    dateline events --filter 'type = "CONSULT"'            … and ask it
    """


COMPLETION = "_DATELINE_COMPLETE"


def run(arguments: Sequence[str]) -> int:
    """Run a command line; gives its exit code. What goes wrong is said on stderr, in JSON where JSON is asked for."""
    as_json = failures.wants_json(arguments)
    _prepare_streams()
    if "serve" not in arguments and not os.environ.get("DATELINE_DEBUG"):
        # What gRPC would write to stderr is said in a sentence here.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    if COMPLETION in os.environ:
        register_shells()
    try:
        typed = [_as_typed(argument) for argument in arguments]
        width = min(shutil.get_terminal_size().columns, _WIDEST_HELP) - 2
        result = cli.main(typed, prog_name="dateline", standalone_mode=False, terminal_width=width)
    except click.UsageError as error:
        _report_usage(error, as_json)
        return failures.USAGE
    except click.ClickException as error:
        failures.say(f"error: {error.format_message()}")
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        failures.say("interrupted")
        return failures.INTERRUPTED
    except _Closed:
        _close_output()
        return failures.PIPE_CLOSED
    except Exception as error:  # the last resort: a sentence instead of a traceback
        if isinstance(error, OSError) and error.errno in (*failures.NO_SPACE, errno.EBADF):
            _close_output()
        known = failures.typed(error)
        if known is None:
            failures.report_fault(error, as_json)
            return failures.FAULT
        failures.report(known, as_json)
        return failures.exit_code(known)
    return result if isinstance(result, int) else 0


def main() -> None:
    """Entry point of the command `dateline`."""
    _open_closed_streams()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or failures.PIPE_CLOSED
    if code == failures.INTERRUPTED:
        # Threads that wait for input or for the server would hold the process up.
        os._exit(code)
    sys.exit(code)


def _as_typed(argument: str) -> str:
    """The argument as UTF-8 where the locale made no text of it, unless it names a file as it stands."""
    if argument.isascii() or os.path.exists(argument):
        return argument
    try:
        return argument.encode("utf-8", "surrogateescape").decode()
    except UnicodeDecodeError as error:
        raise InvalidArgument(
            f"{argument!r} is no text in UTF-8. Set a UTF-8 locale, such as LANG=C.UTF-8.", reason="BAD_ENCODING"
        ) from error


def _open_closed_streams() -> None:
    """Where a stream is closed, one on which reading or writing fails; a closed stderr takes what nobody is to see.

    Else the next file or connection would take its number, and Python has no stream at all.
    """
    for number, name, mode, opposite in ((0, "stdin", "r", os.O_WRONLY), (1, "stdout", "w", os.O_RDONLY)):
        if getattr(sys, name) is None:
            _put(os.open(os.devnull, opposite), number)
            setattr(sys, name, os.fdopen(number, mode, closefd=False))
    if sys.stderr is None:
        _put(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stderr = os.fdopen(2, "w", closefd=False)


def _put(opened: int, number: int) -> None:
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)


def _prepare_streams() -> None:
    """UTF-8 into pipes and files whatever the locale; on a terminal that lacks a character, a plainer one for it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors=PLAINER)
        else:
            reconfigure(encoding="utf-8", errors="replace")


def _close_output() -> None:
    """Let what is still buffered go nowhere: at exit Python would try to write it, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_usage(error: click.UsageError, as_json: bool) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        failures.say(error.format_message())
        return
    message = " ".join(error.format_message().split())
    if as_json:
        failures.report(InvalidArgument(message, reason="USAGE"), as_json)
        return
    failures.say(f"error: {message}")
    if error.ctx is not None and "--help" not in message:
        failures.say(f"Try `{error.ctx.command_path} --help`.")
