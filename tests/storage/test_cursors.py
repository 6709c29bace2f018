"""Cursors compare as their numbers do, and only the store that gave one out takes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline_server.errors import InvalidCursor
from dateline_server.storage.cursors import Cursors

CURSORS = Cursors(b"secret")
_numbers = st.integers(0, 2**63 - 1)


@given(_numbers, _numbers)
def test_the_later_cursor_is_the_greater_string(one: int, other: int) -> None:
    assert (CURSORS.seal(one) < CURSORS.seal(other)) == (one < other)
    assert CURSORS.open(CURSORS.seal(one)) == one


@given(_numbers, st.text(max_size=40))
def test_what_was_not_given_out_is_refused(number: int, text: str) -> None:
    theirs = Cursors(b"another secret").seal(number)
    mine = CURSORS.seal(number)
    for cursor in (theirs, mine[:-1], mine + "A", mine.upper() + text, text):
        if cursor != mine:
            with pytest.raises(InvalidCursor):
                CURSORS.open(cursor)
