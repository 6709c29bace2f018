"""`dateline search`: stored articles by their words."""

import click

from dateline.cli.listing import filter_shown, listing_options, write_listing
from dateline.cli.options import connected


@click.command(short_help="Find stored articles by their words.")
@click.argument("words", nargs=-1, required=True, metavar="WORD…")
@listing_options
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

    \b
    Examples:
      dateline search consulates Nairobi
      dateline search '"new consulates"'          a phrase
      dateline search 'consul*'                   words that begin so
      dateline search talks --filter 'published_date >= "2025-04-01"' -o jsonl
    """
    from dateline.render.columns import HITS
    from dateline.render.lines import hit_lines

    if limit is not None and everything:
        raise click.UsageError("--limit and --all contradict each other.")
    with connected(server, timeout) as client:
        hits = client.search_articles(" ".join(words), filter_text, page_size=page_size or 0)
        with filter_shown(filter_text):
            write_listing(hits, limit, everything, output, HITS, hit_lines, "Articles found")
