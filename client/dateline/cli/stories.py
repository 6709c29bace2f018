"""`dateline stories`: what several stored articles tell of, and what these do not agree on."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from dateline.cli import failures, listing
from dateline.cli.guesses import Group
from dateline.cli.names import Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, chosen, console, line, pretty, write
from dateline.cli.pager import paged

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.v1.article_pb2 import Article

_PAGE = 200


@click.group(
    "stories",
    cls=Group,
    invoke_without_command=True,
    short_help="List what several articles tell of; show where they disagree.",
)
@listing.listing_options(*listing.ORDER)
@click.pass_context
def stories(context: click.Context, /, **options: Any) -> None:
    """List the stories: articles that tell of the same happening, the latest first; or one of the commands below.

    \b
    Examples:
      dateline stories --filter 'source_count >= 3 AND last_date >= "2025-04-01"'
      dateline stories --order-by 'article_count desc' --limit 10 -o table
      dateline stories show stories/4f0c2a1be7d9
      dateline stories disagreements stories/4f0c2a1be7d9

    Articles are sorted into stories after they are stored; how many are still to be is said on stderr.
    """
    if context.invoked_subcommand is None:
        context.invoke(listing.stories, **options)


@stories.command(short_help="Show a story, its articles in their order, and where they disagree.")
@click.argument("name", metavar="NAME", type=Name("stories"))
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Show at most so many articles; 50 unless given."
)
@click.option("--all", "everything", is_flag=True, help="Show all its articles.")
@output_option(("text", "json", "jsonl", "md", "html"), selects=False)
@server_option(equivalents=False)
@paged
def show(
    name: str, limit: int | None, everything: bool, output: str | None, server: str | None, timeout: float | None
) -> None:
    """Show a story: who is in it, its articles as a time line, and what they do not agree on, each answer with those who
    give it and the exact words. NAME is stories/…, as list prints it.

    JSON is one object with `story`, `articles` (without their bodies and claims) and `disagreements`.

    \b
    Examples:
      dateline stories show stories/4f0c2a1be7d9
      dateline stories show stories/4f0c2a1be7d9 --all -o html > story.html
      dateline stories show stories/4f0c2a1be7d9 -o json | jq .disagreements

    Exit code: 0 found, 3 not found.
    """
    require_story(name)
    if limit is not None and everything:
        raise click.UsageError("--limit and --all contradict each other.")
    shape = chosen(output)
    most = listing.most_printed(limit, everything)
    with connected(server, timeout) as client:
        story = client.stories.get(name)
        articles = _articles(client, name, most)
        disagreements = list(client.stories.disagreements(name, page_size=_PAGE))
    if shape == "text":
        from dateline.render.stories import story_page

        terminal = console()
        for part in story_page(story, articles, disagreements):
            terminal.print(part)
    elif shape == "html":
        from dateline.render.story_page import story_page as html_page

        write(html_page(story, articles, disagreements))
    elif shape == "md":
        from dateline.render.stories import story_markdown

        write("".join(f"{row}\n" for row in story_markdown(story, articles, disagreements)))
    else:
        whole = {
            "story": as_dict(story),
            "articles": [as_dict(article) for article in articles],
            "disagreements": [as_dict(disagreement) for disagreement in disagreements],
        }
        write(pretty(whole) if shape == "json" else line(whole))
    if limit is None and len(articles) < story.article_count:
        failures.say(
            f"The first {len(articles)} of {story.article_count:,} articles are shown; --all shows all, --limit N another number."
        )


@stories.command(short_help="List what the articles of a story do not agree on.")
@click.argument("name", metavar="NAME", type=Name("stories"))
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Print at most so many; 50 unless given.")
@click.option("--all", "everything", is_flag=True, help="Print all there are.")
@output_option()
@server_option()
@paged
def disagreements(
    name: str, limit: int | None, everything: bool, output: str | None, server: str | None, timeout: float | None
) -> None:
    """List what the articles of a story, or those whom they quote, do not agree on: contradictions first, then what may
    only have become known later. Each answer comes with those who give it and the exact words. NAME is stories/….

    \b
    Examples:
      dateline stories disagreements stories/4f0c2a1be7d9
      dateline stories disagreements stories/4f0c2a1be7d9 -o table
      dateline stories disagreements stories/4f0c2a1be7d9 --all -o jsonl

    Exit code: 0 found, also where there are none; 3 there is no such story; 7 articles came or went meanwhile.
    """
    require_story(name)
    if limit is not None and everything:
        raise click.UsageError("--limit and --all contradict each other.")
    from dateline.render.columns import DISAGREEMENTS
    from dateline.render.stories import disagreement_lines

    with connected(server, timeout) as client:
        found = client.stories.disagreements(name, page_size=listing.fetched_at_once(None, limit, everything))
        nothing = f"The articles of {name} agree, as far as Dateline can tell."
        title = f"Disagreements in {name}"
        listing.write_listing(found, limit, everything, output, DISAGREEMENTS, disagreement_lines, title, nothing)


def require_story(name: str) -> None:
    """Raise UsageError for what is no name of a story."""
    if not name.startswith("stories/"):
        raise click.UsageError(f"{name!r} is no name of a story; `dateline stories` lists them.")


def _articles(client: "Client", story: str, most: int | None) -> "Sequence[Article]":
    """The articles of a story, the earliest published first."""
    found = client.articles.list(f'story = "{story}"', order_by="published_date", page_size=most or _PAGE)
    return list(islice(found, most))
