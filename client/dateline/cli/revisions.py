"""`dateline revisions` and `dateline diff`: how an article came to say what it says."""

import click

from dateline.cli.delete import require_articles
from dateline.cli.listing import write_listing
from dateline.cli.names import Name, RevisionNumber
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, chosen, console, line, pretty, write
from dateline.cli.pager import paged


@click.command(short_help="List the revisions of an article.")
@click.argument("name", metavar="NAME", type=Name("articles"))
@output_option()
@server_option()
@paged
def revisions(name: str, output: str | None, server: str | None, timeout: float | None) -> None:
    """List the revisions of an article, also of a deleted one, latest first: NAME is articles/….

    \b
    Examples:
      dateline revisions articles/4f0c2a1be7d9
      dateline revisions articles/4f0c2a1be7d9 -o table
      dateline get articles/4f0c2a1be7d9/revisions/1

    Exit code: 0 found, 3 not found.
    """
    from dateline.render.columns import REVISIONS
    from dateline.render.differences import revision_lines

    require_articles((name,))
    with connected(server, timeout) as client:
        found = client.articles.list_revisions(name, page_size=1000)
        title = f"Revisions of {name}"
        write_listing(found, None, True, output, REVISIONS, revision_lines, title, f"{name} has no revisions.")


@click.command(short_help="Say which claims two revisions of an article do not share.")
@click.argument("name", metavar="NAME", type=Name("articles"))
@click.argument("earlier", metavar="[FROM]", type=RevisionNumber(), required=False)
@click.argument("later", metavar="[TO]", type=RevisionNumber(), required=False)
@output_option(("text", "json", "jsonl"))
@server_option()
@paged
def diff(
    name: str, earlier: int | None, later: int | None, output: str | None, server: str | None, timeout: float | None
) -> None:
    """Say which claims of an article revision TO has (+), lacks (-) or tells otherwise (~) than revision FROM.

    FROM and TO are numbers as `dateline revisions` prints them; TO is the latest unless given, FROM the one before it.
    Changes of white space change no claim.

    \b
    Examples:
      dateline diff articles/4f0c2a1be7d9
      dateline diff articles/4f0c2a1be7d9 1 3
      dateline diff articles/4f0c2a1be7d9 1 -o json

    Exit code: 0 compared, 3 not found, 4 there are no two such revisions.
    """
    require_articles((name,))
    shape = chosen(output)
    with connected(server, timeout) as client:
        found = client.articles.diff_revisions(name, earlier or 0, later or 0)
    if shape == "text":
        from dateline.render.differences import diff_lines

        console().print(diff_lines(name, found))
    else:
        write(pretty(as_dict(found)) if shape == "json" else line(as_dict(found)))
