"""The stretches of a text between quotation marks of any style: “ ” „ « » ‹ › straight " and single '.

Follows the typesetting rules of English news: the inner of two nested pairs is no stretch of its own, and a stretch
that runs over several paragraphs opens in each of them and closes only in the last.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dateline_server.language.reading import Reading

# An apostrophe inside a word is no mark; neither is one with white space, or the text's edge, on both sides.
_MARK = re.compile(r"[“”„«»‹›\"]|(?<!\w)'(?=\S)|(?<=\S)'(?!\w)")
_PARAGRAPH = re.compile(r"[^\n]+")
_ELISION = re.compile(r"'(?:\d\ds?|em|til|till|cause|tis|twas|round|bout|n'?)\b", re.IGNORECASE)
_POSSESSIVE_THEN_WORD = re.compile(r"(?<=[sxz])' +[a-z]")
_OPENING = "“„«‹"
_CLOSING = "”»›"
_SENTENCE_ENDS = frozenset(".!?")
_SENTENCE_START = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
_TELLS = re.compile(r"\b(?:said|says|told|added)\b")
_BEFORE_SPEECH = frozenset(".!?:,")
_BEFORE_OPENING = frozenset(" \t\n([{—–―-/…“„«‹\"'”")
_AFTER_CLOSING = frozenset(" \t\n)]}—–―-/….,;:?!”»›\"'“")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters [start, end) of `doc.text` with the marks, [inner_start, inner_end) without them.

    `closed` is False where the paragraph ends first and the next one goes on with the same speech.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


def find_quotations(reading: Reading) -> list[Quotation]:
    """The outermost quotations of the title and body, in the order of the text."""
    text = reading.smooth.text
    paragraphs = [(match.start(), match.end()) for match in _PARAGRAPH.finditer(text)]
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else len(text)
        for quotation in _pair(reading, text, start, end):
            if quotation.closed or _opens(text, following):
                found.append(quotation)
            elif quotation.start == start or text[quotation.start - 2] in _BEFORE_SPEECH:
                # What opens a paragraph, or follows a sentence or a cue, is speech though no mark closes it.
                found.append(replace(quotation, closed=True))
    return found


def _opens(text: str, position: int) -> bool:
    return position < len(text) and text[position] in '“„«‹"”'


def _pair(reading: Reading, text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations of one paragraph; only the last one may lack its closing mark."""
    marks = list(_MARK.finditer(text, start, end))
    opened: int | None = None
    depth = 0
    last_closing: int | None = None
    number = 0
    while number < len(marks):
        position = marks[number].start()
        mark = text[position]
        number += 1
        opening, closing = _looks_opening(text, position, start), _looks_closing(text, position, end)
        if mark == "'":
            if opened is None and opening and not _is_apostrophe(reading, text, position):
                partner = _single_partner(text, marks, number, end)
                if partner is not None:
                    yield from _quotation(text, position, marks[partner].start())
                    number = partner + 1
        elif opened is None:
            if opening or mark in _OPENING:
                opened, depth, last_closing = position, 0, None
        elif opening and not closing and not depth and _starts_anew(text, marks, number - 1, opened):
            # The mark before this one never closed.
            if text[position - 2] in _SENTENCE_ENDS:
                yield from _quotation(text, opened, _end_of_speech(text, opened, position - 1))
            opened, depth, last_closing = position, 0, None
        elif mark in _OPENING and not (closing and not opening):
            depth += 1
        elif depth and mark in _CLOSING:
            depth, last_closing = depth - 1, position
        else:
            yield from _quotation(text, opened, position)
            opened = None
    if opened is None:
        return
    if last_closing is not None:
        yield from _quotation(text, opened, last_closing)
    elif text[opened + 1 : end].strip():
        yield Quotation(opened, end, opened + 1, end, closed=False)


def _starts_anew(text: str, marks: list[re.Match[str]], number: int, opened: int) -> bool:
    """True for a mark inside an open quotation that opens the next one, and no quotation inside it.

    A straight mark that can only open does; a curly one does behind the end of a sentence, when no two closing marks follow.
    """
    position = marks[number].start()
    if text[position] not in _OPENING:
        return text[position] not in _CLOSING
    following = "".join(text[mark.start()] for mark in marks[number + 1 : number + 3])
    pair = all(mark in _CLOSING for mark in following) and len(following) == 2
    return text[position - 2] in _SENTENCE_ENDS and position - 2 > opened and not pair


def _end_of_speech(text: str, opened: int, limit: int) -> int:
    """Where speech ends that no mark closes: before the first later sentence in which the author tells who says what."""
    for start in _SENTENCE_START.finditer(text, opened + 1, limit):
        following = _SENTENCE_START.search(text, start.end(), limit)
        if _TELLS.search(text, start.end(), following.start() if following else limit):
            return start.start()
    return limit


def _quotation(text: str, opened: int, closed: int) -> Iterator[Quotation]:
    inner_start, inner_end = opened + 1, closed
    while inner_start < inner_end and text[inner_start].isspace():
        inner_start += 1
    while inner_end > inner_start and text[inner_end - 1].isspace():
        inner_end -= 1
    if inner_start < inner_end:
        yield Quotation(opened, closed + 1, inner_start, inner_end)


def _looks_opening(text: str, position: int, start: int) -> bool:
    before = text[position - 1] if position > start else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return before in _BEFORE_OPENING and not after.isspace() and after not in ".,;:?!)"


def _looks_closing(text: str, position: int, end: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < end else " "
    return not before.isspace() and after in _AFTER_CLOSING


def _is_apostrophe(reading: Reading, text: str, position: int) -> bool:
    """True for an elision, and where the author typed ’, which never opens a quotation."""
    source = reading.title if position < reading.smooth.title_length else reading.body
    return source[reading.smooth.starts[position]] == "’" or bool(_ELISION.match(text, position))


def _single_partner(text: str, marks: list[re.Match[str]], number: int, end: int) -> int | None:
    """Index in `marks` of the mark that closes a single-quoted stretch, or None.

    Looks no further than the next mark that only opens, so that all calls together stay linear.
    """
    possessive: int | None = None
    for candidate in range(number, len(marks)):
        position = marks[candidate].start()
        if text[position] != "'":
            continue
        if not _looks_closing(text, position, end):
            break
        if not _POSSESSIVE_THEN_WORD.match(text, position):
            return candidate
        possessive = candidate if possessive is None else possessive
    return possessive
