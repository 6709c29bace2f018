"""`dateline doctor`: is all there that is needed, and does the server answer."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from dateline.addresses import server_address
from dateline.cli.failures import typed
from dateline.cli.names import FileName
from dateline.cli.options import connected, output_option, server_option, shows_a_name
from dateline.cli.output import pretty, write
from dateline.cli.plugins import GROUP, load_plugin
from dateline.errors import DatelineError, Unauthenticated
from dateline.version import __version__

if TYPE_CHECKING:
    from dateline.client import Client

_CLIENT_PACKAGES = ("grpcio", "protobuf", "click", "rich")
_SERVER_PACKAGES = ("spacy", "trafilatura", "py3langid", "structlog", "lark")
_MARKS = {"ok": "ok  ", "missing": "--  ", "failed": "FAIL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `state` is ok, missing (and not needed) or failed; `advice` says what to do."""

    check: str
    state: str
    found: str
    advice: str = ""


@click.command(short_help="Check the installation and the server.")
@output_option(("text", "json"), default="text")
@server_option(equivalents=False)
@click.option(
    "--store",
    metavar="PATH",
    type=FileName(),
    default="",
    help="Look at this store too: a SQLite file, or postgresql://….",
)
def doctor(output: str, server: str | None, timeout: float | None, store: str) -> int:
    """Check this installation: versions, the server half, the terminal, and whether the server answers.

    A server that does not answer counts as failed only when it was named, with --server or DATELINE_SERVER. A store is
    looked at when it is named, on this machine; `dateline store check` goes through what it holds.

    \b
    Examples:
      dateline doctor
      dateline doctor --server news.example:50051 -o json
      dateline doctor --store news.db

    Exit code: 0 nothing failed, 5 something did.
    """
    findings = [_python(), _packages(), _server_half(), _terminal(), *_server(server, timeout or 5.0)]
    if store:
        findings += _store(store)
    if output == "json":
        write(pretty([asdict(finding) for finding in findings]))
    else:
        write("".join(_lines(findings)))
    return 5 if any(finding.state == "failed" for finding in findings) else 0


def _lines(findings: list[Finding]) -> Iterator[str]:
    width = max(len(finding.check) for finding in findings)
    indent = " " * (width + 8)
    columns = max(shutil.get_terminal_size().columns - 1, 40) if sys.stdout.isatty() else 1000
    for finding in findings:
        first = f"{_MARKS[finding.state]}  {finding.check.ljust(width)}  "
        yield fill(finding.found, columns, initial_indent=first, subsequent_indent=indent) + "\n"
        if finding.advice:
            yield fill(finding.advice, columns, initial_indent=indent, subsequent_indent=indent) + "\n"


def _python() -> Finding:
    return Finding("dateline", "ok", f"{__version__} on Python {platform.python_version()}, {sys.prefix}")


def _packages() -> Finding:
    return Finding("client", "ok", ", ".join(f"{name} {version(name)}" for name in _CLIENT_PACKAGES))


def _server_half() -> Finding:
    """Looks for the packages without loading them: loading takes seconds and is not needed to know."""
    present, missing = [], []
    for name in _SERVER_PACKAGES:
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing or not entry_points(group=GROUP, name="serve"):
        return Finding(
            "server half",
            "missing",
            "not installed" if not present else f"incomplete: no {', '.join(missing)}",
            "To run a server or to parse without one: pip install 'dateline[server]'",
        )
    return Finding("server half", "ok", ", ".join(present))


def _terminal() -> Finding:
    columns = shutil.get_terminal_size().columns
    colour = "no colour (NO_COLOR)" if os.environ.get("NO_COLOR") else "colour"
    encoding = (sys.stdout.encoding or "unknown").lower()
    if not sys.stdout.isatty():
        return Finding("terminal", "ok", f"none: output goes to a file or a pipe, in {encoding}")
    if "utf" not in encoding:
        return Finding("terminal", "failed", f"{encoding}", "Set a UTF-8 locale, such as LANG=C.UTF-8.")
    return Finding("terminal", "ok", f"{columns} columns, {colour}, {encoding}")


def _server(server: str | None, timeout: float) -> Iterator[Finding]:
    address = server_address(server or "")
    queue, unknown = "", None
    try:
        with connected(server, timeout) as client:
            state = client.health()
            if state == "SERVING":
                try:
                    queue = _queue(client)
                except Unauthenticated as error:
                    unknown = error
    except DatelineError as error:
        if server is None:
            yield Finding("server", "missing", f"none at {address}", "Start one: dateline serve --store articles.db")
        else:
            yield Finding("server", "failed", error.message)
        return
    if state != "SERVING":
        yield Finding("server", "failed", f"{address} says {state}", "It may be starting or stopping; see its log.")
        return
    yield Finding("server", "ok", f"{address} is serving{queue}")
    if unknown is not None:
        yield Finding("access", "failed" if shows_a_name() else "missing", unknown.message)


def _queue(client: "Client") -> str:
    """What waits in the queue of the server; nothing of a server that does not tell. Raises Unauthenticated."""
    try:
        queue = client.server_info().queue
    except Unauthenticated:
        raise
    except DatelineError:  # it tells only those who may read
        return ""
    if not queue.documents:
        return ""
    return (
        f", {queue.documents:,} documents wait in its queue, the first since {queue.oldest_time.ToJsonString()[:19]}Z"
    )


def _store(store: str) -> list[Finding]:
    try:
        inspect: Any = load_plugin("inspect_store")
        return [Finding(name if name == "store" else f"  {name}", "ok", text) for name, text in inspect(store)]
    except Exception as error:
        known = typed(error)
        if known is None:
            raise
        return [Finding("store", "failed", known.message)]
