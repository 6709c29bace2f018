"""Spans: the words that they mark, and offsets in the unit that the caller's language counts in.

The service counts Unicode code points, as Python does. JavaScript, Java and C# count UTF-16 code units, and many
programs UTF-8 bytes; `convert_offsets` leads from any of the three to any other, exactly and in linear time.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import (
    OFFSET_UNIT_CODE_POINT,
    OFFSET_UNIT_UNSPECIFIED,
    OFFSET_UNIT_UTF8,
    OFFSET_UNIT_UTF16,
    OffsetUnit,
    Span,
)

_LAST_OF_BMP = "\uffff"


def read_span(article: Article, span: Span) -> str:
    """The words at the span, taken from the body or title of the article.

    Raises ValueError when they are not those of `span.text`: the span is of another article or revision, or the body was
    not asked for. In units other than code points this takes as long as the text is; for many spans convert first.
    """
    text = article.title if _in_title(span) else article.body
    match article.offset_unit:
        case OffsetUnit.OFFSET_UNIT_UTF16:
            found = text.encode("utf-16-le")[2 * span.start : 2 * span.end].decode("utf-16-le", errors="replace")
        case OffsetUnit.OFFSET_UNIT_UTF8:
            found = text.encode()[span.start : span.end].decode(errors="replace")
        case _:
            found = text[span.start : span.end]
    if found != span.text:
        raise ValueError(f"at [{span.start}, {span.end}) the article has {found!r}, and the span {span.text!r}")
    return found


def sentence_of(event: Event) -> Span:
    """The sentence in which the event is told: of its evidence the one that holds the trigger.

    Raises ValueError for an event that came without its evidence.
    """
    if not event.evidence:
        raise ValueError("the event came without its evidence; ask for `events.evidence` and `events.trigger`")
    trigger = event.trigger
    return next(
        (
            sentence
            for sentence in event.evidence
            if _in_title(sentence) == _in_title(trigger)
            and sentence.start <= trigger.start
            and trigger.end <= sentence.end
        ),
        event.evidence[0],
    )


def convert_offset(text: str, offset: int, source: OffsetUnit.ValueType, target: OffsetUnit.ValueType) -> int:
    """The same place of the text, counted in `target` instead of `source`.

    Raises ValueError for a unit that does not exist, and for an offset outside the text or inside a character.
    """
    if source not in OffsetUnit.values() or target not in OffsetUnit.values():
        raise ValueError(f"{source} or {target} is no offset unit")
    return _Map(text, source, target)[offset]


def convert_offsets(article: Article, unit: OffsetUnit.ValueType) -> Article:
    """A copy of the article whose spans all count in `unit`; `article.offset_unit` says in what they count now.

    Raises ValueError for a unit that does not exist, and for a span that lies outside its text or splits a character.
    """
    if unit not in OffsetUnit.values():
        raise ValueError(f"{unit} is no offset unit")
    converted = Article()
    converted.CopyFrom(article)
    if _plain(article.offset_unit) == _plain(unit):
        return converted
    maps = {
        part: _Map(text, article.offset_unit, unit)
        for part, text in ((Span.BODY, article.body), (Span.TITLE, article.title))
    }
    for span in spans_of(converted):
        offsets = maps[Span.TITLE if _in_title(span) else Span.BODY]
        span.start = offsets[span.start]
        span.end = offsets[span.end]
    converted.offset_unit = unit
    return converted


def spans_of(message: Message) -> Iterator[Span]:
    """Every span inside the message, in the order of its fields."""
    if isinstance(message, Span):
        yield message
        return
    for name, repeated in _ways_to_spans(message.DESCRIPTOR):
        if repeated:
            for part in getattr(message, name):
                yield from spans_of(part)
        elif message.HasField(name):
            yield from spans_of(getattr(message, name))


class _Map:
    """Leads from an offset in one unit of the text to the same place in another."""

    def __init__(self, text: str, source: OffsetUnit.ValueType, target: OffsetUnit.ValueType) -> None:
        self._source = _prefix(text, source)
        self._target = _prefix(text, target)

    def __getitem__(self, offset: int) -> int:
        if isinstance(self._source, range):  # code points, or as many units as code points
            if offset not in self._source:
                raise ValueError(f"offset {offset} lies outside the text")
            return self._target[offset]
        character = bisect_left(self._source, offset)
        if character == len(self._source) or self._source[character] != offset:
            raise ValueError(f"offset {offset} lies outside the text or inside a character")
        return self._target[character]


def _in_title(span: Span) -> bool:
    return span.part == Span.TITLE


def _prefix(text: str, unit: OffsetUnit.ValueType) -> Sequence[int]:
    """For each character and for the end of the text, the number of units before it."""
    width = _WIDTHS.get(unit)
    if width is None or text.isascii() or (unit == OFFSET_UNIT_UTF16 and max(text) <= _LAST_OF_BMP):
        return range(len(text) + 1)
    return list(accumulate(map(width, text), initial=0))


def _utf8_width(character: str) -> int:
    return len(character.encode())


def _utf16_width(character: str) -> int:
    return 2 if character > _LAST_OF_BMP else 1


_WIDTHS: dict[OffsetUnit.ValueType, Callable[[str], int]] = {
    OFFSET_UNIT_UTF8: _utf8_width,
    OFFSET_UNIT_UTF16: _utf16_width,
}


def _plain(unit: OffsetUnit.ValueType) -> OffsetUnit.ValueType:
    return OFFSET_UNIT_CODE_POINT if unit == OFFSET_UNIT_UNSPECIFIED else unit


@cache
def _ways_to_spans(descriptor: Descriptor) -> tuple[tuple[str, bool], ...]:
    """The fields of a message under which spans can lie: their names, and whether they are repeated."""
    return tuple(
        (field.name, field.is_repeated)
        for field in descriptor.fields
        if field.type == FieldDescriptor.TYPE_MESSAGE and _holds_spans(field.message_type)
    )


def _holds_spans(descriptor: Descriptor | None) -> bool:
    return descriptor is not None and (descriptor is Span.DESCRIPTOR or bool(_ways_to_spans(descriptor)))
