"""The text as the language model reads it, and the way back to the caller's offsets.

The body stays as it was sent; the model gets a smoothed copy (title first, then the body with white space collapsed,
hard-wrapped lines joined and typewriter quotes made curly). Two arrays lead each character of the copy back.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import spacy.tokens

from dateline.v1.span_pb2 import Span

# A body is hard-wrapped when most of its single line breaks fall inside a sentence.
_SINGLE_BREAK = re.compile(r"(?<=\S)[^\S\n]*\n[^\S\n]*(?=\S)")
_BREAK_INSIDE_SENTENCE = re.compile(r"[\w,;’'-]\n[a-z]")
_PIECE = re.compile(r"\s+|``|''|[’‘]|[^\s`'’‘]+|.", re.DOTALL)
# Words with one space behind each stay as they are, and are most of any text; the bound keeps the search short.
_PLAIN_WORD = 100
_PLAIN = re.compile(rf"(?:[^\s`'’‘]{{1,{_PLAIN_WORD}}} (?=\S))+")
_STRAIGHTENED = {"``": "“", "''": "”", "’": "'", "‘": "'"}
# The tokenizer takes quadratic time in the length of what no white space parts; no word of any language is longer.
_LONGEST_WORD = 300


@dataclass(frozen=True, slots=True)
class SmoothText:
    """`text` for the model; its character i stands for `[starts[i], ends[i])` of the title or, from title_length, body."""

    text: str
    starts: "array[int]"
    ends: "array[int]"
    title_length: int


def smooth(title: str, body: str) -> SmoothText:
    """Title and body as one text for the model: paragraphs apart by a blank line, the title as the first of them."""
    characters: list[str] = []
    starts, ends = array("l"), array("l")
    _append(title, characters, starts, ends, wrapped=True)
    while characters and characters[-1].isspace():
        characters.pop()
        starts.pop()
        ends.pop()
    title_length = len(characters)
    if title_length:
        for _ in range(2):
            characters.append("\n")
            starts.append(len(title))
            ends.append(len(title))
        title_length = len(characters)
    _append(body, characters, starts, ends, wrapped=_is_hard_wrapped(body))
    return SmoothText("".join(characters), starts, ends, title_length)


def _is_hard_wrapped(body: str) -> bool:
    breaks = len(_SINGLE_BREAK.findall(body))
    inside = len(_BREAK_INSIDE_SENTENCE.findall(_SINGLE_BREAK.sub("\n", body)))
    return inside > 0 and inside * 4 >= breaks


def _append(source: str, characters: list[str], starts: "array[int]", ends: "array[int]", wrapped: bool) -> None:
    """Add the source, smoothed, to the characters so far, with the way back for each."""
    places = array("l", range(len(source) + 1))
    position = unbroken = 0
    while position < len(source):
        plain = _PLAIN.match(source, position) if unbroken < _LONGEST_WORD - _PLAIN_WORD else None
        if plain is not None:
            start, position, unbroken = position, plain.end(), 0
            characters += plain.group()
            starts += places[start:position]
            ends += places[start + 1 : position + 1]
            continue
        piece = _PIECE.match(source, position)
        assert piece is not None
        text, start, end = piece.group(), position, piece.end()
        position = end
        if text[0].isspace():
            unbroken = 0
            breaks = text.count("\n")
            if not characters or characters[-1] == "\n":
                continue
            smoothed = "\n\n" if breaks > 1 or (breaks == 1 and not wrapped) else " "
            characters += smoothed
            starts.extend([start] * len(smoothed))
            ends.extend([end] * len(smoothed))
            continue
        straight = _STRAIGHTENED.get(text)
        if straight is not None:
            text, step = straight, end - start
        else:
            step = 1
        for offset in range(0, len(text), _LONGEST_WORD):
            part = text[offset : offset + _LONGEST_WORD]
            if unbroken + len(part) > _LONGEST_WORD:
                characters.append(" ")
                starts.append(start + offset)
                ends.append(start + offset)
                unbroken = 0
            unbroken += len(part)
            characters += part
            starts.extend(range(start + offset, start + offset + len(part)))
            ends.extend(range(start + offset + step, start + offset + step + len(part)))


@dataclass(frozen=True)
class Reading:
    """A document after the language pass: `doc` over the smoothed text, and the way back to the caller's offsets."""

    doc: spacy.tokens.Doc
    smooth: SmoothText = field(repr=False)
    title: str
    body: str
    published: date | None

    def span(self, start: int, end: int) -> Span:
        """The characters [start, end) of `doc.text` as a span of the title or body, white space at its ends left out.

        Raises ValueError when they hold no visible character or reach from the title into the body.
        """
        text = self.smooth.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            raise ValueError(f"no visible character in [{start}, {end})")
        in_title = start < self.smooth.title_length
        if in_title and end > self.smooth.title_length:
            raise ValueError(f"[{start}, {end}) reaches from the title into the body")
        first, last = self.smooth.starts[start], self.smooth.ends[end - 1]
        if in_title:
            return Span(start=first, end=last, text=self.title[first:last], part=Span.TITLE)
        return Span(start=first, end=last, text=self.body[first:last])

    def span_of(self, tokens: "spacy.tokens.Span | spacy.tokens.Token") -> Span:
        """The tokens as a span of the title or body."""
        if isinstance(tokens, spacy.tokens.Token):
            return self.span(tokens.idx, tokens.idx + len(tokens))
        return self.span(tokens.start_char, tokens.end_char)

    def tokens(self, span: Span) -> spacy.tokens.Span:
        """The tokens that a span of this reading touches; at least one for a span made by `span`."""
        place = (span.part, span.start, span.end)
        known = self._tokens_at.get(place)
        if known is None:
            known = self._tokens_at[place] = self._find_tokens(*place)
        return known

    def _find_tokens(self, part: Span.Part.ValueType, first_character: int, end_character: int) -> spacy.tokens.Span:
        offset = 0 if part == Span.TITLE else self.smooth.title_length
        limit = self.smooth.title_length if part == Span.TITLE else len(self.smooth.text)
        start = bisect_right(self.smooth.ends, first_character, offset, limit)
        end = bisect_left(self.smooth.starts, end_character, start, limit)
        first = bisect_right(self._token_ends, start)
        last = bisect_left(self.token_starts, end)
        return self.doc[first : max(last, first + 1)]

    @cached_property
    def _tokens_at(self) -> dict[tuple[Span.Part.ValueType, int, int], spacy.tokens.Span]:
        """The spans asked for so far: every step asks for those of the steps before it."""
        return {}

    @cached_property
    def title_tokens(self) -> int:
        """Number of tokens that belong to the title."""
        return bisect_left(self.token_starts, self.smooth.title_length)

    @cached_property
    def token_starts(self) -> list[int]:
        """Offset of each token in `doc.text`."""
        starts: list[int] = self.doc.to_array("IDX").tolist()
        return starts

    @cached_property
    def _token_ends(self) -> list[int]:
        lengths = self.doc.to_array("LENGTH").tolist()
        return [start + length for start, length in zip(self.token_starts, lengths, strict=True)]
