"""The model reads a smoothed copy of the text; every span leads back to the exact words that were sent."""

from collections.abc import Callable

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.span_pb2 import Span
from dateline_server.language.reading import Reading, smooth

Read = Callable[..., Reading]

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200)


def test_white_space_is_collapsed_and_paragraphs_are_parted() -> None:
    assert smooth("", "One  two.\n\n\nThree\t four.").text == "One two.\n\nThree four."


def test_lines_that_break_inside_sentences_are_joined() -> None:
    body = "The ministers of the two countries\n   met in the capital and agreed\n   to meet again."
    assert "\n" not in smooth("", body).text


def test_lines_that_are_paragraphs_stay_apart() -> None:
    assert smooth("", "The ministers met.\nThey agreed.").text == "The ministers met.\n\nThey agreed."


def test_a_word_that_never_ends_is_parted_and_still_leads_back(read: Read) -> None:
    body = "A" * 1_000 + " left."
    reading = read(body)
    assert max(len(token) for token in reading.doc) <= 300
    assert reading.span(0, len(reading.doc.text)).text == body


def test_typewriter_quotes_become_curly() -> None:
    assert smooth("", "``We agree,'' she said.").text == "“We agree,” she said."


def test_the_title_is_the_first_paragraph() -> None:
    texts = smooth("Ministers meet", "They agreed.")
    assert texts.text == "Ministers meet\n\nThey agreed."
    assert texts.text[texts.title_length :] == "They agreed."


def test_a_span_of_the_title_says_so(read: Read) -> None:
    reading = read("Solberg left.", title="Solberg leaves Nairobi")
    first, second = (token for token in reading.doc if token.text == "Solberg")
    assert reading.span_of(first) == Span(start=0, end=7, text="Solberg", part=Span.TITLE)
    assert reading.span_of(second) == Span(start=0, end=7, text="Solberg")


def test_a_span_keeps_the_white_space_and_marks_that_were_sent(read: Read) -> None:
    reading = read("The  envoy\n   said ``no  deal'' today, and that was all that he said.")
    start = reading.doc.text.index("“no deal”")
    assert reading.span(start, start + len("“no deal”")).text == "``no  deal''"


def test_a_span_without_a_visible_character_is_refused(read: Read) -> None:
    with pytest.raises(ValueError, match="no visible character"):
        read("One two.").span(3, 4)


def test_a_span_does_not_reach_from_the_title_into_the_body(read: Read) -> None:
    reading = read("They agreed.", title="Ministers meet")
    with pytest.raises(ValueError, match="title into the body"):
        reading.span(0, len(reading.doc.text))


def test_a_paragraph_starts_a_sentence(read: Read) -> None:
    reading = read("Rain in the north\n\nThe river rose overnight.")
    assert [sentence.text.strip() for sentence in reading.doc.sents] == [
        "Rain in the north",
        "The river rose overnight.",
    ]


@pytest.mark.parametrize("mark", ["—", "–", "-", "--"])
def test_the_text_after_a_dateline_starts_a_sentence(read: Read, mark: str) -> None:
    reading = read(f"NAIROBI, March 13 (Coast Wire) {mark} Kenya and Somalia agreed on Thursday to reopen a post.")
    [_, sentence] = reading.doc.sents
    assert sentence[0].text == "Kenya"


def test_a_dash_inside_a_sentence_starts_none(read: Read) -> None:
    reading = read("The UN — which had asked for more — said that the convoy was late.")
    assert len(list(reading.doc.sents)) == 1


@given(title=TEXT, body=TEXT)
@examples(150)
def test_every_character_leads_back_to_where_it_was(title: str, body: str) -> None:
    texts = smooth(title, body)
    assert len(texts.text) == len(texts.starts) == len(texts.ends)
    for index, character in enumerate(texts.text):
        source = title if index < texts.title_length else body
        original = source[texts.starts[index] : texts.ends[index]]
        if not character.isspace():
            assert original == character or original in ("``", "''", "’", "‘")


@given(title=TEXT, body=TEXT.filter(str.strip))
@examples(60)
def test_every_token_has_an_exact_span_and_comes_back_from_it(read: Read, title: str, body: str) -> None:
    reading = read(body, title=title)
    for token in reading.doc:
        if token.text.isspace():
            continue
        span = reading.span_of(token)
        source = title if span.part == Span.TITLE else body
        assert source[span.start : span.end] == span.text
        assert token.i in [other.i for other in reading.tokens(span)]
