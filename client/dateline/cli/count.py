"""`dateline count`: stored events in buckets."""

from typing import Any

import click

from dateline.cli import failures
from dateline.cli.lazy import LazyCommand, LazyGroup
from dateline.cli.listing import filter_shown, nothing_found
from dateline.cli.names import FilterText
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import chosen, write_records
from dateline.cli.pager import paged

# As in `EventDimension`, which only a call that is made should have to import.
DIMENSIONS = (
    *("type", "quad_class", "status", "agent_country", "recipient_country", "dyad", "place_country"),
    *("day", "week", "month"),
)
_MOST_A_PAGE = 10_000


class Dimensions(click.ParamType[tuple[str, ...]]):
    """Names of dimensions, a comma between them."""

    name = "dimensions"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names, once they are known to be dimensions."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip().replace("-", "_") for name in str(value).split(",") if name.strip())
        for name in names:
            if name not in DIMENSIONS:
                self.fail(f"{name!r} is nothing to count by; there are {', '.join(DIMENSIONS)}.", param, ctx)
        return names


@click.command(short_help="Events of all stored articles, by type, day, country and the like.")
@click.option(
    "--by", "by", type=Dimensions(), multiple=True, metavar="NAME[,NAME…]", help=f"Buckets: {', '.join(DIMENSIONS)}."
)
@click.option(
    "--filter",
    "filter_text",
    default="",
    metavar="FILTER",
    type=FilterText("events"),
    help="Only events that match (AIP-160).",
)
@click.option("--empty", is_flag=True, help="Print buckets without events too: no day is left out.")
@output_option(("table", "csv", "md", "json", "jsonl", "html"))
@server_option()
@paged
def events(
    by: tuple[tuple[str, ...], ...],
    filter_text: str,
    empty: bool,
    output: str | None,
    server: str | None,
    timeout: float | None,
) -> None:
    """Count the events of all stored articles: events, articles, publishers and mean intensity of each bucket.

    At most four dimensions, of day, week and month one. An event with several countries counts in the bucket of each.

    \b
    Examples:
      dateline count events --by type
      dateline count events --by type,month --filter 'agent.country = "NOR"' -o csv
      dateline count events --by day --empty --filter 'type = "PROTEST"' -o jsonl
    """
    from dateline.render.columns import bucket_columns
    from dateline.v1.event_service_pb2 import EventDimension

    names = tuple(name for some in by for name in some)
    wanted = [EventDimension.Value(f"EVENT_DIMENSION_{name.upper()}") for name in names]
    shape = chosen(output)
    with connected(server, timeout) as client:
        buckets = client.events.aggregate(wanted, filter_text, include_empty=empty, page_size=_MOST_A_PAGE)
        with filter_shown(filter_text):
            columns = bucket_columns(names)
            shape = "table" if shape == "text" else shape
            if not write_records(buckets, shape, columns, str, "Number of events") and shape == "table":
                failures.say(nothing_found("events", filter_text))


@click.group(
    "count",
    cls=LazyGroup,
    lazy={"events": LazyCommand("dateline.cli.count:events", "Events, by type, day, country and the like.")},
)
def count_group() -> None:
    """Count stored events by type, day, country and the like.

    \b
    Examples:
      dateline count events --by type
      dateline count events --by dyad --filter 'quad_class = "VERBAL_CONFLICT"'
      dateline count events --by week --empty -o csv
    """
