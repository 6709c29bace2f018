"""`dateline list`: what is stored, page after page, and its short forms `events`, `actors`, `quotes`, `stories`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from dateline.cli import failures
from dateline.cli.lazy import LazyCommand, LazyGroup
from dateline.cli.names import FilterText, OrderText
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import chosen, write_records
from dateline.cli.pager import paged
from dateline.errors import InvalidFilter

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.paging import Pager

_DEFAULT_LIMIT = 50
_FULL_PAGE = 500

_ARTICLES_HELP = """List stored articles, latest published first.

    \b
    Examples:
      dateline list articles
      dateline list articles --filter 'source = "Coast Gazette" AND published_date >= "2025-04-01"'
      dateline list articles --order-by 'create_time desc' --fields name,title -o jsonl
      dateline list articles --all -o jsonl | wc -l
    """
_EVENTS_HELP = """List the events of all stored articles, those of the latest published articles first.

    \b
    Examples:
      dateline events --filter 'type = "CONSULT" AND agent.country = "NOR"'
      dateline events --filter 'status = "OCCURRED" AND time >= "2025-04-01"' -o table
      dateline events --all -o csv > events.csv
    """
_ACTORS_HELP = """List the actors over all stored articles, those in most articles first.

    \b
    Examples:
      dateline actors --filter 'kind = "PERSON" AND country = "NOR"'
      dateline actors --limit 10 -o table
      dateline actors --order-by display_name --all -o csv > actors.csv
    """
_QUOTES_HELP = """List the quotes of all stored articles, those of the latest published articles first.

    \b
    Examples:
      dateline quotes --filter 'speaker = "actors/person-ingrid-solberg"'
      dateline quotes --filter 'kind = "DIRECT"' --all -o jsonl
      dateline quotes --limit 10 -o table
    """
_STORIES_HELP = """List the stories: articles that tell of the same happening, the latest first.

    \b
    Examples:
      dateline list stories --filter 'source_count >= 3 AND last_date >= "2025-04-01"'
      dateline list stories --order-by 'article_count desc' --limit 10 -o table
      dateline list stories --all -o csv > stories.csv
    """


def listing_options(*own: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--filter`, `--limit`, `--all`, `--page-size`, what is the command's `own`, `-o`, `--server`; the list is paged."""
    options = (
        click.option(
            "--filter",
            "filter_text",
            default="",
            metavar="FILTER",
            type=FilterText(),
            help="Only those that match (AIP-160).",
        ),
        click.option(
            "--limit",
            type=click.IntRange(min=1),
            metavar="N",
            help=f"Print at most so many; {_DEFAULT_LIMIT} unless given.",
        ),
        click.option("--all", "everything", is_flag=True, help="Print all there are."),
        click.option(
            "--page-size", type=click.IntRange(1, 1000), metavar="N", help="Fetch so many at a time, at most 1000."
        ),
        *own,
        output_option(),
        server_option(),
        paged,
    )

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


ORDER = (
    click.option(
        "--order-by",
        default="",
        metavar="FIELD",
        type=OrderText(),
        help="In this order; `FIELD desc` for falling order.",
    ),
    click.option("--fields", default="", metavar="PATH,…", help="Only these fields, such as name,title."),
)
_DELETED = click.option(
    "--deleted", is_flag=True, help="Deleted ones too, before the others; `dateline undelete` brings one back."
)


@contextmanager
def filter_shown(filter_text: str) -> Iterator[None]:
    """Let an error about the filter show the filter, so that the place at fault can be pointed at."""
    try:
        yield
    except InvalidFilter as error:
        error.metadata.setdefault("filter", filter_text)
        raise


def most_printed(limit: int | None, everything: bool) -> int | None:
    """How many are printed at most; None for all."""
    return None if everything else limit or _DEFAULT_LIMIT


def fetched_at_once(page_size: int | None, limit: int | None, everything: bool) -> int:
    """How many a page has: what is printed, and where no limit is given one more, which tells that there are more."""
    return page_size or (_FULL_PAGE if everything else min(limit or _DEFAULT_LIMIT + 1, _FULL_PAGE))


def write_listing(
    items: Iterable[Any],
    limit: int | None,
    everything: bool,
    output: str | None,
    columns: Sequence[Any],
    lines: Callable[[Any], Any],
    title: str,
    nothing: str,
) -> None:
    """Write the items up to the limit; say on stderr when there are more, and `nothing` when there are none."""
    wanted = most_printed(limit, everything)
    iterator, shape = iter(items), chosen(output)
    count = write_records(islice(iterator, wanted), shape, columns, lines, title)
    if not count and shape in ("text", "table"):
        failures.say(nothing)
    if wanted is not None and limit is None and count == wanted and next(iterator, None) is not None:
        failures.say(f"The first {count} are shown; --all prints all, --limit N another number.")


