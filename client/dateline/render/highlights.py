"""Where the claims of an article stand in its text, as pieces that lie side by side however the spans overlap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dateline.spans import convert_offsets
from dateline.v1.article_pb2 import Article
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import OFFSET_UNIT_CODE_POINT, Span


class Layer(StrEnum):
    """What a span is to its claim; the later the stronger where several lie on one word."""

    EVIDENCE = "evidence"
    PART = "part"
    PARAPHRASE = "paraphrase"
    QUOTE = "quote"
    TIME = "time"
    PLACE = "place"
    ACTOR = "actor"
    CUE = "cue"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Highlight:
    """The characters [start, end) belong to the claim with the local id `claim`."""

    start: int
    end: int
    layer: Layer
    claim: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters [start, end), all under the same highlights."""

    start: int
    end: int
    highlights: tuple[Highlight, ...]


def count_in_code_points(article: Article) -> Article:
    """The article with offsets as Python counts."""
    return convert_offsets(article, OFFSET_UNIT_CODE_POINT)


def highlights(article: Article, part: Span.Part.ValueType = Span.BODY) -> list[Highlight]:
    """Every highlight in the body or the title, by start, longer ones first; offsets in code points."""
    length = len(article.title if part == Span.TITLE else article.body)
    found = [
        Highlight(span.start, span.end, layer, claim)
        for span, layer, claim in _spans(article)
        if (span.part == Span.TITLE) == (part == Span.TITLE) and 0 <= span.start < span.end <= length
    ]
    return sorted(dict.fromkeys(found), key=lambda highlight: (highlight.start, -highlight.end))


def _spans(article: Article) -> Iterator[tuple[Span, Layer, str]]:
    for quote in article.quotes:
        layer = Layer.PARAPHRASE if quote.kind == Quote.INDIRECT else Layer.QUOTE
        for span in quote.content:
            yield span, layer, quote.id
        yield quote.verb_span, Layer.CUE, quote.id
        yield quote.speaker_span, Layer.PART, quote.id
    for event in article.events:
        for span in (event.trigger, *event.coreferent):
            yield span, Layer.EVENT, event.id
        for span in event.evidence:
            yield span, Layer.EVIDENCE, event.id
        for participant in event.participants:
            yield participant.span, Layer.PART, event.id
        for attribution in event.attributions:
            yield attribution.source_span, Layer.PART, event.id
            yield attribution.verb_span, Layer.CUE, event.id
    for actor in article.actors:
        for mention in actor.mentions:
            yield mention.span, Layer.ACTOR, actor.id
    for place in article.places:
        for mention in place.mentions:
            yield mention.span, Layer.PLACE, place.id
    for time in article.times:
        yield time.span, Layer.TIME, time.id


def pieces(length: int, marks: Iterable[Highlight]) -> Iterator[Piece]:
    """The text of `length` characters cut at every boundary of a highlight; together the pieces are the whole text."""
    starts: dict[int, list[Highlight]] = {}
    ends: dict[int, list[Highlight]] = {}
    for mark in marks:
        starts.setdefault(mark.start, []).append(mark)
        ends.setdefault(mark.end, []).append(mark)
    active: dict[Highlight, None] = {}
    before = 0
    for boundary in sorted({*starts, *ends, length}):
        if boundary > before:
            yield Piece(before, boundary, tuple(active))
            before = boundary
        for mark in ends.get(boundary, ()):
            active.pop(mark, None)
        active.update(dict.fromkeys(starts.get(boundary, ())))
