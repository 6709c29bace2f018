"""What every parsed article promises, whatever was in it."""

from collections.abc import Iterator

from google.protobuf.message import Message

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import Span


def broken_promises(article: Article) -> Iterator[str]:
    """One line for each promise of the schema that the article breaks."""
    for path, span in _spans(article, "article"):
        text = article.title if span.part == Span.TITLE else article.body
        if span.start >= span.end or text[span.start : span.end] != span.text:
            yield f"{path}: [{span.start}, {span.end}) is not {span.text!r}"
    ids = {
        field: [item.id for item in getattr(article, field)]
        for field in ("actors", "events", "quotes", "places", "times")
    }
    for field, seen in ids.items():
        if len(set(seen)) != len(seen) or "" in seen:
            yield f"{field}: ids missing or repeated: {seen}"
    for kind, references in _references(article).items():
        for reference in references:
            if reference and reference not in ids[kind]:
                yield f"{reference!r} names nothing in {kind}"
    for actor in article.actors:
        if not (actor.name and actor.actor and actor.mentions and actor.kind):
            yield f"actor {actor.id} has no name, global name, kind or mention"
    for event in article.events:
        if not (event.type and event.status and event.key and event.gist and event.evidence and event.trigger.text):
            yield f"event {event.id} lacks type, status, key, gist, trigger or evidence"
        if event.status == Event.CLAIMED and not event.attributions:
            yield f"event {event.id} is claimed by nobody"
    for quote in article.quotes:
        if not (quote.content and quote.kind):
            yield f"quote {quote.id} has no content or kind"
    for time in article.times:
        if not time.value and not article.warnings:
            yield f"time {time.id} has no value, and no warning says why"
        if time.earliest and time.latest and time.earliest[:10] > time.latest[:10]:
            yield f"time {time.id} ends before it begins"


def _spans(message: Message, path: str) -> Iterator[tuple[str, Span]]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for index, item in enumerate(value if field.is_repeated else [value]):
            if isinstance(item, Span):
                yield f"{path}.{field.name}[{index}]", item
            elif isinstance(item, Message):
                yield from _spans(item, f"{path}.{field.name}[{index}]")


def _references(article: Article) -> dict[str, list[str]]:
    events, quotes = article.events, article.quotes
    actors = [actor.affiliation for actor in article.actors]
    for event in events:
        actors += [participant.actor for participant in event.participants]
        actors += [source for attribution in event.attributions for source in (attribution.source, *attribution.via)]
    for quote in quotes:
        actors += [quote.speaker, quote.addressee, *quote.via]
    return {
        "actors": actors,
        "places": [event.place for event in events],
        "times": [event.time.expression for event in events] + [quote.said_time for quote in quotes],
        "events": [article.headline_event, *(link.event for event in events for link in event.links)],
    }
