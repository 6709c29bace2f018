"""An article, or a table of records, as one self-contained HTML page: no network, no fonts, nothing to install."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeVar
from urllib.parse import urlsplit

from dateline.render import wording
from dateline.render.columns import Column
from dateline.render.highlights import Layer, count_in_code_points
from dateline.render.marked_html import TextMarker, cards
from dateline.render.page import table, whole_page
from dateline.render.pictures.picture import Picture, as_element
from dateline.render.pictures.timeline import draw_article_timeline
from dateline.render.plain import visible
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote, QuoteRecord

Record = TypeVar("Record")

# Every picture is drawn twice, for wide and for narrow windows, and the style sheet shows the one that fits.
WIDE, NARROW = 960, 340
HINT = (
    '<p class="hint">Point at a mark in the text, or tab to it and walk on with the arrow keys, '
    "to see what Dateline read there. A click keeps it open; Escape lets it go.</p>"
)


def article_page(article: Article) -> str:
    """The page of an article: marked text with details on hover and focus, timeline, events, quotes, actors, places."""
    article = count_in_code_points(article)
    marker = TextMarker(article)
    title = marker.title() if article.title else "Untitled"
    events, quotes = event_records(article), quote_records(article)
    timeline = [draw_article_timeline(events, article.published_date, width) for width in (WIDE, NARROW)]
    parts = [
        '<a class="skip" href="#events">Skip to the events</a><div class="page" data-stops>',
        f'<header><h1>{title}</h1><p class="facts">{article_facts(article)}</p>{warnings(article)}</header>',
        f'<div class="columns"><main><article class="text" lang="{escape(article.language or "en")}">',
        *marker.paragraphs(),
        f"</article></main>{side_panel()}</div>",
    ]
    if timeline[0].drawing:
        notes = "".join(f'<p class="facts">{escape(note)}</p>' for note in timeline[0].notes)
        inside = f'<h2 id="h-time">Timeline</h2>{picture_box(timeline, "timeline")}{notes}'
        parts.append(f'<section aria-labelledby="h-time">{inside}</section>')
    parts += [_event_section(events, article), _quote_section(quotes), _actor_section(article.actors)]
    parts.append(f'<div class="pair">{_place_section(article.places)}{_time_section(article)}</div>')
    parts += [f"<footer>{_engine(article)}</footer></div>", *cards(article)]
    return whole_page(article.title or article.name or "Article", "".join(parts), script=True)


def table_page(title: str, records: Iterable[Record], columns: Sequence[Column[Record]]) -> str:
    """A page with one table of the brief columns."""
    shown = [column for column in columns if column.brief]
    rows = [[column.text(record) for column in shown] for record in records]
    body = table(title, [column.brief for column in shown], [[escape(visible(cell)) for cell in row] for row in rows])
    return whole_page(title, f'<div class="page"><main><h1>{escape(title)}</h1>{body}</main></div>')


def picture_box(pictures: Sequence[Picture], name: str) -> str:
    """A picture in its wide and its narrow drawing."""
    wide, narrow = pictures
    drawn = as_element(wide, f"{name}-wide", "wide") + as_element(narrow, f"{name}-narrow", "narrow")
    return f'<div class="drawn">{drawn}</div>'


def side_panel() -> str:
    """What tells of the mark that is pointed at, and chooses which marks are shown."""
    panel = f'<div class="panel" id="panel" role="status" aria-live="polite" aria-label="Details">{HINT}</div>'
    return f'<aside aria-label="Marks">{_legend()}{panel}</aside>'


def article_facts(article: Article) -> str:
    """Source, day, authors, section, name and address in a line."""
    facts = [article.source, article.published_date, ", ".join(article.authors), article.section, article.name]
    line = [escape(visible(fact)) for fact in facts if fact]
    if article.url:
        shown = escape(visible(article.url))
        safe = urlsplit(article.url).scheme in ("http", "https")
        line.append(f'<a href="{escape(article.url)}" rel="noreferrer">{shown}</a>' if safe else shown)
    return " · ".join(line)


def warnings(article: Article) -> str:
    """What could not be decided; empty where all could."""
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
                # Next to the type: in a narrow window too, no claim is seen without its status.
                f'<span class="status {status}">{wording.status_word(event)}</span>',
                f"{who}{gist}",
                escape(visible(wording.when_of(record))),
                escape(visible(wording.where(record))),
                escape(visible(wording.who_says(record) or "the article")),
            ]
        )
        ids.append(event.id)
    return _section("events", "Events", ["type", "status", "who → whom", "when", "where", "who says so"], rows, ids)


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
    inside = '<p class="facts">None found.</p>' if not rows else table(title, heads, rows, ids)
    heading = f'<h2 id="h-{name}">{title}</h2>'
    return f'<section id="{name}" aria-labelledby="h-{name}">{heading}{inside}</section>'


def _engine(article: Article) -> str:
    engine = article.engine
    facts = [
        f"Read by Dateline {engine.version}" if engine.version else "Read by Dateline",
        engine.model,
        f"ontology {engine.ontology}" if engine.ontology else "",
        f"digest {engine.digest[:12]}" if engine.digest else "",
    ]
    return escape(visible(" · ".join(fact for fact in facts if fact)))
