"""Offsets lead to the same words whatever unit they count in."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.spans import convert_offset, convert_offsets, read_span, sentence_of, spans_of
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import (
    OFFSET_UNIT_CODE_POINT,
    OFFSET_UNIT_UNSPECIFIED,
    OFFSET_UNIT_UTF8,
    OFFSET_UNIT_UTF16,
    OffsetUnit,
    Span,
)

UNITS = (OFFSET_UNIT_CODE_POINT, OFFSET_UNIT_UTF16, OFFSET_UNIT_UTF8)
# Lone surrogates are no text: a protobuf string cannot hold them.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def slice_in(unit: OffsetUnit.ValueType, text: str, start: int, end: int) -> str:
    """What a program that counts in `unit` reads at [start, end)."""
    if unit == OFFSET_UNIT_UTF16:
        return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
    if unit == OFFSET_UNIT_UTF8:
        return text.encode()[start:end].decode()
    return text[start:end]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with spans in its title and body, in fields of several depths."""
    article = Article(title=draw(texts), body=draw(texts))

    def span() -> Span:
        part = draw(st.sampled_from([Span.PART_UNSPECIFIED, Span.BODY, Span.TITLE]))
        text = article.title if part == Span.TITLE else article.body
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        return Span(start=start, end=end, text=text[start:end], part=part)

    article.actors.add().mentions.add(span=span())
    article.quotes.add(content=[span(), span()])
    article.events.add(trigger=span()).attributions.add(verb_span=span())
    article.times.add(span=span())
    return article


def with_time(body: str, span: Span) -> Article:
    article = Article(body=body)
    article.times.add(span=span)
    return article


@given(articles(), st.sampled_from(UNITS))
def test_every_span_cuts_out_its_own_text(article: Article, unit: OffsetUnit.ValueType) -> None:
    converted = convert_offsets(article, unit)
    for span in spans_of(converted):
        text = converted.title if span.part == Span.TITLE else converted.body
        assert slice_in(unit, text, span.start, span.end) == span.text


@given(articles(), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_any_way_round_leads_back(article: Article, first: OffsetUnit.ValueType, second: OffsetUnit.ValueType) -> None:
    there = convert_offsets(convert_offsets(article, first), second)
    back = convert_offsets(there, OFFSET_UNIT_CODE_POINT)
    assert [(span.start, span.end) for span in spans_of(back)] == [(s.start, s.end) for s in spans_of(article)]


def test_a_flag_is_one_character_two_units_four_bytes() -> None:
    article = Article(body="🏁 go")
    article.events.add(trigger=Span(start=2, end=4, text="go"))
    trigger = [convert_offsets(article, unit).events[0].trigger for unit in UNITS]
    assert [(span.start, span.end) for span in trigger] == [(2, 4), (3, 5), (5, 7)]


def test_the_answer_names_its_unit_and_the_question_stays() -> None:
    article = with_time("é", Span(start=0, end=1, text="é"))
    before = article.SerializeToString(deterministic=True)
    assert convert_offsets(article, OFFSET_UNIT_UTF8).offset_unit == OFFSET_UNIT_UTF8
    assert article.SerializeToString(deterministic=True) == before


def test_unset_means_code_points() -> None:
    article = with_time("é!", Span(start=1, end=2, text="!"))
    assert convert_offsets(article, OFFSET_UNIT_UNSPECIFIED).times[0].span.start == 1
    bytewise = convert_offsets(article, OFFSET_UNIT_UTF8)
    assert convert_offsets(bytewise, OFFSET_UNIT_UNSPECIFIED).times[0].span.start == 1


@pytest.mark.parametrize(("unit", "start"), [(OFFSET_UNIT_UTF16, 1), (OFFSET_UNIT_UTF8, 2), (OFFSET_UNIT_UTF8, 9)])
def test_an_offset_inside_a_character_or_past_the_end_is_refused(unit: OffsetUnit.ValueType, start: int) -> None:
    article = with_time("😀", Span(start=start, end=4))
    article.offset_unit = unit
    with pytest.raises(ValueError, match=f"offset {start}"):
        convert_offsets(article, OFFSET_UNIT_CODE_POINT)


def test_a_unit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="77"):
        convert_offsets(Article(), 77)  # type: ignore[arg-type]


def test_it_works_without_the_server_half() -> None:
    code = "import sys, dateline.spans; sys.exit('dateline_server' in sys.modules or 'spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(articles(), st.sampled_from(UNITS))
def test_a_span_is_read_in_the_unit_of_its_article(article: Article, unit: OffsetUnit.ValueType) -> None:
    converted = convert_offsets(article, unit)
    for span in spans_of(converted):
        assert read_span(converted, span) == span.text


def test_a_span_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="'ship'"):
        read_span(Article(body="A boat left."), Span(start=2, end=6, text="ship"))


@given(texts, st.sampled_from(UNITS), st.sampled_from(UNITS), st.data())
def test_one_offset_leads_to_the_same_place(
    text: str, source: OffsetUnit.ValueType, target: OffsetUnit.ValueType, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    there = convert_offset(text, place, OFFSET_UNIT_CODE_POINT, source)
    assert slice_in(source, text, 0, there) == text[:place]
    assert slice_in(target, text, 0, convert_offset(text, there, source, target)) == text[:place]


def test_an_offset_outside_the_text_and_a_unit_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        convert_offset("Rain.", 6, OFFSET_UNIT_CODE_POINT, OFFSET_UNIT_UTF8)
    with pytest.raises(ValueError, match="no offset unit"):
        convert_offset("Rain.", 1, OFFSET_UNIT_CODE_POINT, 17)  # type: ignore[arg-type]


def test_the_sentence_of_an_event_holds_its_trigger() -> None:
    first, second = Span(start=0, end=20, text="…"), Span(start=21, end=50, text="…")
    told = Event(trigger=Span(start=30, end=34, text="left"), evidence=[first, second])
    assert sentence_of(told) == second
    headline = Span(start=0, end=40, text="…", part=Span.TITLE)
    assert sentence_of(Event(trigger=told.trigger, evidence=[headline, second])) == second
    assert sentence_of(Event(trigger=Span(start=90, end=94), evidence=[first])) == first
    with pytest.raises(ValueError, match="evidence"):
        sentence_of(Event())
