"""W3C Web Annotations, one a line: each event and each quote, tied to its words in the text of the article.

An annotation has a target for each stretch of words: a TextQuoteSelector with what stands before and behind, and a
TextPositionSelector, which counts code points as the model of the W3C demands. The source of a target is the text
that the offsets count in: the body or the title of one revision. The page that it was taken from is the scope.
"""

from collections.abc import Iterable, Iterator

from dateline.render import wording
from dateline.render.records import event_records, quote_records
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.quote_pb2 import Quote, QuoteRecord
from dateline.v1.span_pb2 import Span
from dateline_server.export.iris import event_iri, quote_iri, text_iri
from dateline_server.export.jsonl import json_line
from dateline_server.export.records import Resource
from dateline_server.export.writer import PlainWriter, Writer

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_CONTEXT_LENGTH = 32  # code points before and behind, as annotation tools write
_Object = dict[str, object]


def web_annotation_writer(_: Resource) -> Writer:
    """The annotations of one article after another; those of an article are one record."""
    return PlainWriter(lambda record: b"".join(map(json_line, make_annotations(Article.FromString(record)))))


def make_annotations(article: Article) -> Iterator[_Object]:
    """An annotation for each event, then for each quote."""
    for event in event_records(article):
        yield _annotation(
            article, event_iri(article.name, event.event), "describing", _event_body(event), _words(event)
        )
    for quote in quote_records(article):
        yield _annotation(
            article, quote_iri(article.name, quote.quote), "identifying", _quote_body(quote), quote.quote.content
        )


def _annotation(
    article: Article, address: str, motivation: str, bodies: list[_Object], spans: Iterable[Span]
) -> _Object:
    made: _Object = {
        "@context": CONTEXT,
        "id": address,
        "type": "Annotation",
        "motivation": motivation,
        "generator": {
            "type": "Software",
            "name": f"Dateline {article.engine.version}".strip(),
            "id": f"urn:dateline:engine:{article.engine.digest}",
        },
        "body": bodies,
        "target": [_target(article, span) for span in spans],
    }
    if article.HasField("update_time"):
        made["created"] = article.update_time.ToJsonString()
    return made


def _words(record: EventRecord) -> list[Span]:
    """The sentences that the event was read from, and the words that name it."""
    return [span for span in (*record.event.evidence, record.event.trigger) if span.end > span.start]


def _event_body(record: EventRecord) -> list[_Object]:
    event = record.event
    says = wording.who_says(record)
    return [
        _text(event.gist or event.label, "describing"),
        _text(event.type, "classifying"),
        # Whether it happened is told beside what it is, everywhere.
        _text(Event.Status.Name(event.status), "assessing"),
        *([_text(says, "commenting")] if says else []),
    ]


def _quote_body(record: QuoteRecord) -> list[_Object]:
    speaker = wording.speaker(record)
    return [
        _text(Quote.Kind.Name(record.quote.kind), "classifying"),
        *([_text(f"said by {speaker}", "commenting")] if speaker else []),
    ]


def _text(value: str, purpose: str) -> _Object:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _target(article: Article, span: Span) -> _Object:
    part = "title" if span.part == Span.TITLE else "body"
    text = article.title if part == "title" else article.body
    made: _Object = {
        "source": {
            "id": text_iri(article.name, article.revision, part),
            "type": "Text",
            "format": "text/plain",
            "language": article.language,
        },
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": span.text,
                "prefix": text[max(0, span.start - _CONTEXT_LENGTH) : span.start],
                "suffix": text[span.end : span.end + _CONTEXT_LENGTH],
            },
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        ],
    }
    return {**made, "scope": article.url} if article.url else made
