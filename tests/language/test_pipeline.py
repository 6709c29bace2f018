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
        ("The wardens raped two inmates.", "rape"),
        ("Police cordoned off the square.", "cordon"),
        ("The firm relaunched its site.", "relaunch"),
        ("Planes airdropped food.", "airdrop"),
        ("The city unbanned the film.", "unban"),
    ],
)
def test_a_verb_is_not_taken_for_one_that_is_spelled_nearly_so(
    read: Callable[..., Reading], text: str, lemma: str
) -> None:
    assert lemma in [token.lemma_ for token in read(text).doc]


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Students held a sit-in at the bank.", "sit-in", "sit-in"),
        ("Voters re-elected the mayor.", "re-elected", "reelect"),
        ("Both sides broke the cease-fires.", "cease-fires", "cease-fire"),
        ("Walk-outs closed two ports.", "Walk-outs", "walkout"),
        ("Chile test-fired a rocket.", "test-fired", "test-fire"),
    ],
)
def test_a_word_of_the_tables_with_a_hyphen_is_one_word(
    read: Callable[..., Reading], text: str, word: str, lemma: str
) -> None:
    assert (word, lemma) in [(token.text, token.lemma_) for token in read(text).doc]


def test_a_hyphen_that_tells_two_verbs_apart_is_kept(read: Callable[..., Reading]) -> None:
    assert "resign" not in [token.lemma_ for token in read("The club re-signed its striker.").doc]
