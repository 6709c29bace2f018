"""`dateline export`: what is stored, as a file."""

import os
import shlex
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from dateline.cli import failures
from dateline.cli.export_files import NewFile, Target, open_target
from dateline.cli.listing import filter_shown
from dateline.cli.names import FileName, FilterText
from dateline.cli.options import connected, server_option
from dateline.cli.progress import Progress
from dateline.errors import DatelineError, Unavailable
from dateline.exports import BINARY, FORMATS, MADE_OF, RESOURCES, Format, Resource, can_resume
from dateline.v1.event_pb2 import Event

if TYPE_CHECKING:
    from dateline.v1.export_service_pb2 import ExportResponse

_STDOUT = "-"
_SUFFIXES: dict[str, Format] = {".csv": "csv", ".parquet": "parquet"}
_STATUSES = [name for name, number in Event.Status.items() if number]


@click.command(short_help="Write what is stored to a file of one of many formats.")
@click.argument("resource", type=click.Choice(RESOURCES), metavar="articles|events|actors|quotes")
@click.option(
    "-o", "--format", "chosen", type=click.Choice(FORMATS), help="Format; by the name of the file, else jsonl."
)
@click.option(
    "--filter",
    "filter_text",
    default="",
    metavar="FILTER",
    type=FilterText(),
    help="Only those that match, as in `list`.",
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice([*_STATUSES, "all"], case_sensitive=False),
    multiple=True,
    help="Only events of this status; may be given several times. All unless given, but OCCURRED alone for gdelt.",
)
@click.option(
    "--out",
    default=_STDOUT,
    show_default=True,
    metavar="FILE|-",
    type=FileName(),
    help="File to write; - is standard output.",
)
@click.option("--resume", is_flag=True, help="Go on with the FILE.partial that a broken export left.")
@server_option()
def export(
    resource: Resource,
    chosen: Format | None,
    filter_text: str,
    statuses: tuple[str, ...],
    out: str,
    resume: bool,
    server: str | None,
    timeout: float | None,
) -> int:
    """Write all that is stored, or what a filter lets through, as the store is at this moment.

    csv and parquet are tables; jsonl, cloudevents and cloudevents-protobuf hold the records as they are. ninjs,
    schema-org, web-annotation and prov are made of articles, gdelt of events. FILE is there when it is whole, not before.
    While the server is away it is tried again; when it stays away, the disk is full or you press Ctrl-C, the whole
    records are in FILE.partial, and --resume goes on (parquet begins anew).

    \b
    Examples:
      dateline export articles --out backup.jsonl
      dateline export events --filter 'type = "PROTEST"' --out protests.parquet
      dateline export events --format gdelt --status OCCURRED --status ONGOING --out events.tsv
      dateline export articles --format ninjs | gzip > articles.ninjs.jsonl.gz

    Exit code: 0 written, 4 the filter cannot be read, 5 the server is gone or the disk is full, 130 interrupted.
    """
    format: Format = chosen or _SUFFIXES.get(os.path.splitext(out)[1].lower(), "jsonl")
    if MADE_OF.get(format, resource) != resource:
        raise click.UsageError(
            f"{format} is made of {MADE_OF[format]}: dateline export {MADE_OF[format]} --format {format}"
        )
    if statuses and resource != "events":
        raise click.UsageError("--status is for events.")
    if resume and not (can_resume(format) and out != _STDOUT):
        raise click.UsageError("--resume needs --out FILE, and a format other than parquet.")
    if out == _STDOUT and format in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{format} is nothing to look at; name a file with --out.")
    wanted = [] if "all" in statuses else [Event.Status.Value(name) for name in statuses]
    if "all" in statuses and format == "gdelt":
        wanted = [Event.Status.Value(name) for name in _STATUSES]
    request = shlex.join(["export", resource, "--format", format, "--filter", filter_text, *sorted(statuses)])
    with (
        connected(server, timeout) as client,
        filter_shown(filter_text),
        open_target(out, request, can_resume(format), resume) as target,
    ):
        token = target.resume_token if isinstance(target, NewFile) else ""
        progress = Progress(sys.stderr.isatty() if out != _STDOUT else None)
        pieces = client.export(
            resource,
            format,
            filter_text,
            statuses=wanted,
            resume_token=token,
            count_remaining=progress.shown,
            on_break=_Breaks(progress),
            timeout=timeout,
        )
        return _write(pieces, target, resource, progress, out)


class Share:
    """How much of what there was to read has been read: 0 to 1, None where the server does not tell what is left."""

    def __init__(self) -> None:
        self._all: int | None = None

    def of(self, piece: "ExportResponse") -> float | None:
        """The share that is done with this piece."""
        if not piece.HasField("remaining_count"):
            return None
        left = piece.remaining_count
        # After a break the server counts anew, and there may be more by then.
        self._all = max(self._all or left + piece.record_count, left)
        return 1 - left / self._all if self._all else 1.0


def _write(pieces: Iterable["ExportResponse"], target: Target, resource: Resource, progress: Progress, out: str) -> int:
    try:
        share = Share()
        with progress:
            for piece in pieces:
                target.write(piece.data, piece.resume_token)
                progress.add(piece.record_count, share.of(piece))
            target.finish()
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        failures.say(f"interrupted; {_left(target, resource, progress)}")
        return failures.INTERRUPTED
    except DatelineError as error:
        if not progress.done:
            target.leave()
            raise
        raise _told(error, f"{error.message} {_sentence(target, resource, progress)}") from error
    except OSError as error:
        if error.errno not in failures.NO_SPACE:
            _left(target, resource, progress)
            raise
        left = _sentence(target, resource, progress)
        raise Unavailable(
            f"{'Standard output' if out == _STDOUT else out}: the disk is full, or the file may not grow. Make room. {left}",
            reason="DISK_FULL",
        ) from error
    if out != _STDOUT:
        one = progress.done == 1
        failures.say(
            f"{progress.done:,} {resource.removesuffix('s') if one else resource} {'is' if one else 'are'} in {out}."
        )
    return 0


def _left(target: Target, resource: Resource, progress: Progress) -> str:
    try:
        return f"{progress.done:,} {resource} were written; {target.leave()}"
    except OSError as error:
        return f"what was written could not be kept: {error}."


def _sentence(target: Target, resource: Resource, progress: Progress) -> str:
    left = _left(target, resource, progress)
    return left[:1].upper() + left[1:]


def _told(error: DatelineError, message: str) -> DatelineError:
    return type(error)(message, reason=error.reason, field=error.field, metadata=error.metadata, code=error.code)


class _Breaks:
    """Says that a connection on which something came broke, once for each kind in a row."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._said = ""

    def __call__(self, error: DatelineError) -> None:
        if self._progress.done and error.message != self._said:
            self._progress.pause()
            failures.say(f"The connection broke: {error.message} Trying to go on.")
            self._said = error.message
