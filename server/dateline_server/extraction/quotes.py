"""Direct, partial and indirect speech: who says what, in whose words, and where the article says so."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Token

from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.dependents import Dependents, dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.reported_speech import find_speech
from dateline_server.extraction.statement import Statement

# How far, in code points, a time may stand from the cue that it dates.
_TIME_REACH = 60
_BREAK = re.compile(r"[.;:!?“”\"«»]|,\s+(?:and|but|that|which|who)\b")
_TO_ADDRESSEE = frozenset({"to", "on", "upon", "with"})
_TELLING = frozenset({"clause", "quote", "order", "about", "of"})


def find_quotes(draft: Draft) -> list[Quote]:
    """The quotes of the title and body in the order of the text, with local ids `q1`, `q2`, …

    Reads the article's actors and times where they are there: without them speaker, addressee, via and said time stay
    empty, the spans are the same. What a source says that another source says is part of the outer quote only.
    """
    times = sorted(draft.article.times, key=lambda time: (time.span.part, time.span.start))
    quotes: list[Quote] = []
    for statement in find_speech(draft.reading):
        if not statement.nested:
            quote = _as_quote(draft, statement, times)
            quote.id = f"q{len(quotes) + 1}"
            quotes.append(quote)
    return quotes


def _as_quote(draft: Draft, statement: Statement, times: list[TimeExpression]) -> Quote:
    reading = draft.reading
    quote = Quote(kind=statement.kind, confidence=_confidence(statement))
    quote.content.extend(reading.span(start, end) for start, end in statement.content)
    if statement.source is not None:
        quote.speaker_span.CopyFrom(reading.span_of(statement.source))
        quote.speaker = _actor_id(draft, statement.source.root)
    if statement.via is not None:
        through = _actor_id(draft, statement.via.root)
        quote.via.extend([through] if through else [])
    if statement.cue is not None and statement.cue_tokens is not None:
        quote.verb = statement.cue.lemma
        quote.verb_span.CopyFrom(reading.span_of(statement.cue_tokens))
        quote.addressee = _addressee(draft, statement, dependents(reading.doc))
        quote.said_time = said_time(reading.body, quote.verb_span, quote.content, times)
    return quote


def _confidence(statement: Statement) -> float:
    """How sure content and speaker are: marks and a cue surest, positions of mind and borrowed speakers least."""
    if statement.kind == Quote.SCARE:
        return 0.5
    if statement.source is None or statement.inherited:
        return 0.6
    if statement.kind == Quote.DIRECT:
        return 0.95
    return 0.85 if statement.frame in ("clause", "quote", "order") else 0.65


def _actor_id(draft: Draft, head: Token) -> str:
    actor = draft.actor_of(head)
    return actor.id if actor is not None else ""


def _addressee(draft: Draft, statement: Statement, hanging: Dependents) -> str:
    """Local id of the one to whom it is said: "told the council that …", "appealed to Oslo to …"."""
    if statement.cue_tokens is None or statement.frame not in _TELLING:
        return ""
    for child in hanging.of(statement.cue_tokens[-1]):
        target: Token | None = None
        if child.dep_ == "dative" or (child.dep_ == "dobj" and statement.frame not in ("of", "about")):
            target = child
        elif child.dep_ == "prep" and child.lower_ in _TO_ADDRESSEE and statement.frame != "to":
            target = next((inner for inner in hanging.of(child) if inner.dep_ == "pobj"), None)
        found = _actor_id(draft, target) if target is not None else ""
        if found:
            return found
    return ""


def said_time(body: str, cue: Span, content: Sequence[Span], times: list[TimeExpression]) -> str:
    """Local id of the time expression that dates the cue: "said on Tuesday"; empty when there is none beside it.

    `times` are sorted by part and start. A time inside the content dates what is said, not the saying.
    """
    if cue.part == Span.TITLE:
        return ""
    first = bisect_left(times, (cue.part, cue.start - _TIME_REACH), key=lambda time: (time.span.part, time.span.start))
    nearest, best = "", _TIME_REACH + 1
    for time in times[first:]:
        span = time.span
        if span.part != cue.part or span.start > cue.end + _TIME_REACH:
            break
        if any(piece.start <= span.start < piece.end for piece in content):
            continue
        between = body[span.end : cue.start] if span.end <= cue.start else body[cue.end : span.start]
        if len(between) < best and not _BREAK.search(between):
            nearest, best = time.id, len(between)
    return nearest
