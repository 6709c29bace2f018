"""Which statements hold a place of the text, and which speak beside it."""

from bisect import bisect_left, bisect_right

from spacy.tokens import Token

from dateline_server.extraction.quotes.statement import Statement

_DEEPEST = 4
# Statements that begin before a place and are looked through for those that still hold it.
_LOOKED_THROUGH = 32


class Coverage:
    """Finds statements by place at a cost that does not grow with the article."""

    def __init__(self, statements: list[Statement]) -> None:
        self._inner = sorted(
            ((start, end, number) for number, one in enumerate(statements) if one.nested for start, end in one.content)
        )
        self._outer = sorted(
            (
                (start, end, number)
                for number, one in enumerate(statements)
                if not one.nested
                for start, end in one.content
            )
        )
        self._statements = statements
        cued = [one for one in statements if one.cue_tokens is not None and one.source is not None]
        self._cued = sorted(cued, key=_cue_index)
        self._cue_indices = [_cue_index(one) for one in self._cued]

    def around(self, position: int) -> list[Statement]:
        """The statements, at most five, whose content holds the character of `doc.text`; innermost first."""
        found: dict[int, int] = {}
        for pieces in (self._inner, self._outer):
            last = bisect_right(pieces, (position, _END, _END))
            for start, end, number in reversed(pieces[max(0, last - _LOOKED_THROUGH) : last]):
                if end > position and len(found) < _DEEPEST + (pieces is self._outer):
                    found.setdefault(number, end - start)
        return [self._statements[number] for number in sorted(found, key=lambda number: (found[number], number))]

    def beside(self, token: Token) -> list[Statement]:
        """The statements with a source whose cue stands in the token's sentence, nearest first."""
        sentence = token.sent
        middle = bisect_left(self._cue_indices, token.i)
        near = self._cued[max(0, middle - _DEEPEST) : middle + _DEEPEST]
        inside = [one for one in near if sentence.start <= _cue_index(one) < sentence.end]
        return sorted(inside, key=lambda one: abs(_cue_index(one) - token.i))


_END = 2**31


def _cue_index(statement: Statement) -> int:
    return statement.cue_tokens.start if statement.cue_tokens is not None else -1
