"""Who is said to say what: the quotes of the items, and the sources behind their events.

An item's `quotes` carry their `content` as words of the text, one or several pieces, and where given the `speaker`, `via`,
addressee (`to`), `time` said, `verb` and `kind`; its `events` a `trigger`, or several that fit, with `status`, `source`,
those `through` whom it went from the source outwards, `stance`, `time` and `named`. Sources and times are words of the
text, "the bank#2" for the second ones; any mention of the same actor counts, and of several in a list any one. "" or an
empty list means that there is none. What the item marks as `free` may be read as a quote or not.
"""

import re
from collections import Counter
from collections.abc import Iterable

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Attribution, Event
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import read_claims
from dateline_server.language.reading import Reading
from evaluation.cases import Case

# Share of the characters of both that a quote has to share with the item's to be the same one.
_SAME = 0.7
_QUOTE_PARTS = ("speaker", "via", "to", "time", "verb", "kind")
_EVENT_PARTS = ("status", "source", "through", "stance", "time", "named")
Piece = tuple[int, int]


def score_attributions(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Precision, recall and F of quotes by their content; `events` found; and the share right of each thing said of both."""
    counts: Counter[str] = Counter()
    for item, reading in zip(items, readings, strict=True):
        for name, right, _ in _judge(item, _read(item, reading)):
            counts[f"{name} of"] += 1
            counts[name] += right
    precision, recall = _share(counts, "quote right"), _share(counts, "quote")
    return {
        "quote_p": precision,
        "quote_r": recall,
        "quote_f": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        **{f"quote_{part}": _share(counts, f"quote {part}") for part in _QUOTE_PARTS},
        "event_r": _share(counts, "event"),
        **{f"event_{part}": _share(counts, f"event {part}") for part in _EVENT_PARTS},
    }


def describe_attribution_faults(item: Case, reading: Reading) -> list[str]:
    """What went wrong in an item, a line a fault; empty when all is right."""
    return [f"{name}: {words}" for name, right, words in _judge(item, _read(item, reading)) if not right]


def _read(item: Case, reading: Reading) -> Article:
    draft = Draft(reading, Article(title=item.get("title", ""), body=item["text"], published_date=item["published"]))
    read_claims(draft)
    return draft.article


def _judge(item: Case, article: Article) -> Iterable[tuple[str, bool, str]]:
    """What is asked of the article, whether it is right, and the words concerned."""
    found = [quote for quote in article.quotes if quote.kind != Quote.SCARE]
    used: set[str] = set()
    for wanted in item["quotes"]:
        content = [_locate(item["text"], words) for words in wanted["content"]]
        quote = max(found, key=lambda one: _likeness(_pieces(one.content), content), default=None)
        if quote is None or _likeness(_pieces(quote.content), content) < _SAME:
            yield "quote", False, f"missed {wanted['content']}"
            continue
        used.add(quote.id)
        yield "quote", True, ""
        yield from _judge_quote(item["text"], article, wanted, quote)
    free = [[_locate(item["text"], words)] for words in item.get("free", [])]
    for quote in found:
        pieces = _pieces(quote.content)
        if quote.id in used or not any(_likeness(pieces, content) >= _SAME for content in free):
            yield "quote right", quote.id in used, f"{quote.verb!r} {[piece.text for piece in quote.content]}"
    for wanted in item["events"]:
        mentioned = ((one, _pieces([one.trigger, *one.coreferent])) for one in article.events)
        event = next((one for one, pieces in mentioned if _means(item["text"], wanted["trigger"], pieces)), None)
        yield "event", event is not None, f"missed {wanted['trigger']!r}"
        if event is not None:
            yield from _judge_event(item["text"], article, wanted, event)


def _judge_quote(text: str, article: Article, wanted: Case, quote: Quote) -> Iterable[tuple[str, bool, str]]:
    spoken = _pieces([quote.speaker_span]) if quote.HasField("speaker_span") else []
    speaker = [*spoken, *_mentions(article, quote.speaker)]
    yield "quote speaker", _means(text, wanted.get("speaker", ""), speaker), repr(quote.speaker_span.text)
    if "via" in wanted:
        via = [_mentions(article, one) for one in quote.via]
        yield "quote via", _is_chain(text, wanted["via"], via), f"of {wanted['content']}"
    if "to" in wanted:
        right = _means(text, wanted["to"], _mentions(article, quote.addressee))
        yield "quote to", right, f"{quote.addressee!r}, not {wanted['to']!r}"
    if "time" in wanted:
        time = _time(article, quote.said_time)
        yield "quote time", _means(text, wanted["time"], time), f"{quote.said_time!r}, not {wanted['time']!r}"
    if "verb" in wanted:
        yield "quote verb", quote.verb == wanted["verb"], f"{quote.verb!r}, not {wanted['verb']!r}"
    if "kind" in wanted:
        kind = Quote.Kind.Name(quote.kind)
        yield "quote kind", kind == wanted["kind"], f"{kind}, not {wanted['kind']}"


def _judge_event(text: str, article: Article, wanted: Case, event: Event) -> Iterable[tuple[str, bool, str]]:
    of = f"of {wanted['trigger']!r}"
    status = Event.Status.Name(event.status)
    yield "event status", status == wanted["status"], f"{status} {of}"
    first = event.attributions[0] if event.attributions else Attribution()
    source = _pieces([first.source_span]) if first.HasField("source_span") else []
    source += _mentions(article, first.source)
    yield "event source", _means(text, wanted.get("source", ""), source), f"{first.source_span.text!r} {of}"
    if "through" in wanted:
        outwards = [_mentions(article, one) for one in reversed(first.via)]
        for outer in event.attributions[1:]:
            outwards.append(_pieces([outer.source_span]) + _mentions(article, outer.source))
            outwards += [_mentions(article, one) for one in reversed(outer.via)]
        yield "event through", _is_chain(text, wanted["through"], outwards), f"{outwards} {of}"
    if "stance" in wanted:
        stance = Attribution.Stance.Name(first.stance)
        yield "event stance", stance == wanted["stance"], f"{stance} {of}"
    if "time" in wanted:
        right = _means(text, wanted["time"], _time(article, first.said_time))
        yield "event time", right, f"{first.said_time!r}, not {wanted['time']!r} {of}"
    if "named" in wanted:
        yield "event named", first.named == wanted["named"], f"{first.named} {of}"


def _is_chain(text: str, wanted: list[str], found: list[list[Piece]]) -> bool:
    pairs = zip(wanted, found, strict=False)
    return len(wanted) == len(found) and all(_means(text, words, one) for words, one in pairs)


def _means(text: str, wanted: str | list[str], found: list[Piece]) -> bool:
    """True where one of the words wanted stands at one of the places found, or nothing is wanted and found."""
    if not wanted:
        return not found
    named = [wanted] if isinstance(wanted, str) else wanted
    return any(_touches(found, _locate(text, words)) for words in named)


def _mentions(article: Article, identity: str) -> list[Piece]:
    return [
        piece
        for actor in article.actors
        if actor.id == identity
        for piece in _pieces(mention.span for mention in actor.mentions)
    ]


def _time(article: Article, identity: str) -> list[Piece]:
    return _pieces(time.span for time in article.times if time.id == identity)


def _pieces(spans: Iterable[Span]) -> list[Piece]:
    return [(span.start, span.end) for span in spans if span.part != Span.TITLE]


def _touches(pieces: list[Piece], place: Piece) -> bool:
    return any(start < place[1] and place[0] < end for start, end in pieces)


def _likeness(one: list[Piece], other: list[Piece]) -> float:
    """Characters in both over characters in either."""
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    either = sum(end - start for start, end in (*one, *other)) - shared
    return shared / either if either else 0.0


def _locate(text: str, words: str) -> Piece:
    words, _, number = words.partition("#")
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    start = starts[int(number or 1) - 1]
    return start, start + len(words)


def _share(counts: Counter[str], name: str) -> float:
    return counts[name] / counts[f"{name} of"] if counts[f"{name} of"] else 0.0
