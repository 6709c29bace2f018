"""`dateline report`: what the events that match a question come to, in pictures."""

import os
import shlex
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import click

from dateline.cli import failures
from dateline.cli.export_files import Target, open_target
from dateline.cli.listing import filter_shown, nothing_found
from dateline.cli.names import FileName, FilterText
from dateline.cli.options import connected, server_option
from dateline.cli.progress import Progress
from dateline.errors import DatelineError, NotFound, Unavailable

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.render.pictures.findings import Findings
    from dateline.render.theme import Theme
    from dateline.v1.article_pb2 import Article
    from dateline.v1.event_pb2 import EventRecord

Shape = Literal["html", "svg", "png"]

# As in `dateline.render.report`, which only a report that is made should have to import.
PICTURES = ("timeline", "series", "graph", "map")
_STDOUT = "-"
_SUFFIXES: dict[str, Shape] = {".html": "html", ".htm": "html", ".svg": "svg", ".png": "png"}
_NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_PAGE, _ARTICLES, _WIDTH = 500, 20, 960
_SECONDS_TO_COUNT = 5.0


@click.command(short_help="Show what the events that match come to, in pictures.")
@click.argument("words", nargs=-1, metavar="[WORD…]")
@click.option(
    "--filter",
    "filter_text",
    default="",
    metavar="FILTER",
    type=FilterText("events"),
    help="Only events that match, as in `events`.",
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(["html", "svg", "png"]),
    help="Format; by the name of the file, else html, or svg with --picture.",
)
@click.option("--picture", type=click.Choice(PICTURES), help="The picture of svg and png; timeline unless given.")
@click.option(
    "--width",
    type=click.IntRange(320, 4000),
    metavar="PIXELS",
    help=f"Width of the picture of svg and png; {_WIDTH} unless given.",
)
@click.option("--theme", type=click.Choice(["light", "dark"]), help="Colours of png; light unless given.")
@click.option(
    "--articles",
    type=click.IntRange(0),
    metavar="N",
    help=f"Articles to show in full in html; {_ARTICLES} unless given.",
)
@click.option(
    "--out",
    default=_STDOUT,
    show_default=True,
    metavar="FILE|-",
    type=FileName(),
    help="File to write; - is standard output.",
)
@server_option(equivalents=False)
def report(
    words: tuple[str, ...],
    filter_text: str,
    output: Shape | None,
    picture: str | None,
    width: int | None,
    theme: "Theme | None",
    articles: int | None,
    out: str,
    server: str | None,
    timeout: float | None,
) -> int:
    """Draw the events that hold all WORDs and pass the filter; all events where neither is given.

    html is one page that needs nothing else: a timeline, what countries do to each other over time, a graph of the actors, a
    map, each with its numbers as a table, the events, and the articles with their marks. svg and png are one picture. Only
    what articles report themselves is drawn solid; what is claimed, planned, possible or denied is hollow. All events are
    read and counted; what a picture has no room for, it says.

    \b
    Examples:
      dateline report --out report.html
      dateline report fishing quota --filter 'published_date >= "2025-04-01"' --out quota.html
      dateline report --filter 'agent.country = "KEN"' --picture map --out kenya.svg
      dateline report --picture graph --theme dark --width 1200 --out actors.png

    png needs `pip install 'dateline[pictures]'`.
    """
    shape = output or _shape_of(out, "svg" if picture or width else "html")
    _check(shape, picture, width, theme, articles)
    if out == _STDOUT and sys.stdout.isatty():
        raise click.UsageError(f"{shape} is nothing to read on a terminal; name a file with --out report.{shape}.")
    if shape == "png":
        from dateline.render.png import png_of

        png_of(_NOTHING)  # what is missing is told before anything is read
    request = shlex.join(["report", *words, "--filter", filter_text, "-o", shape, "--picture", picture or ""])
    from dateline.render.pictures.findings import Findings
    from dateline.render.pictures.svg import counted

    with (
        connected(server, timeout) as client,
        filter_shown(filter_text),
        open_target(out, request, can_resume=False) as target,
    ):
        findings = Findings()
        all_of: int | None = None
        with Progress(sys.stderr.isatty()) as progress:
            if words:
                all_of = count_events(client, filter_text) if progress.shown or out != _STDOUT else None
                progress.among = all_of  # a search does not tell how much it will find
            elif progress.shown:
                progress.total = count_events(client, filter_text)
            for record in _events(client, " ".join(words), filter_text):
                findings.add(record)
                progress.add(1)
        if shape == "html":
            most = _ARTICLES if articles is None else articles
            data = _page(client, " ".join(words), filter_text, findings, most).encode()
        else:
            data = _picture(findings, shape, picture or "timeline", width or _WIDTH, theme)
        _write(data, target, out)
    if not findings.events:
        failures.say(nothing_found("events", filter_text, " ".join(words)))
    if out != _STDOUT:
        told = f"{counted(findings.events, 'event')} of {counted(len(findings.articles), 'article')}"
        share = f", of {counted(all_of, 'event')} looked through" if all_of else ""
        failures.say(f"{told} {'is' if findings.events == 1 else 'are'} in {out}{share}.")
    return 0