def nothing_found(kind: str, filter_text: str, words: str = "") -> str:
    """The sentence for an empty list: what nothing answers to, or how something comes into the store."""
    asked = [f"hold {words}"] if words else []
    asked += [f"match {filter_text}"] if filter_text else []
    if asked:
        return f"No {kind} {' and '.join(asked)}."
    if kind == "stories":
        return "No two stored articles tell of the same happening yet."
    return f"No {kind} are stored yet; `dateline ingest FILE…` stores articles."


def _make(kind: str, title: str, text: str) -> click.Command:
    def command(
        filter_text: str,
        order_by: str,
        fields: str,
        limit: int | None,
        everything: bool,
        page_size: int | None,
        output: str | None,
        server: str | None,
        timeout: float | None,
        deleted: bool = False,
    ) -> None:
        if limit is not None and everything:
            raise click.UsageError("--limit and --all contradict each other.")
        columns, lines = views(kind)
        size = fetched_at_once(page_size, limit, everything)
        with connected(server, timeout) as client:
            paths = [path.strip() for path in fields.split(",") if path.strip()]
            more = {"show_deleted": True} if deleted else {}
            pager = _pager(client, kind)(filter_text, order_by=order_by, fields=paths, page_size=size, **more)
            behind = _Behind()
            items = behind.watch(pager) if kind == "stories" else pager
            with filter_shown(filter_text):
                nothing = nothing_found(kind, filter_text)
                write_listing(items, limit, everything, output, columns, lines, title, nothing)
            behind.tell()

    command.__doc__ = text
    own = (*ORDER, _DELETED) if kind == "articles" else ORDER
    return click.command(kind, short_help=f"{title}.")(listing_options(*own)(command))


class _Behind:
    """How many stored changes a list does not know of yet."""

    def __init__(self) -> None:
        self._changes = 0

    def watch(self, pager: "Pager[Any]") -> Iterator[Any]:
        """The items of the pager."""
        for page in pager.pages():
            self._changes = page.changes_behind
            yield from page.items

    def tell(self) -> None:
        """Say on stderr when there are some."""
        if self._changes:
            changes = "1 stored change is" if self._changes == 1 else f"{self._changes:,} stored changes are"
            failures.say(f"{changes} still to be sorted into stories; ask again in a moment.")


def _pager(client: "Client", kind: str) -> "Callable[..., Pager[Any]]":
    lists: dict[str, Callable[..., Pager[Any]]] = {
        "articles": client.articles.list,
        "events": client.events.list,
        "actors": client.actors.list,
        "quotes": client.quotes.list,
        "stories": client.stories.list,
    }
    return lists[kind]


def views(kind: str) -> tuple[Sequence[Any], Callable[[Any], Any]]:
    """The columns of a kind, and how one of it reads in text."""
    from dateline.render import columns, lines, stories, terminal

    views: dict[str, tuple[Sequence[Any], Callable[[Any], Any]]] = {
        "articles": (columns.ARTICLES, lines.article_lines),
        "events": (columns.EVENTS, lambda record: terminal.event_lines(record, source=True)),
        "actors": (columns.PROFILES, lines.profile_lines),
        "quotes": (columns.QUOTES, terminal.quote_lines),
        "stories": (columns.STORIES, stories.story_lines),
    }
    return views[kind]


articles = _make("articles", "Stored articles", _ARTICLES_HELP)
events = _make("events", "Events of all stored articles", _EVENTS_HELP)
actors = _make("actors", "Actors over all stored articles", _ACTORS_HELP)
quotes = _make("quotes", "Quotes of all stored articles", _QUOTES_HELP)
stories = _make("stories", "Stories that several stored articles tell", _STORIES_HELP)


@click.group(
    "list",
    cls=LazyGroup,
    lazy={
        kind: LazyCommand(f"dateline.cli.listing:{kind}", f"{title}.")
        for kind, title in (
            ("articles", "Stored articles, latest published first"),
            ("events", "Events of all stored articles"),
            ("actors", "Actors over all stored articles"),
            ("quotes", "Quotes of all stored articles"),
            ("stories", "Stories that several stored articles tell, the latest first"),
        )
    },
)
def list_group() -> None:
    """List stored articles, events, actors, quotes or stories.

    \b
    Examples:
      dateline list articles
      dateline list events --filter 'type = "PROTEST"' -o table
      dateline list actors --all -o jsonl
    """
