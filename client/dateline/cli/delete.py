"""`dateline delete` and `dateline undelete`: articles out of the store, and back."""

from collections.abc import Callable
from typing import Any

import click

from dateline.cli import failures
from dateline.cli.names import Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import line, write
from dateline.errors import NotFound


def require_articles(names: tuple[str, ...]) -> None:
    """Raise UsageError for a name that is no article's."""
    for name in names:
        if not name.startswith("articles/") or "/revisions/" in name:
            raise click.UsageError(f"{name!r} is no article; names look like articles/4f0c2a1be7d9.")


def _arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        server_option(),
        output_option(("text", "jsonl"), default="text"),
        click.option("--etag", default="", metavar="ETAG", help="Only if the article has not changed since."),
        click.argument("names", nargs=-1, required=True, metavar="NAME…", type=Name("articles")),
    ):
        function = option(function)
    return function


@click.command(short_help="Delete stored articles.")
@_arguments
def delete(names: tuple[str, ...], etag: str, output: str, server: str | None, timeout: float | None) -> int:
    """Delete stored articles with their events and quotes: NAME is articles/…, as ingest and list print it.

    Their revisions stay, and `dateline undelete` brings them back.

    \b
    Examples:
      dateline delete articles/4f0c2a1be7d9
      dateline delete articles/4f0c2a1be7d9 --etag 5a1f0c77e2b94d18
      dateline list articles --filter 'source = "Test"' --all -o jsonl | jq -r .name | xargs dateline delete

    Exit code: 0 deleted, 3 not found, 7 changed since (--etag), 1 some of several not found.
    """
    _check(names, etag)
    with connected(server, timeout) as client:
        return _each(names, lambda name: client.articles.delete(name, etag=etag), "DELETED", output)


@click.command(short_help="Bring deleted articles back.")
@_arguments
def undelete(names: tuple[str, ...], etag: str, output: str, server: str | None, timeout: float | None) -> int:
    """Bring deleted articles back, each as a new revision: NAME is articles/…, as delete printed it.

    \b
    Examples:
      dateline undelete articles/4f0c2a1be7d9
      dateline undelete articles/4f0c2a1be7d9 --etag 5a1f0c77e2b94d18
      dateline undelete articles/4f0c2a1be7d9 -o jsonl

    Exit code: 0 back, 3 no such deleted article, 7 another revision since (--etag), 1 some of several not found.
    """
    _check(names, etag)
    with connected(server, timeout) as client:
        return _each(names, lambda name: client.articles.undelete(name, etag=etag), "UNDELETED", output)


def _check(names: tuple[str, ...], etag: str) -> None:
    require_articles(names)
    if etag and len(names) > 1:
        raise click.UsageError("--etag belongs to one article; give one name.")


def _each(names: tuple[str, ...], act: Callable[[str], object], outcome: str, output: str) -> int:
    missing = 0
    for name in names:
        try:
            act(name)
        except NotFound as error:
            if len(names) == 1:
                raise
            missing += 1
            failures.report(error, as_json=output == "jsonl", label=name)
            continue
        write(line({"name": name, "outcome": outcome}) if output == "jsonl" else f"{name} {outcome}\n")
    return failures.SOME_FAILED if missing else 0
