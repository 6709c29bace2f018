"""A report as one self-contained HTML page: counts, pictures with their numbers, events, and the articles with their marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from dateline.render import wording
from dateline.render.highlights import count_in_code_points
from dateline.render.html import NARROW, WIDE, article_facts, picture_box, side_panel, warnings
from dateline.render.marked_html import TextMarker, cards
from dateline.render.page import table, text, whole_page
from dateline.render.pictures.findings import Findings
from dateline.render.pictures.marks import STATUSES, glyph
from dateline.render.pictures.picture import Picture
from dateline.render.pictures.svg import counted
from dateline.render.report import PICTURES
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord

_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells: the question in words, what was found, and those of its articles that are shown in full."""

    question: str
    made: str
    findings: Findings
    articles: Sequence[Article]


def report_page(report: Report) -> str:
    """The page. It holds the first 500 events and 1,000 rows of each picture's numbers, and says what it leaves out."""
    findings = report.findings
    sections = [(name, *_picture_section(name, draw, findings)) for name, draw in PICTURES.items()]
    sections.append(("events", "Events", _event_section(findings)))
    sections.append(("articles", "Articles", _article_section(report)))
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title, _ in sections)
    body = (
        '<a class="skip" href="#timeline">Skip to the pictures</a><div class="page">'
        f'<header><h1>{text(report.question)}</h1><p class="facts">{_facts(report)}</p>{_counts(findings)}</header>'
        f'<nav aria-label="Parts of the report"><ul>{links}</ul></nav>'
        f"<main>{''.join(section for *_, section in sections)}</main>"
        "<footer>Made by Dateline. Solid marks are what articles report themselves; whatever is only claimed, planned, possible "
        "or denied is drawn hollow, and never counted as fact.</footer></div>"
        + "".join("".join(cards(article, f"n{index}-")) for index, article in enumerate(report.articles))
    )
    return whole_page(report.question, body, script=bool(report.articles))


def _facts(report: Report) -> str:
    findings = report.findings
    days = dict.fromkeys(str(day) for day in (findings.first_published, findings.last_published) if day)
    facts = [
        counted(findings.events, "event"),
        counted(len(findings.articles), "article"),
        f"published {' to '.join(days)}" if days else "",
        f"as of {report.made}",
    ]
    return " · ".join(escape(fact) for fact in facts if fact)


def _counts(findings: Findings) -> str:
    items = "".join(
        f'<li><b>{findings.statuses[status]:,}</b><svg class="picture" viewBox="0 -8 20 16" aria-hidden="true">'
        f"{glyph(status, 10, 0)}</svg><span>{word}</span></li>"
        for status, word in STATUSES.items()
        if findings.statuses[status]
    )
    return f'<ul class="counts" aria-label="Events by status">{items}</ul>' if items else ""


def _picture_section(name: str, draw: Callable[[Findings, float], Picture], findings: Findings) -> tuple[str, str]:
    pictures = [draw(findings, width) for width in (WIDE, NARROW)]
    wide, narrow = pictures
    parts = _for_windows("told", [wide.description], [narrow.description])
    if wide.drawing:
        parts.append(picture_box(pictures, name))
    parts += _for_windows("facts", wide.notes, narrow.notes)
    if wide.table.rows:
        parts.append(_numbers(wide))
    heading = f'<h2 id="h-{name}">{escape(wide.title)}</h2>'
    return wide.title, f'<section id="{name}" aria-labelledby="h-{name}">{heading}{"".join(parts)}</section>'


def _for_windows(style: str, wide: Sequence[str], narrow: Sequence[str]) -> list[str]:
    """Paragraphs, of which some hold for wide or for narrow windows only."""
    shared = [f'<p class="{style}{"" if words in narrow else " on-wide"}">{text(words)}</p>' for words in wide]
    return shared + [f'<p class="{style} on-narrow">{text(words)}</p>' for words in narrow if words not in wide]


def _numbers(picture: Picture) -> str:
    rows = [[text(cell) for cell in row] for row in picture.table.rows[:_ROWS]]
    left = len(picture.table.rows) - len(rows)
    more = f'<p class="facts">The first {_ROWS:,} rows; {left:,} more are left out.</p>' if left else ""
    shown = table(picture.title, [escape(head) for head in picture.table.heads], rows)
    return f"<details><summary>The same as a table</summary>{shown}{more}</details>"


def _event_section(findings: Findings) -> str:
    left = findings.events - len(findings.kept)
    note = (
        f'<p class="facts">The first {len(findings.kept):,} events; {left:,} more are left out here, but counted in the '
        "pictures. <code>dateline list events --all -o csv</code> prints all.</p>"
        if left
        else ""
    )
    heads = ["type", "status", "who → whom", "when", "where", "who says so", "article"]
    rows = [_event_row(record) for record in findings.kept]
    inside = (
        f'<div class="long">{table("Events", heads, rows)}</div>{note}' if rows else '<p class="facts">None found.</p>'
    )
    return f'<section id="events" aria-labelledby="h-events"><h2 id="h-events">Events</h2>{inside}</section>'


def _event_row(record: EventRecord) -> list[str]:
    event = record.event
    gist = f'<span class="gist">{text(event.gist)}</span>' if event.gist else ""
    origin = ", ".join(part for part in (record.source, record.published_date) if part)
    return [
        text(event.type),
        f'<span class="status {Event.Status.Name(event.status)}">{wording.status_word(event)}</span>',
        f"{text(str(wording.sides(record)) or event.label)}{gist}",
        text(wording.when_of(record)),
        text(wording.where(record)),
        text(wording.who_says(record) or "the article"),
        f'{text(record.article_title or record.article)}<span class="gist">{text(origin)}</span>',
    ]


def _article_section(report: Report) -> str:
    heading = '<h2 id="h-articles">Articles</h2>'
    if not report.articles:
        return f'<section id="articles" aria-labelledby="h-articles">{heading}<p class="facts">None.</p></section>'
    shown = len(report.articles)
    left = len(report.findings.articles) - shown
    first = "The first article" if shown == 1 else f"The first {shown:,} articles"
    note = (
        f'<p class="facts">{first}; {left:,} more {"is" if left == 1 else "are"} left out here. '
        "<code>--articles N</code> shows another number.</p>"
        if left
        else ""
    )
    read = "".join(_article(article, f"n{index}-") for index, article in enumerate(report.articles))
    columns = f'<div class="columns"><div>{read}</div>{side_panel()}</div>'
    return f'<section id="articles" aria-labelledby="h-articles">{heading}{note}{columns}</section>'


def _article(article: Article, prefix: str) -> str:
    article = count_in_code_points(article)
    marker = TextMarker(article, prefix)
    title = marker.title() if article.title else "Untitled"
    return (
        f'<article class="read" data-stops aria-labelledby="{prefix}h"><h3 id="{prefix}h">{title}</h3>'
        f'<p class="facts">{article_facts(article)}</p>{warnings(article)}'
        f'<div class="text" lang="{escape(article.language or "en")}">{"".join(marker.paragraphs())}</div></article>'
    )
