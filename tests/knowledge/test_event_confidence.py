"""Weights of events become shares that are right."""

import pytest

from dateline_server.knowledge.event_confidence import share_right


def test_a_share_rises_with_the_weight_and_stays_one() -> None:
    shares = [share_right(weight / 100) for weight in range(101)]
    assert shares == sorted(set(shares))
    assert 0 <= shares[0] < shares[-1] <= 1


def test_between_two_rows_is_the_line_that_joins_them() -> None:
    middle = (share_right(0.8) + share_right(0.9)) / 2
    assert share_right(0.85) == pytest.approx(middle)
