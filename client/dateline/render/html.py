"""An article, or a table of records, as one self-contained HTML page: no network, no fonts, nothing to install."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import TypeVar
from urllib.parse import urlsplit

from dateline.render import wording
from dateline.render.columns import Column
from dateline.render.highlights import Layer, count_in_code_points
from dateline.render.marked_html import TextMarker, cards
from dateline.render.plain import visible
from dateline.render.records import event_records, quote_records
from dateline.render.timeline import timeline
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote, QuoteRecord

Record = TypeVar("Record")

_SHAPES = "● happened · ○ to come · ◇ claimed · ✕ did not happen · dashed ring: may happen"


def article_page(article: Article) -> str:
    """The page of an article: marked text with details on hover and focus, timeline, events, quotes, actors, places."""
    article = count_in_code_points(article)
    marker = TextMarker(article)
    title = marker.title() if article.title else "Untitled"
    events, quotes = event_records(article), quote_records(article)
    drawing = timeline(events, article.published_date)
    parts = [
        '<a class="skip" href="#events">Skip to the events</a><div class="page">',
        f'<header><h1>{title}</h1><p class="facts">{_facts(article)}</p>{_warnings(article)}</header>',
        f'<div class="columns"><main><article class="text" lang="{escape(article.language or "en")}">',
        *marker.paragraphs(),
        f"</article></main><aside>{_legend()}",
        '<div class="panel" id="panel" role="status" aria-live="polite" aria-label="Details">'
        '<p class="hint">Point at a mark in the text, or tab to it and walk on with the arrow keys, '
        "to see what Dateline read there. A click keeps it open; Escape lets it go.</p></div></aside></div>",
    ]
    if drawing:
        parts.append(
            '<section aria-labelledby="h-time"><h2 id="h-time">Timeline</h2>'
            f'<div class="scroll timeline" tabindex="0" role="region" aria-labelledby="h-time">{drawing}</div>'
            f'<p class="facts">{_SHAPES}{_undated(len(events), drawing.count("<g "))}</p></section>'
        )
    parts += [_event_section(events, article), _quote_section(quotes), _actor_section(article.actors)]
    parts.append(f'<div class="pair">{_place_section(article.places)}{_time_section(article)}</div>')
    parts += [f"<footer>{_engine(article)}</footer></div>", *cards(article)]
    return _page(article.title or article.name or "Article", "".join(parts), script=True)


def table_page(title: str, records: Iterable[Record], columns: Sequence[Column[Record]]) -> str:
    """A page with one table of the brief columns."""
    shown = [column for column in columns if column.brief]
    rows = [[column.text(record) for column in shown] for record in records]
    body = _table([column.brief for column in shown], [[escape(visible(cell)) for cell in row] for row in rows])
    return _page(title, f'<div class="page"><main><h1>{escape(title)}</h1>{body}</main></div>', script=False)


def _undated(events: int, drawn: int) -> str:
    left = events - drawn
    return f" · without a day of {'its' if left == 1 else 'their'} own: {left}" if left else ""


def _page(title: str, body: str, script: bool) -> str:
    style, code = _part("page.css"), _part("page.js")
    # Only this style and this script may run, and nothing may be fetched, whatever a text may have smuggled in.
    policy = f"default-src 'none'; style-src {_digest(style)}" + (f"; script-src {_digest(code)}" if script else "")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(visible(title))}</title><style>{style}</style></head><body>\n{body}\n"
        + (f"<script>{code}</script>" if script else "")
        + "</body></html>\n"
    )


@cache
def _part(name: str) -> str:
    return files("dateline.render").joinpath(name).read_text("utf-8")


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _facts(article: Article) -> str:
    facts = [article.source, article.published_date, ", ".join(article.authors), article.section, article.name]
    line = [escape(visible(fact)) for fact in facts if fact]
    if article.url:
        shown = escape(visible(article.url))
        safe = urlsplit(article.url).scheme in ("http", "https")
        line.append(f'<a href="{escape(article.url)}" rel="noreferrer">{shown}</a>' if safe else shown)
    return " · ".join(line)


def _warnings(article: Article) -> str:
    lines = "".join(f"<li>{escape(visible(warning.message or warning.code))}</li>" for warning in article.warnings)
    return f'<ul class="warnings" aria-label="Warnings">{lines}</ul>' if lines else ""


def _legend() -> str:
    boxes = "".join(
        f'<li><label><input type="checkbox" value="{layer}" checked><span class="{layer}">{word}</span></label></li>'
        for layer, word in (
            (Layer.ACTOR, "actor"),
            (Layer.EVENT, "event"),
            (Layer.QUOTE, "quote"),
            (Layer.PLACE, "place"),
            (Layer.TIME, "time"),
        )
    )
    return f'<ul class="legend" aria-label="Marks to show">{boxes}</ul>'


def _event_section(records: Sequence[EventRecord], article: Article) -> str:
    rows, ids = [], []
    for record in records:
        event = record.event
        main = ' class="main"' if event.id == article.headline_event else ""
        kind = escape(visible(event.type))
        name = f'<a href="#text-{escape(event.id)}"{main}>{kind}</a>' if event.trigger.end else kind
        gist = f'<span class="gist">{escape(visible(event.gist))}</span>' if event.gist else ""
        who = escape(visible(str(wording.sides(record)) or event.label))
        status = Event.Status.Name(event.status)
        rows.append(
            [
                name,
                f"{who}{gist}",
                f'<span class="status {status}">{wording.status_word(event)}</span>',
                escape(visible(wording.when(event.time))),
                escape(visible(wording.where(record))),
                escape(visible(wording.who_says(record) or "the article")),
            ]
        )
        ids.append(event.id)
    return _section("events", "Events", ["type", "who → whom", "status", "when", "where", "who says so"], rows, ids)


def _quote_section(records: Sequence[QuoteRecord]) -> str:
    items = []
    for record in records:
        words = escape(visible(wording.quoted_words(record)))
        speaker = escape(visible(wording.speaker(record)) or "unknown")
        kind = wording.enum_word(Quote.Kind.Name(record.quote.kind))
        cue = escape(visible(wording.cue(record)))
        items.append(
            f'<li data-claims="{escape(record.quote.id)}"><p>{words}</p>'
            f"<footer>{speaker} · {' · '.join(part for part in (cue, kind) if part)}</footer></li>"
        )
    if not items:
        return ""
    listed = f'<ul class="quotes">{"".join(items)}</ul>'
    return f'<section id="quotes" aria-labelledby="h-quotes"><h2 id="h-quotes">Quotes</h2>{listed}</section>'


def _actor_section(actors: Sequence[Actor]) -> str:
    rows = [
        [
            escape(visible(actor.name)),
            wording.enum_word(Actor.Kind.Name(actor.kind)),
            escape(visible(actor.country_code)),
            escape(visible("; ".join(wording.role_phrases(actor)))),
            str(len(actor.mentions)),
        ]
        for actor in actors
    ]
    heads = ["actor", "kind", "country", "roles", "mentions"]
    return _section("actors", "Actors", heads, rows, [actor.id for actor in actors])


def _place_section(places: Sequence[Place]) -> str:
    rows = [
        [
            escape(visible(place.name)),
            wording.enum_word(Place.Kind.Name(place.kind)),
            escape(visible(", ".join(part for part in (place.admin1, place.country_code) if part))),
        ]
        for place in places
    ]
    return _section("places", "Places", ["place", "kind", "in"], rows, [place.id for place in places])


def _time_section(article: Article) -> str:
    rows = [
        [
            escape(visible(time.span.text)),
            escape(visible(time.value)),
            escape(visible(" to ".join(dict.fromkeys(day for day in (time.earliest, time.latest) if day)))),
        ]
        for time in article.times
    ]
    return _section("times", "Times", ["words", "value", "days"], rows, [time.id for time in article.times])


def _section(name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], ids: Sequence[str]) -> str:
    if not rows:
        return f'<section id="{name}"><h2>{title}</h2><p class="facts">None found.</p></section>'
    heading = f'<h2 id="h-{name}">{title}</h2>'
    return f'<section id="{name}" aria-labelledby="h-{name}">{heading}{_table(heads, rows, ids)}</section>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], ids: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; the first cell of a row is its heading."""

    def attributes(head: str) -> str:
        return {"mentions": ' class="number"', "when": ' class="day"'}.get(head, "")

    lines = []
    for index, (first, *rest) in enumerate(rows):
        claim = f' data-claims="{escape(ids[index])}"' if ids else ""
        cells = "".join(f"<td{attributes(head)}>{cell}</td>" for head, cell in zip(heads[1:], rest, strict=True))
        lines.append(f'<tr{claim}><th scope="row">{first}</th>{cells}</tr>')
    top = "".join(f'<th scope="col"{attributes(head)}>{head}</th>' for head in heads)
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _engine(article: Article) -> str:
    engine = article.engine
    facts = [
        f"Read by Dateline {engine.version}" if engine.version else "Read by Dateline",
        engine.model,
        f"ontology {engine.ontology}" if engine.ontology else "",
        f"digest {engine.digest[:12]}" if engine.digest else "",
    ]
    return escape(visible(" · ".join(fact for fact in facts if fact)))
