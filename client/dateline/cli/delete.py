"""`dateline delete`: articles out of the store."""

import click

from dateline.cli import failures
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import line, write
from dateline.errors import NotFound


@click.command(short_help="Delete stored articles.")
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@output_option(("text", "jsonl"), default="text")
@server_option()
def delete(names: tuple[str, ...], output: str, server: str | None, timeout: float | None) -> int:
    """Delete stored articles with their events and quotes: NAME is articles/…, as ingest and list print it.

    \b
    Examples:
      dateline delete articles/4f0c2a1be7d9
      dateline list articles --filter 'source = "Test"' --all -o jsonl | jq -r .name | xargs dateline delete

    Exit code: 0 deleted, 3 not found, 1 some of several not found.
    """
    for name in names:
        if not name.startswith("articles/"):
            raise click.UsageError(f"{name!r} is no article; names look like articles/4f0c2a1be7d9.")
    missing = 0
    with connected(server, timeout) as client:
        for name in names:
            try:
                client.delete_article(name)
            except NotFound as error:
                if len(names) == 1:
                    raise
                missing += 1
                failures.report(error, as_json=output == "jsonl", label=name)
                continue
            write(line({"name": name, "outcome": "DELETED"}) if output == "jsonl" else f"{name} DELETED\n")
    return failures.SOME_FAILED if missing else 0
