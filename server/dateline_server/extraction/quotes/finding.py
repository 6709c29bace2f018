"""The quotes of an article as messages, with the actors and times they refer to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes.reported_speech import find_speech
from dateline_server.extraction.quotes.speakers import referent_of
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.language.reading import Reading

# How far, in code points, a time may stand from the cue that it dates.
_TIME_REACH = 60
_MOST_TIMES = 16
# Steps from a time up to the word that it dates.
_TIME_STEPS = 4
_MODIFIERS = frozenset({"compound", "nmod", "amod", "nummod", "poss"})
_END = 2**31
_BREAK = re.compile(r"[.;:!?“”\"«»\n]|,\s+(?:and|but|that|which|who)\b")
_TO_ADDRESSEE = frozenset({"to", "on", "upon", "with"})
_TELLING = frozenset({"clause", "quote", "order", "about", "of"})


def find_quotes(draft: Draft) -> list[Quote]:
    """The quotes of the title and body in the order of the text, with local ids `q1`, `q2`, …

    Reads the article's actors and times where they are there: without them speaker, addressee, via and said time stay
    empty, the spans are the same. What a source says that another source says is part of the outer quote only.
    """
    times = sort_times(draft.article.times)
    quotes: list[Quote] = []
    for statement in find_speech(draft):
        if not statement.nested:
            quote = _as_quote(draft, statement, times)
            quote.id = f"q{len(quotes) + 1}"
            quotes.append(quote)
    return quotes


def _as_quote(draft: Draft, statement: Statement, times: Sequence[TimeExpression]) -> Quote:
    reading = draft.reading
    quote = Quote(kind=statement.kind, confidence=_confidence(statement))
    quote.content.extend(reading.span(start, end) for start, end in statement.content)
    if statement.source is not None:
        quote.speaker_span.CopyFrom(reading.span_of(statement.source))
        quote.speaker = _actor_id(draft, referent_of(statement.source.root))
    if statement.via is not None:
        through = _actor_id(draft, statement.via.root)
        quote.via.extend([through] if through else [])
    if statement.cue is not None and statement.cue_tokens is not None:
        quote.verb = statement.cue.lemma
        quote.verb_span.CopyFrom(reading.span_of(statement.cue_tokens))
        quote.addressee = _addressee(draft, statement, quote.speaker, draft.around)
        quote.said_time = said_time(reading, statement, times)
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


def _addressee(draft: Draft, statement: Statement, speaker: str, hanging: Dependents) -> str:
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
        if found and found != speaker:
            return found
    return ""


def said_time(reading: Reading, statement: Statement, times: Sequence[TimeExpression]) -> str:
    """Local id of the time expression that dates the cue: "said on Tuesday"; empty when there is none beside it.

    `times` are sorted by part and start. A time inside the content dates what is said, not the saying.
    """
    smooth = reading.smooth
    if statement.cue_tokens is None or statement.source is None:
        return ""
    if statement.cue_tokens.start_char < smooth.title_length:
        return ""
    start = smooth.starts[statement.cue_tokens.start_char]
    end = smooth.ends[statement.cue_tokens.end_char - 1]
    content = [(smooth.starts[piece[0]], smooth.ends[piece[1] - 1]) for piece in statement.content]
    nearest, best = "", _TIME_REACH + 1
    first = bisect_left(times, start - _TIME_REACH, key=_place)
    for time in times[first : first + _MOST_TIMES]:
        span = time.span
        if span.part == Span.TITLE or span.start > end + _TIME_REACH:
            break
        piece = bisect_right(content, (span.start, _END)) - 1
        if piece >= 0 and span.start < content[piece][1]:
            continue
        if time.type in (TimeExpression.DURATION, TimeExpression.SET) or _dates_another(reading, span, statement):
            continue
        between = reading.body[span.end : start] if span.end <= start else reading.body[end : span.start]
        if len(between) < best and not _BREAK.search(between):
            nearest, best = time.id, len(between)
    return nearest


def _dates_another(reading: Reading, time: Span, statement: Statement) -> bool:
    """True for the time of a noun or another clause: "the 2001 prize", "after it fell on Monday, he said"."""
    assert statement.cue_tokens is not None
    words, source = reading.tokens(time), statement.source
    if source is not None and source.start <= words.start < source.end:
        return True
    word = words.root
    if word.dep_ in _MODIFIERS and not words.start <= word.head.i < words.end:
        return True
    for _ in range(_TIME_STEPS):
        if statement.cue_tokens.start <= word.i < statement.cue_tokens.end or word.head.i == word.i:
            return False
        if word.pos_ == "VERB" and (word.dep_ in ("acl", "relcl") or (word.dep_ == "advcl" and word.tag_ != "VBG")):
            return True
        word = word.head
    return False


def sort_times(times: Iterable[TimeExpression]) -> list[TimeExpression]:
    """The time expressions of the body in the order of the text, then those of the title."""
    return sorted(times, key=_place)


def _place(time: TimeExpression) -> int:
    return time.span.start + (_END if time.span.part == Span.TITLE else 0)
