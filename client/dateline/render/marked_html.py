"""The text of an article as HTML with its claims marked, and a card for each claim."""

from collections.abc import Iterator, Sequence
from html import escape

from dateline.render import wording
from dateline.render.highlights import Highlight, Layer, Piece, highlights, pieces
from dateline.render.plain import paragraph_break, visible
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression

_NEAR = (Layer.EVIDENCE, Layer.PART)


class TextMarker:
    """Marks title and body; among all marks exactly the first can be reached with the tab key, the rest by arrows.

    `prefix` stands before the local ids, so that several articles can share a page.
    """

    def __init__(self, article: Article, prefix: str = "") -> None:
        self._article = article
        self._prefix = prefix
        self._titles = dict(_short_titles(article))
        self._reachable = False
        self._anchored: set[str] = set()

    def title(self) -> str:
        """The title, marked."""
        text, marks = self._article.title, highlights(self._article, Span.TITLE)
        return "".join(self._mark(text, piece) for piece in pieces(len(text), marks))

    def paragraphs(self) -> Iterator[str]:
        """The body as `<p>` elements; no character is lost but the breaks between them."""
        body = self._article.body
        separator = paragraph_break(body)
        parts: list[str] = []
        for piece in pieces(len(body), highlights(self._article)):
            if piece.highlights or "\n" not in body[piece.start : piece.end]:
                parts.append(self._mark(body, piece))
                continue
            first, *rest = visible(body[piece.start : piece.end]).split(separator)
            parts.append(escape(first))
            for paragraph in rest:
                yield f"<p>{''.join(parts)}</p>"
                parts = [escape(paragraph.lstrip("\n"))]
        yield f"<p>{''.join(parts)}</p>"

    def _mark(self, text: str, piece: Piece) -> str:
        words = escape(visible(text[piece.start : piece.end]))
        if not piece.highlights:
            return words
        own = [highlight for highlight in piece.highlights if highlight.layer not in _NEAR]
        near = self._ids([highlight for highlight in piece.highlights if highlight.layer in _NEAR])
        attributes = f' data-near="{near}"' if near else ""
        if own:
            layers = " ".join(dict.fromkeys(str(highlight.layer) for highlight in own))
            title = "; ".join(dict.fromkeys(self._titles.get(highlight.claim, "") for highlight in own))
            attributes += f' data-claims="{self._ids(own)}" title="{escape(title)}"{self._stop(piece, own)}'
            return f'<span class="m {layers}"{attributes}>{words}</span>'
        return f'<span class="m"{attributes}>{words}</span>'

    def _stop(self, piece: Piece, own: Sequence[Highlight]) -> str:
        """Attributes that let the keyboard reach the first piece of a highlight, and links reach an event's trigger."""
        starting = [highlight for highlight in own if highlight.start == piece.start]
        if not starting:
            return ""
        index = -1 if self._reachable else 0
        self._reachable = True
        event = next((mark.claim for mark in starting if mark.layer == Layer.EVENT), "")
        if event and event not in self._anchored:
            self._anchored.add(event)
            return f' tabindex="{index}" id="text-{escape(self._prefix + event)}"'
        return f' tabindex="{index}"'

    def _ids(self, marks: Sequence[Highlight]) -> str:
        return escape(" ".join(dict.fromkeys(self._prefix + mark.claim for mark in reversed(marks))))


def _short_titles(article: Article) -> Iterator[tuple[str, str]]:
    for actor in article.actors:
        yield actor.id, visible(actor.name)
    for event in article.events:
        yield event.id, visible(f"{event.type}: {event.gist or event.label} ({wording.status_word(event)})")
    for record in quote_records(article):
        yield record.quote.id, visible(f"Quote: {wording.speaker(record) or 'unknown speaker'}")
    for place in article.places:
        yield place.id, visible(wording.place_name(place))
    for time in article.times:
        yield time.id, visible(time.value)


def cards(article: Article, prefix: str = "") -> Iterator[str]:
    """A `<template>` for each claim of the article: what the panel shows when a mark is touched."""
    for actor in article.actors:
        facts = [
            ("kind", wording.enum_word(Actor.Kind.Name(actor.kind))),
            ("country", actor.country_code),
            ("roles", "; ".join(wording.role_phrases(actor))),
            ("belongs to", wording.name_of(actor.affiliation, article.actors)),
            ("mentions", str(len(actor.mentions))),
            ("name", actor.actor),
        ]
        yield _card(prefix + actor.id, actor.name, "", facts)
    for record in event_records(article):
        event = record.event
        facts = [
            ("status", wording.status_word(event)),
            ("who", str(wording.sides(record))),
            ("when", wording.when_of(record)),
            ("where", wording.where(record)),
            ("who says so", wording.who_says(record) or "the article"),
            ("linked", wording.relations(event, article.events)),
            ("numbers", ", ".join(f"{quantity.value:g} {quantity.unit}" for quantity in event.quantities)),
            ("sort", wording.enum_word(Event.QuadClass.Name(event.quad_class))),
            ("confidence", f"{event.confidence:.0%}"),
        ]
        yield _card(prefix + event.id, " ".join(part for part in (event.type, event.mode) if part), event.gist, facts)
    for quoted in quote_records(article):
        quote = quoted.quote
        facts = [
            ("kind", wording.enum_word(Quote.Kind.Name(quote.kind))),
            ("cue", wording.cue(quoted)),
            ("to", wording.name_of(quote.addressee, quoted.actors)),
            ("via", ", ".join(wording.name_of(local, quoted.actors) for local in quote.via)),
        ]
        yield _card(
            prefix + quote.id, f"{wording.speaker(quoted) or 'Somebody'} says", wording.words_said(quoted), facts
        )
    for place in article.places:
        point = place.location
        facts = [
            ("kind", wording.enum_word(Place.Kind.Name(place.kind))),
            ("in", ", ".join(part for part in (place.admin1, place.country_code) if part)),
            ("at", f"{point.latitude:.3f}, {point.longitude:.3f}" if place.HasField("location") else ""),
            ("GeoNames", str(place.geonames_id or "")),
        ]
        yield _card(prefix + place.id, place.name, "", facts)
    for time in article.times:
        bounds = " to ".join(dict.fromkeys(bound for bound in (time.earliest, time.latest) if bound))
        facts = [
            ("words", time.span.text),
            ("type", wording.enum_word(TimeExpression.Type.Name(time.type))),
            ("days", bounds),
            ("modified", wording.enum_word(TimeExpression.Mod.Name(time.mod))),
        ]
        yield _card(prefix + time.id, time.value or time.span.text, "", facts)


def _card(claim: str, heading: str, sentence: str, facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(word)}</dt><dd>{escape(visible(fact))}</dd>" for word, fact in facts if fact)
    said = f"<p>{escape(visible(sentence))}</p>" if sentence else ""
    inside = f"<h3>{escape(visible(heading))}</h3>{said}<dl>{rows}</dl>"
    return f'<template id="card-{escape(claim)}"><div>{inside}</div></template>'
