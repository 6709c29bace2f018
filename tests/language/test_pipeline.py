"""The language pass: what is put right in what the model reads."""

from collections.abc import Callable

import pytest

from dateline_server.language.reading import Reading


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Farmers staged a march.", "stage"),
        ("The court fined the bank.", "fine"),
        ("They waged a long war.", "wage"),
        ("She hoped to win.", "hope"),
        ("He hopped away.", "hop"),
    ],
)
def test_a_verb_is_not_taken_for_one_that_is_spelled_nearly_so(
    read: Callable[..., Reading], text: str, lemma: str
) -> None:
    assert lemma in [token.lemma_ for token in read(text).doc]
