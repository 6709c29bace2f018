"""Everything that the article lets somebody say: the statements of the syntax and those between marks, as one list."""

from bisect import bisect_left, bisect_right

from spacy.tokens import Doc

from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes.attachment import attach_quotations
from dateline_server.extraction.quotes.indirect_speech import find_statements
from dateline_server.extraction.quotes.quotation_marks import Quotation, find_quotations
from dateline_server.extraction.quotes.quoted_words import stands_alone
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.extraction.quotes.transcripts import find_turns
from dateline_server.language.reading import Reading

# A scare quote has at most so many words.
_SCARE_WORDS = 2
_END = 2**31


def find_speech(draft: Draft) -> list[Statement]:
    """All statements in the order in which their content begins, worked out once for all steps.

    Those that are part of what another source says are marked as nested.
    """
    if draft.statements is None:
        draft.statements = _find_speech(draft.reading, draft.around)
    return draft.statements


def _find_speech(reading: Reading, hanging: Dependents) -> list[Statement]:
    doc = reading.doc
    quotations = find_quotations(reading)
    turns = find_turns(reading)
    statements = []
    for statement in find_statements(doc, hanging):
        statement.content = [piece for piece in statement.content if piece[0] < piece[1]]
        statements += [statement] if statement.content else []
    _mark_quoted(statements, quotations)
    statements = [statement for statement in statements if statement.content]
    spoken = [statement for statement in statements if not statement.nested]
    _part_at_further_speech(doc, spoken)
    for statement in spoken:
        _fit_to_marks(statement, quotations)
    spoken = [statement for statement in spoken if statement.content]
    statements += attach_quotations(reading, hanging, _outside(quotations, turns), spoken)
    statements = [statement for statement in (*turns, *statements) if statement.content]
    breaks = [position for position, character in enumerate(reading.smooth.text) if character == "\n"]
    for statement in statements:
        _settle_kind(reading.smooth.text, statement, quotations)
        statement.content = _inside_paragraphs(breaks, statement.content)
    statements = [statement for statement in statements if statement.content]
    statements += _scare_quotes(reading, quotations, statements)
    statements.sort(key=lambda statement: (statement.content[0][0], -statement.content[-1][1]))
    _mark_nested(statements)
    return statements


