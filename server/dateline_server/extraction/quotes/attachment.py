"""Gives every quotation its cue and source.

A quotation inside a reported clause belongs to that clause; one on its own gets the cue beside it, that of the
quotation it goes on from, or, failing both, the source that spoke last.
"""

import re
from bisect import bisect_left

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.quotes.direct_speech import (
    Introduction,
    introduction_after,
    introduction_before,
    signature_after,
)
from dateline_server.extraction.quotes.quotation_marks import Quotation
from dateline_server.extraction.quotes.quoted_words import SPEECH_WORDS, is_sentence, is_title
from dateline_server.extraction.quotes.speakers import phrase_of
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.language.reading import Reading

# How far, in tokens, the words between two parts of one speech may reach.
_REACH = 60
# How far, in characters, a quotation without a cue may stand from what its source said before.
_NEARBY = 600
_PERSONS = frozenset({"he", "she"})
_WORD = re.compile(r"\w+")


def attach_quotations(
    reading: Reading, hanging: Dependents, quotations: list[Quotation], statements: list[Statement]
) -> list[Statement]:
    """New statements for the quotations that none of the given ones holds; given ones grow where they go on."""
    return _Attachment(reading, hanging, quotations, statements).run()


class _Attachment:
    def __init__(
        self, reading: Reading, hanging: Dependents, quotations: list[Quotation], statements: list[Statement]
    ) -> None:
        self.doc = reading.doc
        self.text = reading.smooth.text
        self.dependents = hanging
        self.quotations = quotations
        self.statements = statements
        self.added: list[Statement] = []
        self._starts = reading.token_starts
        self._by_cue = {
            statement.cue_tokens[-1].i: statement for statement in statements if statement.cue_tokens is not None
        }
        self._by_end: dict[int, Statement] = {}
        for statement in statements:
            for _, end in statement.content:
                self._by_end.setdefault(end, statement)
        self._owners = self._find_owners()

    def _find_owners(self) -> list[Statement | None]:
        """For each quotation the statement whose content holds it."""
        owners: list[Statement | None] = [None] * len(self.quotations)
        free = list(range(len(self.quotations) + 1))

        def next_free(index: int) -> int:
            while free[index] != index:
                free[index] = free[free[index]]
                index = free[index]
            return index

        for statement in self.statements:
            for start, end in statement.content:
                index = next_free(bisect_left(self.quotations, start, key=lambda quotation: quotation.inner_start))
                while index < len(self.quotations) and self.quotations[index].inner_end <= end:
                    owners[index] = statement
                    free[index] = index + 1
                    index = next_free(index)
        return owners

    def run(self) -> list[Statement]:
        earlier = sorted(
            (one.cue_tokens.start_char, number)
            for number, one in enumerate(self.statements)
            if one.cue_tokens is not None and _speaks(one)
        )
        position = 0
        speaking: Statement | None = None
        waiting: list[int] = []
        for number, quotation in enumerate(self.quotations):
            while position < len(earlier) and earlier[position][0] < quotation.start:
                speaking = self.statements[earlier[position][1]]
                position += 1
            owner = self._owners[number]
            if owner is None:
                owner = self._owners[number] = self._attach(number, quotation, speaking)
            else:
                self._keep_to_marks(owner, quotation)
            if owner is not None and not owner.inherited:
                self._gather(owner, waiting)
            waiting = [] if quotation.closed or (owner is not None and not owner.inherited) else [*waiting, number]
            if owner is not None and _speaks(owner):
                speaking = owner
        return self.added

    def _gather(self, owner: Statement, waiting: list[int]) -> None:
        """Give the owner the quotations before its own that went on into it and named nobody."""
        for number in waiting:
            guessed = self._owners[number]
            if guessed is not None:
                guessed.content = []
            self._owners[number] = owner
        owner.content[:0] = [
            (self.quotations[number].inner_start, self.quotations[number].inner_end) for number in waiting
        ]

    def _keep_to_marks(self, statement: Statement, quotation: Quotation) -> None:
        """Drop what the parser took for content before a quoted sentence: in `He rose: "…," she said` the first words."""
        if statement.cue_tokens is None or quotation.end > statement.cue_tokens.start_char:
            return
        begins = statement.content[0][0] < quotation.start and self._before(quotation.start) in (".", "!", "?", ":")
        if begins and self.text[quotation.inner_start].isupper():
            kept = [(max(start, quotation.start), end) for start, end in statement.content if end > quotation.start]
            statement.content = kept

    def _before(self, position: int) -> str:
        """The last visible character before a position, white space of up to two characters passed over."""
        return self.text[max(0, position - 3) : position].rstrip()[-1:]

    def _attach(self, number: int, quotation: Quotation, speaking: Statement | None) -> Statement | None:
        inner = self.text[quotation.inner_start : quotation.inner_end]
        previous = self.quotations[number - 1] if number else None
        owner = self._owners[number - 1] if number else None
        goes_on = previous is not None and not previous.closed and owner is not None
        if goes_on and owner is not None and not owner.inherited:
            return self._extend(owner, quotation)
        if is_title(inner):
            return None
        floor = previous.end if previous is not None else 0
        paragraph_start = self.text.rfind("\n", floor, quotation.start) + 1
        same_paragraph = previous is not None and paragraph_start == 0
        paragraph_start = paragraph_start or floor
        said = self._before_colon(quotation)
        if said is not None:
            return self._extend(said, quotation)
        introduction = None
        if inner.count(" ") >= 2 or is_sentence(inner) or self._before(quotation.start) == ":":
            introduction = self._introduction(number, quotation, paragraph_start)
        if introduction is not None and not _holds(introduction, quotation):
            return self._introduced(quotation, introduction)
        if goes_on and owner is not None:
            return self._extend(owner, quotation)
        before = self.text[paragraph_start : quotation.start]
        if same_paragraph and owner is not None and self._goes_on(number, quotation, before):
            return self._extend(owner, quotation)
        alone = is_sentence(inner) and not _WORD.search(before)
        introduced = is_sentence(inner) and self._before(quotation.start) in (".", "!", "?")
        subject = self._subject_before(quotation, speaking) if introduced and inner.count(" ") >= 2 else None
        if subject is not None:
            return self._inherit(quotation, subject, None)
        if speaking is None or speaking.source is None:
            return None
        long_enough = inner.count(" ") + 1 >= SPEECH_WORDS
        if alone or self._same_sentence(speaking, quotation) or (long_enough and self._nearby(speaking, quotation)):
            return self._inherit(quotation, speaking.source, speaking.via)
        return None

    def _inherit(self, quotation: Quotation, source: Tokens, via: Tokens | None) -> Statement:
        content = [(quotation.inner_start, quotation.inner_end)]
        statement = Statement(content, None, None, source, "quote", via, inherited=True)
        self.added.append(statement)
        return statement

    def _subject_before(self, quotation: Quotation, speaking: Statement | None) -> Tokens | None:
        """Whoever acts in the sentence before a quotation that has no cue: "The coach was blunt. “We lost.”"."""
        last = bisect_left(self._starts, quotation.start) - 1
        while last > 0 and self.doc[last].is_space:
            last -= 1
        if last <= 0:
            return None
        first = next((i for i in range(last, max(-1, last - _REACH), -1) if self.doc[i].is_sent_start), None)
        if first is None:
            return None
        if speaking is not None and speaking.content[-1][1] > self.doc[first].idx:
            return None
        if speaking is not None and speaking.cue_tokens is not None and speaking.cue_tokens.end > first:
            return None
        root = next((token for token in self.doc[first : last + 1] if token.dep_ == "ROOT"), None)
        for child in self.dependents.of(root) if root is not None else []:
            if child.dep_ == "nsubj" and (child.lower_ in _PERSONS or child.ent_type_ == "PERSON" or _is_person(child)):
                return phrase_of(child, (first, last + 1))
        return None

    def _before_colon(self, quotation: Quotation) -> Statement | None:
        """The statement after its cue that the quotation spells out: She said that it was late: "…"."""
        if self._before(quotation.start) != ":":
            return None
        colon = self.text.rindex(":", 0, quotation.start)
        statement = self._by_end.get(colon)
        if statement is None or statement.cue_tokens is None or statement.cue_tokens.start_char > colon:
            return None
        return statement if statement.content[0][0] > statement.cue_tokens.start_char else None

    def _nearby(self, speaking: Statement, quotation: Quotation) -> bool:
        """True when the source spoke shortly before in the same paragraph."""
        position = speaking.content[-1][1]
        return 0 <= quotation.start - position < _NEARBY and "\n" not in self.text[position : quotation.start]

    def _same_sentence(self, speaking: Statement, quotation: Quotation) -> bool:
        """True when the source spoke before in the same sentence: "condemned the raid and sent “sincere regrets”"."""
        position = speaking.content[-1][1]
        words = self.text[quotation.inner_start : quotation.inner_end].split()
        if len(words) < 2 or not 0 <= quotation.start - position < _NEARBY:
            return False
        first, last = bisect_left(self._starts, position), bisect_left(self._starts, quotation.start) + 1
        return not any(token.is_sent_start for token in self.doc[first:last])

    def _introduction(self, number: int, quotation: Quotation, paragraph_start: int) -> Introduction | None:
        inner = self.text[quotation.inner_start : quotation.inner_end]
        opening = bisect_left(self._starts, quotation.start)
        after = bisect_left(self._starts, quotation.end)
        limit_before = bisect_left(self._starts, paragraph_start)
        if quotation.start == paragraph_start and self.text.endswith(":\n\n", 0, quotation.start):
            # The paragraph before hands over: "The paper reports:".
            limit_before = bisect_left(self._starts, self.text.rfind("\n", 0, quotation.start - 2) + 1)
            opening = bisect_left(self._starts, quotation.start - 2)
        following = self.quotations[number + 1].start if number + 1 < len(self.quotations) else len(self.text)
        paragraph_end = self.text.find("\n", quotation.end, following)
        end = following if paragraph_end < 0 else paragraph_end
        limit_after = bisect_left(self._starts, end)
        signature = signature_after(self.doc, self.text, quotation.end, end, self._starts)
        if signature is not None:
            return signature
        found = None
        if not inner.endswith(","):
            found = introduction_before(self.doc, limit_before, opening, self.dependents)
        if found is None:
            found = introduction_after(self.doc, after, limit_after, inner, self.dependents)
        if found is None and inner.endswith(","):
            found = introduction_before(self.doc, limit_before, opening, self.dependents)
        return found

    def _introduced(self, quotation: Quotation, introduction: Introduction) -> Statement:
        content = (quotation.inner_start, quotation.inner_end)
        known = self._by_cue.get(introduction.cue_tokens[-1].i)
        if known is not None:
            opened = any(self.text[start] in "“”„«»‹\"'" or self._is_quoted(start) for start, _ in known.content)
            if opened:
                return self._extend(known, quotation)
            if known.content[-1][1] <= introduction.cue_tokens.start_char < quotation.start:
                if self._before(quotation.start) != ":":
                    return self._extend(known, quotation)
                # "It was late, the aide said: “…”" says two things with one cue.
                return self._add(content, introduction)
            # The syntax found this cue with other words than those between the marks: the marks are surer.
            known.content = [content]
            return known
        statement = self._add(content, introduction)
        self._by_cue[introduction.cue_tokens[-1].i] = statement
        return statement

    def _add(self, content: tuple[int, int], introduction: Introduction) -> Statement:
        given = introduction
        statement = Statement([content], given.cue, given.cue_tokens, given.source, "quote", given.via, given.teller)
        self.added.append(statement)
        return statement

    def _is_quoted(self, position: int) -> bool:
        index = bisect_left(self.quotations, position, key=lambda quotation: quotation.inner_start)
        return index < len(self.quotations) and self.quotations[index].inner_start == position

    def _extend(self, statement: Statement, quotation: Quotation) -> Statement:
        statement.content.append((quotation.inner_start, quotation.inner_end))
        return statement

    def _goes_on(self, number: int, quotation: Quotation, before: str) -> bool:
        """True when only the words that introduced the quotation before stand between it and this one."""
        owner = self._owners[number - 1]
        if owner is None or not is_sentence(self.text[quotation.inner_start : quotation.inner_end]):
            return False
        if not _WORD.search(before):
            return True
        if owner.cue_tokens is None or before.rstrip()[-1:] not in ".!?":
            return False
        if not self.quotations[number - 1].end <= owner.cue_tokens.start_char < quotation.start:
            return False
        cue, opening = owner.cue_tokens.end, bisect_left(self._starts, quotation.start)
        return opening - cue < _REACH and not any(token.is_sent_start for token in self.doc[cue:opening])


def _holds(introduction: Introduction, quotation: Quotation) -> bool:
    """True where the words between marks are part of the source's name."""
    source = introduction.source
    return source is not None and source.start_char < quotation.start and quotation.end < source.end_char


def _speaks(statement: Statement) -> bool:
    """True for a statement that shows its source speaking, and not only deciding, planning or judging."""
    spoken = statement.cue is None or statement.cue.part not in ("noun", "adjective")
    return spoken and statement.source is not None and statement.frame in ("clause", "quote")


def _is_person(noun: Token) -> bool:
    """True for a noun in the singular that names somebody by office or part: "the coach"."""
    known = load_actor_nouns().ending([noun.lower_])
    return known is not None and known.kind == "PERSON"
