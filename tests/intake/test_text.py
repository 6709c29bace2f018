"""Plain text becomes a body that offsets can count in, or is refused with a reason and a field."""

import pytest

from dateline_server.errors import BinaryText, EmptyText, TextTooLong
from dateline_server.intake.text import MAX_CODE_POINTS, clean_text


def test_text_stays_as_it_was_sent() -> None:
    text = "  Two  blanks,\ta tab,\n\n\nan “odd” line – and 🛰.  \n"
    assert clean_text(text) == text


def test_byte_order_marks_and_nuls_are_left_out() -> None:
    assert clean_text("\ufeffThe minister\x00 left.") == "The minister left."


def test_every_line_end_becomes_a_newline() -> None:
    assert clean_text("one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize("text", ["", " ", "\n\t \n", "\ufeff", "\x00"])
def test_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(EmptyText) as refusal:
        clean_text(text)
    assert refusal.value.field == "text"


def test_bytes_read_as_text_are_refused() -> None:
    with pytest.raises(BinaryText, match="no text"):
        clean_text("".join(map(chr, range(256))) * 4)


def test_a_wrongly_decoded_text_is_refused() -> None:
    with pytest.raises(BinaryText):
        clean_text("Le pr\ufffdsident a d\ufffdclar\ufffd \ufffd la t\ufffdl\ufffd")


def test_the_limit_counts_code_points_and_not_bytes() -> None:
    assert len(clean_text("é" * MAX_CODE_POINTS)) == MAX_CODE_POINTS
    with pytest.raises(TextTooLong, match="200,001 code points"):
        clean_text("é" * (MAX_CODE_POINTS + 1))
