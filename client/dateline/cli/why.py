"""`dateline why`: what an event was read from, and what decided."""

import click

from dateline.cli import failures
from dateline.cli.article_files import read_article
from dateline.cli.engine import parse_here
from dateline.cli.names import EventKey, Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, console, pretty, write
from dateline.cli.pager import paged
from dateline.documents import rebuild_document
from dateline.errors import DatelineError, NotFound
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.parser_service_pb2 import ParseOptions


@click.command(short_help="Say why an event was read as it was.")
@click.argument("article", metavar="NAME|FILE.json|-", type=Name("articles", or_file=True))
@click.argument("event", metavar="[EVENT]", default="", type=EventKey())
@output_option(("text", "json"), default="text")
@server_option()
@paged
def why(article: str, event: str, output: str, server: str | None, timeout: float | None) -> int:
    """Say why an event was read as it was: its trigger and the row of the table that knows it, the words that decide
    whether it happened, who says so, who takes part, when and where, each with the words it was read from.

    NAME is articles/… in a server; FILE.json (or - for standard input) is an article as `dateline parse -o json` prints
    it, which is read again here, or by the server that --server names. EVENT is the event's id (e1) or key; without it
    all events are explained.

    \b
    Examples:
      dateline why articles/4f0c2a1be7d9 e1
      dateline why articles/4f0c2a1be7d9 0c1d2e3f40516273 -o json
      dateline parse talks.txt -o json | dateline why -

    Exit code: 0 explained, 3 there is no such article or event.
    """
    if article.startswith("articles/"):
        with connected(server, timeout, beforehand=True) as client:
            stored = client.articles.get(article)
    else:
        stored = read_article(article)
    if server or article.startswith("articles/"):
        with connected(server, timeout) as client:
            explained = client.parse(rebuild_document(stored), explain=True)
    else:
        explained = _parse_here(stored)
    wanted = [found for found in stored.events if event in ("", found.id, found.key)]
    if event and not wanted:
        known = ", ".join(found.id for found in stored.events[:20]) or "none"
        raise NotFound(f"The article has no event {event!r}; it has {known}.", reason="EVENT_NOT_FOUND")
    if explained.engine.digest != stored.engine.digest:
        failures.say("The article was read by another version of Dateline; the reasons are those of this one.")
    reasons = {found.key: found for found in explained.events}
    shown = [reasons.get(found.key, found) for found in wanted]
    if output == "json":
        listed = [as_dict(found) for found in shown]
        write(pretty(listed[0] if event else listed))
    else:
        _print(explained, shown, {found.key: found for found in wanted})
    missing = [found.id for found in wanted if found.key not in reasons]
    if missing:
        failures.say(f"Not read any more: {', '.join(missing)}.")
        return failures.SOME_FAILED
    return 0


def _parse_here(stored: Article) -> Article:
    [outcome] = parse_here(iter([rebuild_document(stored)]), ParseOptions(explain=True))
    if isinstance(outcome, DatelineError):
        raise outcome
    return outcome


def _print(explained: Article, shown: list[Event], stored: dict[str, Event]) -> None:
    from dateline.render.reasons import correction_line, reason_lines
    from dateline.render.records import event_records
    from dateline.render.terminal import event_lines

    terminal = console()
    records = {record.event.key: record for record in event_records(explained)}
    for number, event in enumerate(shown):
        if number:
            terminal.print()
        if event.key in records:
            terminal.print(event_lines(records[event.key]))
        terminal.print(reason_lines(event))
        if stored[event.key].HasField("correction"):
            terminal.print(correction_line(stored[event.key]))
