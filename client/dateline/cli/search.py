"""`dateline search`: stored articles, events, quotes and actors by their words."""

from collections.abc import Callable
from typing import Any

import click

from dateline.cli import listing
from dateline.cli.listing import fetched_at_once, filter_shown, listing_options, nothing_found, write_listing
from dateline.cli.options import connected

_KINDS = ("articles", "events", "quotes", "actors")


@click.command(short_help="Find articles, events, quotes and actors by words.")
@click.argument("words", nargs=-1, required=True, metavar="[articles|events|quotes|actors] WORD…")
@listing_options()
def search(
    words: tuple[str, ...],
    filter_text: str,
    limit: int | None,
    everything: bool,
    page_size: int | None,
    output: str | None,
    server: str | None,
    timeout: float | None,
) -> None:
    """Find the stored articles whose title or body holds all WORDs, best match first.

    Of more than 1,000 matches the 1,000 stored last come first, by how many of the words their titles hold.
    With `events`, `quotes` or `actors` before the words, find those whose own words or names hold them.

    \b
    Examples:
      dateline search consulates Nairobi
      dateline search '"new consulates"'          a phrase
      dateline search 'consul*'                   words that begin so
      dateline search talks --filter 'published_date >= "2025-04-01"' -o jsonl
      dateline search events consulates --filter 'status = "PLANNED"'
      dateline search actors Solberg
      dateline search articles events             the word "events" itself
    """
    if limit is not None and everything:
        raise click.UsageError("--limit and --all contradict each other.")
    kind = "articles"
    if len(words) > 1 and words[0] in _KINDS:
        kind, *rest = words
        words = tuple(rest)
    columns, lines, records_of = _views(kind)
    with connected(server, timeout) as client:
        find: dict[str, Callable[..., Any]] = {
            "articles": client.articles.search,
            "events": client.events.search,
            "quotes": client.quotes.search,
            "actors": client.actors.search,
        }
        size = fetched_at_once(page_size, limit, everything)
        text = " ".join(words)
        found = map(records_of, find[kind](text, filter_text, page_size=size))
        with filter_shown(filter_text):
            nothing = nothing_found(kind, filter_text, text)
            write_listing(found, limit, everything, output, columns, lines, f"{kind.capitalize()} found", nothing)


def _views(kind: str) -> tuple[Any, Any, Callable[[Any], Any]]:
    """Columns and text of a kind, and what of a hit they show: all of it, or the record alone."""
    if kind == "articles":
        from dateline.render.columns import HITS
        from dateline.render.lines import hit_lines

        return HITS, hit_lines, lambda hit: hit
    columns, lines = listing.views(kind)
    if kind == "actors":
        return columns, lines, lambda profile: profile
    return columns, lines, lambda hit: hit.event if kind == "events" else hit.quote