def _inside_paragraphs(breaks: list[int], content: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces that hold words, each cut off at the first line break in it; `breaks` are those of the text."""
    kept = []
    for start, end in content:
        following = bisect_left(breaks, start)
        stop = min(end, breaks[following]) if following < len(breaks) else end
        kept += [(start, stop)] if start < stop else []
    return kept


def _mark_quoted(statements: list[Statement], quotations: list[Quotation]) -> None:
    """A cue between quotation marks is the speaker's, not the author's."""
    for statement in statements:
        assert statement.cue_tokens is not None
        position = statement.cue_tokens.start_char
        before = bisect_right(quotations, position, key=lambda quotation: quotation.start) - 1
        if before >= 0 and position < quotations[before].end:
            statement.nested = True
            # What is said inside the marks ends with them, wherever the parser ends it.
            inside = quotations[before]
            pieces = [(max(start, inside.start), min(end, inside.end)) for start, end in statement.content]
            statement.content = [piece for piece in pieces if piece[0] < piece[1]]


def _outside(quotations: list[Quotation], turns: list[Statement]) -> list[Quotation]:
    """The quotations that no turn of a transcript holds."""
    kept = []
    for quotation in quotations:
        before = bisect_right(turns, quotation.inner_end, key=lambda turn: turn.content[0][0]) - 1
        if before < 0 or turns[before].content[-1][1] <= quotation.start:
            kept.append(quotation)
    return kept


def _part_at_further_speech(doc: Doc, statements: list[Statement]) -> None:
    """End what is said where the same source goes on with another cue: "said it was late, adding that …"."""
    outer: Statement | None = None
    for statement in statements:
        cue_tokens = statement.cue_tokens
        assert cue_tokens is not None
        if outer is not None and outer.content and outer.content[-1][0] < cue_tokens.start_char < outer.content[-1][1]:
            start, end = outer.content[-1]
            before = cue_tokens.start - 1
            while before > 0 and (doc[before].text in (",", "and", "but") or doc[before].dep_ == "advmod"):
                before -= 1
            parted = doc[before + 1 : cue_tokens.start]
            verb = cue_tokens[-1]
            participle = verb.tag_ == "VBG" and verb.dep_ in ("advcl", "conj") and any(t.text == "," for t in parted)
            second = verb.tag_ == "VBD" and verb.dep_ == "conj" and any(t.dep_ == "cc" for t in parted)
            cut = doc[before].idx + len(doc[before])
            if (participle or second) and statement.content[-1][1] >= end and cut > start:
                outer.content[-1] = (start, cut)
                statement.source = outer.source
        elif statement.frame in ("clause", "quote"):
            outer = statement


def _fit_to_marks(statement: Statement, quotations: list[Quotation]) -> None:
    """Let content that begins or ends inside a quotation begin or end with it."""
    fitted: list[tuple[int, int]] = []
    for start, end in statement.content:
        first = bisect_right(quotations, start, key=lambda quotation: quotation.start) - 1
        if first >= 0 and quotations[first].start < start < quotations[first].end:
            start = quotations[first].start
        last = bisect_left(quotations, end, key=lambda quotation: quotation.start) - 1
        if last >= 0 and quotations[last].start < end < quotations[last].end:
            end = quotations[last].end
        start = max(start, fitted[-1][1]) if fitted else start
        if start < end:
            fitted.append((start, end))
    statement.content = fitted


def _settle_kind(text: str, statement: Statement, quotations: list[Quotation]) -> None:
    """Tell quotation from paraphrase, and leave the marks out where the content is a quotation as a whole."""
    marked = whole = 0
    sentences = False
    for index, (start, end) in enumerate(statement.content):
        first = max(0, bisect_right(quotations, start, key=lambda quotation: quotation.start) - 1)
        if first < len(quotations) and quotations[first].end <= start:
            first += 1
        if first == len(quotations) or quotations[first].start >= end:
            continue
        marked += 1
        quotation = quotations[first]
        if start >= quotation.start and end <= quotation.end:
            whole += 1
            statement.content[index] = (max(start, quotation.inner_start), min(end, quotation.inner_end))
            sentences = sentences or stands_alone(text, quotation)
    if statement.kind == Quote.INDIRECT and marked:
        statement.kind = Quote.DIRECT if sentences and whole == len(statement.content) else Quote.PARTIAL


def _scare_quotes(reading: Reading, quotations: list[Quotation], statements: list[Statement]) -> list[Statement]:
    """The short expressions between marks that nobody is said to have said; names and titles are none."""
    text = reading.smooth.text
    pieces = sorted(piece for statement in statements for piece in statement.content)
    reach, reached = [], 0
    for _, end in pieces:
        reached = max(reached, end)
        reach.append(reached)
    found = []
    for quotation in quotations:
        words = text[quotation.inner_start : quotation.inner_end]
        held = bisect_right(pieces, (quotation.inner_start, len(text))) - 1
        if held >= 0 and reach[held] > quotation.inner_start:
            continue
        if words[:1].islower() and words.count(" ") < _SCARE_WORDS and not words.endswith((".", "!", "?")):
            content = [(quotation.inner_start, quotation.inner_end)]
            found.append(Statement(content, None, None, None, "quote", kind=Quote.SCARE))
    return found


def _mark_nested(statements: list[Statement]) -> None:
    """Mark what is part of what another source says: content or cue inside the content of the other."""
    inside: list[tuple[int, int]] = [(0, 0)]

    def is_inside(position: int) -> bool:
        # Not between the parts of an interrupted quote: there the author tells who speaks, and goes on.
        before = bisect_right(inside, (position, _END)) - 1
        return before >= 0 and position < inside[before][1]

    for statement in statements:
        first, cue_tokens = statement.content[0][0], statement.cue_tokens
        said = cue_tokens is not None and is_inside(cue_tokens.start_char)
        if said or (statement.content[-1][1] <= inside[-1][1] and is_inside(first)):
            statement.nested = True
        elif not statement.nested:
            inside = statement.content
