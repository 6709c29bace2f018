"""`dateline access`: the list of who may do what in a server."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.text import Text

from dateline.cli import failures
from dateline.cli.guesses import Group
from dateline.cli.output import console
from dateline.render.grids import Grid
from dateline_server.commands.store import Age
from dateline_server.errors import InvalidField
from dateline_server.services.access.files import read_lines, write_lines
from dateline_server.services.access.principals import AccessList, Principal, digest_of, write_line
from dateline_server.services.access.scopes import MEANINGS, Scope

_Command = TypeVar("_Command", bound=Callable[..., Any])

_BYTES_OF_TOKEN = 32
_PREFIX = "dateline_"  # so that scanners find a token that strayed into a repository
_LONGEST_NAME = 64


def _file_option(function: _Command) -> _Command:
    return click.option(
        "--access",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        default="access.tsv",
        show_default=True,
        envvar="DATELINE_ACCESS",
        show_envvar=True,
        help="The list that `dateline serve --access` reads.",
    )(function)


@click.group(cls=Group)
def access() -> None:
    """Say who may do what in a server.

    The list is a file that a running server reads again when it changes; it holds no token, only digests.

    \b
    Examples:
      dateline access add newsroom --scope read --scope ingest    prints a token, once
      dateline access add desk --scope read --certificate desk.example
      dateline access list
      dateline access remove newsroom
      dateline serve --access access.tsv
    """


def _scope_help() -> str:
    return " ".join(f"{scope.value}: {meaning}." for scope, meaning in MEANINGS.items())


@access.command(epilog=_scope_help())
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What it may do; may be given several times.",
)
@click.option(
    "--certificate", metavar="NAME", default="", help="Know it by this name in its certificate, not by a token."
)
@click.option("--expires", type=Age(), metavar="AGE", help="How long it is let in, such as 90d; for ever if not given.")
@_file_option
def add(name: str, scopes: tuple[str, ...], certificate: str, expires: int | None, path: Path) -> None:
    """Let NAME in. Without --certificate a token is made and printed, once: it is stored nowhere.

    A name may be added again, with another token or certificate, before the earlier one is removed.

    \b
    Examples:
      dateline access add newsroom --scope read --scope ingest --expires 90d
      dateline access add desk --scope read --certificate desk.example
      dateline access add operator --scope admin --access /etc/dateline/access.tsv
    """
    if not name.isprintable() or "\t" in name or not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise click.BadParameter(f"a name has 1 to {_LONGEST_NAME} printable characters.", param_hint="NAME")
    until = (datetime.now(UTC) + timedelta(seconds=expires)).date() if expires is not None else None
    principal = Principal(name.strip(), frozenset(map(Scope, scopes)), until)
    with _clear_errors(path):
        lines = read_lines(path)
        AccessList(lines)
        if certificate:
            write_lines(path, [*lines, write_line(principal, "certificate", certificate)])
        else:
            token = _PREFIX + secrets.token_urlsafe(_BYTES_OF_TOKEN)
            write_lines(path, [*lines, write_line(principal, "token", digest_of(token))])
            click.echo(token)
    failures.say(f"{principal.name} is let in by {path}{f' until {until}' if until else ''}.")


@access.command(name="list")
@_file_option
def list_principals(path: Path) -> None:
    """List who is let in, and what they may do.

    \b
    Examples:
      dateline access list
      dateline access list --access /etc/dateline/access.tsv
      DATELINE_ACCESS=/etc/dateline/access.tsv dateline access list
    """
    with _clear_errors(path):
        principals = AccessList(read_lines(path)).principals
        if not principals:
            failures.say(f"{path} lets nobody in; `dateline access add NAME --scope read` lets in NAME.")
            return
    rows = [
        (
            Text(principal.name),
            Text(", ".join(sorted(principal.scopes))),
            Text(str(principal.expires or "") + (" (over)" if principal.expired else "")),
        )
        for principal in principals
    ]
    console().print(Grid(("name", "scopes", "until"), rows, "bold"))


@access.command()
@click.argument("name")
@_file_option
def remove(name: str, path: Path) -> int:
    """Let NAME in no more; a running server knows within a second. Exit code 3 when it was not on the list.

    \b
    Examples:
      dateline access remove newsroom
      dateline access remove desk --access /etc/dateline/access.tsv
      DATELINE_ACCESS=/etc/dateline/access.tsv dateline access remove desk
    """
    with _clear_errors(path):
        lines = read_lines(path)
        kept = [line for line in lines if line.startswith("#") or line.partition("\t")[0].strip() != name]
        if len(kept) == len(lines):
            failures.say(f"{name} is not on {path}.")
            return 3
        write_lines(path, kept)
    failures.say(f"{name} is let in no more by {path}.")
    return 0


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise
    except InvalidField as error:
        raise InvalidField(f"{path}: {error.message}", field=error.field) from error
