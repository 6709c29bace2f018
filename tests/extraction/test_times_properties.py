"""What holds for the times of any text."""

import time
from collections.abc import Callable

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times import find_times
from dateline_server.extraction.times.lexemes import read_lexemes
from dateline_server.extraction.times.patterns import match_patterns
from dateline_server.knowledge.holidays import load_holidays
from dateline_server.knowledge.time_words import load_time_words
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

_WORDS = [word for key in load_time_words() for word in (key, key.capitalize())] + [
    name.title() for name in load_holidays()
]
_FIGURES = [
    "1998",
    "'98",
    "5",
    "31",
    "1990s",
    "'60s",
    "3rd",
    "9 a.m.",
    "24:00",
    "0700",
    "GMT",
    "5½",
    "1.5",
    "2025-02-30",
]
_MARKS = [",", ".", "-", "–", "'s", "(", ")", "\n\n", "“", "$5", "12%", "Q3", "FY24"]
_soup = st.lists(st.sampled_from(_WORDS + _FIGURES + _MARKS), max_size=25).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", " ", " ", "", "-", "\n"]), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)))
)
_SETTINGS = examples(80)


def check(reading: Reading) -> None:
    times = find_times(Draft(reading, Article()))
    assert [found.id for found in times] == [f"t{number}" for number in range(1, len(times) + 1)]
    places = [(found.span.part != Span.TITLE, found.span.start) for found in times]
    assert places == sorted(places)
    for found in times:
        text = reading.title if found.span.part == Span.TITLE else reading.body
        assert text[found.span.start : found.span.end] == found.span.text
        assert found.value
        if found.earliest and found.latest:
            assert found.earliest[:10] <= found.latest[:10]
            assert found.earliest <= found.latest or len(found.earliest) != len(found.latest)


@_SETTINGS
@given(title=st.text(max_size=20), body=st.text(max_size=120))
def test_spans_are_exact_in_any_text(read: Read, title: str, body: str) -> None:
    check(read(body, title=title))


@_SETTINGS
@given(body=_soup, published=st.sampled_from(["2025-04-09", "2024-02-29", "0001-01-01", "9999-12-31", ""]))
def test_spans_are_exact_in_a_soup_of_time_words(read: Read, body: str, published: str) -> None:
    check(read(body, published=published))


@pytest.mark.parametrize(
    "piece",
    ["7", "last ", "the ", "last week ", "1.", "1,", "-", "'", "hundred ", "early ", "10:", "May 3 ", "Christmas "],
)
@pytest.mark.parametrize("length", [50_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_the_time_to_recognise_grows_with_the_length(piece: str, length: int) -> None:
    text = piece * (length // len(piece))
    start = time.process_time()
    sum(1 for _ in match_patterns(read_lexemes(text)))
    assert time.process_time() - start < length / 20_000
