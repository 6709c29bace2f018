"""`dateline show`: an article with its claims marked in the text."""

from typing import TYPE_CHECKING

import click

from dateline.cli.article_files import read_article
from dateline.cli.names import Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, console, pretty, refuse_page_on_terminal, write
from dateline.cli.pager import paged
from dateline.errors import NotFound, Unsupported

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.v1.article_pb2 import Article
    from dateline.v1.story_pb2 import Story


@click.command(short_help="Show an article with its claims marked in the text.")
@click.argument("article", metavar="NAME|FILE.json|-", type=Name("articles", or_file=True))
@output_option(("text", "json", "html"), default="text")
@server_option()
@paged
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
    refuse_page_on_terminal(output)
    story = None
    if article.startswith("articles/"):
        with connected(server, timeout) as client:
            found = client.articles.get(article)
            story = _story_of(client, found) if output == "text" else None
    else:
        found = read_article(article)
    if output == "html":
        from dateline.render.html import article_page

        write(article_page(found))
    elif output == "json":
        write(pretty(as_dict(found)))
    else:
        from dateline.render.terminal import print_article

        print_article(found, console(), story)


def _story_of(client: "Client", article: "Article") -> "Story | None":
    """The story that the article tells with others, where there is one."""
    try:
        return client.stories.get(article.story) if article.story else None
    except (NotFound, Unsupported):  # it has dissolved since, or the server is an older one
        return None
