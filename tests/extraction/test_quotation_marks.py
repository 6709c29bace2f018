"""Quotation marks of all styles, paired as typesetters of English news pair them."""

from collections.abc import Callable

import pytest

from dateline_server.extraction.quotes.quotation_marks import find_quotations
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def inner_words(reading: Reading) -> list[str]:
    text = reading.smooth.text
    return [text[quotation.inner_start : quotation.inner_end] for quotation in find_quotations(reading)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “we will wait” and left.", ["we will wait"]),
        ('She said "we will wait" and left.', ["we will wait"]),
        ("She said «we will wait» and left.", ["we will wait"]),
        ("She said „we will wait“ and left.", ["we will wait"]),
        ("She said ``we will wait'' and left.", ["we will wait"]),
        ("She said ''we will wait'' and left.", ["we will wait"]),
        ("She said ‘we will wait’ and left.", ["we will wait"]),
        ("She said 'we will wait' and left.", ["we will wait"]),
        ("”We will wait,” she said.", ["We will wait,"]),
    ],
)
def test_every_style_of_marks_is_read(read: Read, text: str, expected: list[str]) -> None:
    assert inner_words(read(text)) == expected


def test_apostrophes_are_no_marks(read: Read) -> None:
    assert inner_words(read("The ministers’ plan isn't Norway's, and the '90s won't come back.")) == []


def test_a_possessive_inside_single_marks_does_not_close_them(read: Read) -> None:
    text = "She called it 'the ministers' last chance', and left."
    assert inner_words(read(text)) == ["the ministers' last chance"]


def test_a_measure_in_inches_opens_nothing(read: Read) -> None:
    assert inner_words(read('The pipe is 12" wide and 9" deep.')) == []


def test_nested_marks_belong_to_the_outer_pair(read: Read) -> None:
    text = "“He told us ‘go home’ and left,” she said."
    assert inner_words(read(text)) == ["He told us 'go home' and left,"]


def test_two_pairs_are_two_quotations(read: Read) -> None:
    assert inner_words(read("“Wait,” she said, “we are late.”")) == ["Wait,", "we are late."]


def test_speech_over_paragraphs_opens_in_each_and_closes_in_the_last(read: Read) -> None:
    text = "“We came at dawn.\n\n“Nobody was there.\n\n“So we left,” she said."
    reading = read(text)
    assert inner_words(reading) == ["We came at dawn.", "Nobody was there.", "So we left,"]
    assert [quotation.closed for quotation in find_quotations(reading)] == [False, False, True]


def test_a_mark_that_never_closes_is_left_out(read: Read) -> None:
    assert inner_words(read("She said “we will wait and left.\n\nThe hall was empty.")) == []


def test_empty_marks_are_left_out(read: Read) -> None:
    assert inner_words(read('She wrote "" and “ ” on the wall.')) == []
