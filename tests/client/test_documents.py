"""Documents from values and from rows of JSON."""

import base64
import gzip
from datetime import UTC, date, datetime

import pytest

from dateline.documents import document_from_row, make_document
from dateline.errors import InvalidArgument
from dateline.v1.document_pb2 import Document


def packed(html: bytes) -> str:
    return base64.b64encode(gzip.compress(html)).decode()


def test_a_string_is_text_and_bytes_are_a_page() -> None:
    assert make_document("A ship left.").text == "A ship left."
    assert make_document(b"<p>A ship left.</p>").html == b"<p>A ship left.</p>"


def test_fields_given_win_over_those_of_the_document() -> None:
    document = Document(text="A ship left.", title="Old", source="Gazette", authors=["A"])
    made = make_document(document, title="New", authors=["B", "C"])
    assert (made.title, made.source, list(made.authors)) == ("New", "Gazette", ["B", "C"])


def test_the_publication_day_may_be_a_date_or_an_instant() -> None:
    assert make_document("x", published=date(2025, 4, 9)).published == "2025-04-09"
    assert make_document("x", published=datetime(2025, 4, 9, 8, tzinfo=UTC)).published == "2025-04-09T08:00:00+00:00"
    assert make_document("x", published=datetime(2025, 4, 9, 8)).published == "2025-04-09T08:00:00Z"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="character 2"):
        make_document("ab\ud800")


def test_a_row_has_text_and_what_is_known() -> None:
    row = {"id": 7, "text": "A ship left.", "title": "Ships", "authors": ["A", "B"], "gold": {"any": "thing"}}
    document = document_from_row(row)
    assert (document.id, document.text, document.title) == ("7", "A ship left.", "Ships")
    assert list(document.authors) == ["A", "B"]


def test_a_row_may_hold_a_page_plain_or_packed() -> None:
    assert document_from_row({"html": "<p>é</p>"}).html == "<p>é</p>".encode()
    assert document_from_row({"html_gz_base64": packed(b"<p>\xe9</p>")}).html == b"<p>\xe9</p>"


def test_a_null_is_as_good_as_nothing() -> None:
    assert document_from_row({"text": "x", "html": None, "title": None}).text == "x"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([], "a list"),
        ("text", "a string"),
        ({"id": "x"}, "none of them"),
        ({"text": "a", "html": "b"}, "both `text` and `html`"),
        ({"text": 5}, "`text` must be a string, not a number"),
        ({"text": "a", "title": {}}, "`title` must be a string, not an object"),
        ({"text": "a", "authors": [1]}, "`authors`"),
        ({"text": "a", "id": ["x"]}, "`id`"),
        ({"html_gz_base64": "%%%"}, "no base64 of gzip"),
        ({"html_gz_base64": base64.b64encode(b"plain").decode()}, "no base64 of gzip"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row: object, said: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        document_from_row(row)
    assert said in caught.value.message
    assert caught.value.reason == "MALFORMED_ROW"


def test_a_bad_row_keeps_its_id() -> None:
    with pytest.raises(InvalidArgument) as caught:
        document_from_row({"id": "d9"})
    assert caught.value.document_id == "d9"


def test_a_page_that_swells_without_end_is_refused() -> None:
    with pytest.raises(InvalidArgument) as caught:
        document_from_row({"html_gz_base64": packed(b" " * (65 * 1024 * 1024))})
    assert caught.value.reason == "TEXT_TOO_LONG"
