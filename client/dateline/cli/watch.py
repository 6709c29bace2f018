"""`dateline watch`: every change of the store, as it happens."""

import shlex
import sys
from typing import TYPE_CHECKING

import click

from dateline.cli import failures
from dateline.cli.listing import filter_shown
from dateline.cli.names import FilterText
from dateline.cli.options import connected, output_option, server_as_typed, server_option
from dateline.cli.output import as_dict, console, line, write
from dateline.errors import DatelineError, InvalidArgument

if TYPE_CHECKING:
    from dateline.following import Follower


@click.command(short_help="Print every change of the store as it happens.")
@click.option(
    "--filter",
    "filter_text",
    default="",
    metavar="FILTER",
    type=FilterText("articles"),
    help="Only articles that match, as in `list`.",
)
@click.option(
    "--from",
    "start",
    default="now",
    metavar="CURSOR|start|now",
    help="Where to begin: after a cursor, with the oldest change held, or with what comes next (unless given).",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Keep the cursor in this file; where it exists already, go on there.",
)
@click.option("--full", is_flag=True, help="Whole articles, with body and claims.")
@click.option("--before", is_flag=True, help="The article as it was before, too.")
@click.option("--once", is_flag=True, help="End when nothing is left that is committed.")
@output_option(("text", "jsonl"))
@server_option()
def watch(
    filter_text: str,
    start: str,
    checkpoint: str | None,
    full: bool,
    before: bool,
    once: bool,
    output: str | None,
    server: str | None,
    timeout: float | None,
) -> int:
    """Print every change of the store as it happens, in the order of the commits and without gaps.

    A change is CREATED, UPDATED or DELETED, or MERGED or UNMERGED where actors became one or two; with a filter, an
    article that begins to match is CREATED and one that ceases to is DELETED. While the server is away it is tried
    again. With --checkpoint a change that was printed is remembered over any end; the last few may be printed again, so
    go by their `sequence` where that matters.

    \b
    Examples:
      dateline watch
      dateline watch --from start --checkpoint news.cursor --full -o jsonl | ./update-copy
      dateline watch --filter 'source = "Coast Gazette"' --from start --once

    Exit code: 0 with --once, 130 interrupted, 4 the cursor cannot be used, 5 no server answers.
    """
    shape = output or ("text" if sys.stdout.isatty() else "jsonl")
    # Also where the cursor is known: a server that is not there is told of at once, and not tried for ever.
    with connected(server, timeout, beforehand=True) as client:
        now = client.get_cursor()
    with connected(server, timeout) as client, filter_shown(filter_text):
        follower = client.follow(
            filter_text,
            cursor={"now": now, "start": ""}.get(start, start),
            checkpoint=checkpoint,
            full=full,
            include_before=before,
            once=once,
            on_break=_Breaks(),
        )
        try:
            _write(follower, shape, waits=start == "now" and not once)
        except InvalidArgument as error:
            if checkpoint and error.reason == "INVALID_CURSOR":
                failures.about(checkpoint, error)
            raise
        except KeyboardInterrupt:
            failures.say(f"interrupted; to go on:\n  {_command(follower, checkpoint, filter_text, full, before)}")
            return failures.INTERRUPTED
    return 0


def _write(follower: "Follower", shape: str, waits: bool) -> None:
    if shape == "jsonl":
        for change in follower:
            write(line(as_dict(change)))
        return
    from dateline.render.differences import change_line
    from dateline.render.lines import Hanging

    terminal = console()
    if waits:
        failures.say("Waiting for changes; Ctrl-C ends it, and says how to go on.")
    for change in follower:
        shown = change_line(change)
        if terminal.is_terminal:
            terminal.print(Hanging(shown))
        else:
            terminal.print(shown, soft_wrap=True)
        terminal.file.flush()


class _Breaks:
    """Says that the connection broke, once for each kind in a row."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, error: DatelineError) -> None:
        if error.message != self._said:
            failures.say(f"The connection broke: {error.message} Trying to go on.")
            self._said = error.message


def _command(follower: "Follower", checkpoint: str | None, filter_text: str, full: bool, before: bool) -> str:
    parts = ["dateline", "watch"]
    if filter_text:
        parts += ["--filter", filter_text]
    parts += ["--checkpoint", checkpoint] if checkpoint else ["--from", follower.cursor or "start"]
    parts += [option for option, given in (("--full", full), ("--before", before)) if given]
    return shlex.join([*parts, *server_as_typed()])
