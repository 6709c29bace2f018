"""Marks in the text: cut into pieces that lie side by side, whatever overlaps."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from samples import BODY, TITLE, sample_article

from dateline.render.highlights import Highlight, Layer, count_in_code_points, highlights, pieces
from dateline.spans import convert_offsets
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.span_pb2 import OFFSET_UNIT_UTF16, Mention, Span

marks = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(
        lambda p: Highlight(p[0], min(p[0] + p[1], 31), Layer.EVENT, f"e{p}")
    ),
    max_size=12,
    unique=True,
)


@given(marks)
def test_the_pieces_together_are_the_whole_text(found: list[Highlight]) -> None:
    cut = list(pieces(31, found))
    assert cut[0].start == 0
    assert cut[-1].end == 31
    assert all(left.end == right.start for left, right in itertools.pairwise(cut))


@given(marks)
def test_each_piece_lies_under_exactly_the_marks_that_cover_it(found: list[Highlight]) -> None:
    for piece in pieces(31, found):
        covering = {mark for mark in found if mark.start <= piece.start and piece.end <= mark.end}
        assert set(piece.highlights) == covering
        assert all(not (mark.start < piece.end and piece.start < mark.end) for mark in set(found) - covering)


def test_an_empty_text_has_no_pieces() -> None:
    assert list(pieces(0, [])) == []


def test_marks_of_title_and_body_stay_apart() -> None:
    article = sample_article()
    assert {TITLE[mark.start : mark.end] for mark in highlights(article, Span.TITLE)} == {"Norway"}
    words = {BODY[mark.start : mark.end] for mark in highlights(article) if mark.layer == Layer.EVENT}
    assert words == {"met", "threatened", "protest"}


def test_a_span_outside_the_text_is_left_out() -> None:
    actor = Actor(id="a1", mentions=[Mention(span=Span(start=2, end=99, text="x"))])
    assert highlights(Article(body="short", actors=[actor])) == []


def test_offsets_in_another_unit_are_counted_anew() -> None:
    assert count_in_code_points(convert_offsets(sample_article(), OFFSET_UNIT_UTF16)).actors == sample_article().actors