def _shape_of(out: str, otherwise: Shape) -> Shape:
    suffix = os.path.splitext(out)[1].lower()
    if out == _STDOUT or not suffix:
        return otherwise
    if suffix not in _SUFFIXES:
        raise click.UsageError(f"{out}: by its name it is none of html, svg and png; choose with -o.")
    return _SUFFIXES[suffix]


def _write(data: bytes, target: Target, out: str) -> None:
    try:
        target.write(data, "")
        target.finish()
    except OSError as error:
        if isinstance(error, BrokenPipeError) or out == _STDOUT:
            raise
        target.leave()
        if error.errno not in failures.NO_SPACE:
            raise
        raise Unavailable(
            f"{out}: the disk is full, or the file may not grow. Nothing of the report is kept; make room, or name a file "
            "elsewhere.",
            reason="DISK_FULL",
        ) from error


def _check(shape: Shape, picture: str | None, width: int | None, theme: str | None, articles: int | None) -> None:
    for option, given, shapes in (
        ("--picture", picture, ("svg", "png")),
        ("--width", width, ("svg", "png")),
        ("--theme", theme, ("png",)),
        ("--articles", articles, ("html",)),
    ):
        if given is not None and shape not in shapes:
            why = {
                "html": "html holds every picture, and fits itself to the window and to light or dark.",
                "svg": "svg is one picture, which obeys the reader's choice of light or dark.",
                "png": "png is one picture.",
            }[shape]
            raise click.UsageError(f"{option} is for {' and '.join(shapes)}: {why}")


def count_events(client: "Client", filter_text: str) -> int | None:
    """The number of events that are read; None where the server does not tell in time."""
    try:
        buckets = client.events.aggregate(filter=filter_text, timeout=_SECONDS_TO_COUNT)
        return sum(bucket.event_count for bucket in buckets)
    except DatelineError:
        return None


def _events(client: "Client", words: str, filter_text: str) -> "Iterable[EventRecord]":
    if words:
        return (hit.event for hit in client.events.search(words, filter_text, page_size=_PAGE))
    return client.events.list(filter_text, page_size=_PAGE)


def _page(client: "Client", words: str, filter_text: str, findings: "Findings", most: int) -> str:
    from dateline.render.report_page import Report, report_page

    asked = " · ".join(part for part in (words, filter_text) if part)
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    shown = _articles(client, list(findings.articles)[:most])
    return report_page(Report(f"Report: {asked or 'all events'}", made, findings, shown))


def _articles(client: "Client", names: list[str]) -> "list[Article]":
    try:
        return list(client.articles.batch_get(names)) if names else []
    except NotFound:
        # One was deleted since its events were read; the others are still there.
        found = []
        for name in names:
            try:
                found.append(client.articles.get(name))
            except NotFound:
                continue
        return found


def _picture(findings: "Findings", shape: Shape, name: str, width: int, theme: "Theme | None") -> bytes:
    from dateline.render.pictures.picture import as_file
    from dateline.render.report import PICTURES

    drawn = PICTURES[name](findings, width)
    if shape == "svg":
        return as_file(drawn).encode()
    from dateline.render.png import png_of

    return png_of(as_file(drawn, theme or "light"))
