"""`dateline show`: an article with its claims marked in the text."""

import sys
from pathlib import Path

import click
from google.protobuf import json_format

from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, console, pretty, write
from dateline.errors import InvalidArgument
from dateline.sources import decode_text
from dateline.v1.article_pb2 import Article


@click.command(short_help="Show an article with its claims marked in the text.")
@click.argument("article", metavar="NAME|FILE.json|-")
@output_option(("text", "json", "html"), default="text")
@server_option()
def show(article: str, output: str, server: str | None, timeout: float | None) -> None:
    """Show an article: its text with actors, events, quotes, places and times marked, then all claims.

    NAME is articles/… in a server; FILE.json (or - for standard input) is an article as `dateline parse -o json` or
    `dateline get -o json` prints it. With -o html it is one page that needs nothing else, to open in a browser.

    \b
    Examples:
      dateline show articles/4f0c2a1be7d9
      dateline show articles/4f0c2a1be7d9 -o html > article.html
      dateline parse talks.txt -o json | dateline show -
    """
    if article.startswith("articles/"):
        with connected(server, timeout) as client:
            found = client.articles.get(article)
    else:
        found = _read(article)
    if output == "html":
        from dateline.render.html import article_page

        write(article_page(found))
    elif output == "json":
        write(pretty(as_dict(found)))
    else:
        from dateline.render.terminal import print_article

        print_article(found, console())


def _read(path: str) -> Article:
    """The article in a file of proto JSON. Raises InvalidArgument when it holds something else, OSError when unread."""
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    label = "standard input" if path == "-" else path
    try:
        article = json_format.Parse(decode_text(data), Article())
        if not article.body:
            raise json_format.ParseError("it has no body")
    except (json_format.ParseError, InvalidArgument) as error:
        raise InvalidArgument(
            f"{label}: no article as `dateline parse -o json` prints it ({str(error).splitlines()[0].rstrip('.')}). "
            "To read a text or a page, use `dateline parse`.",
            reason="MALFORMED_JSON",
        ) from error
    return article
