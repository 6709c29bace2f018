"""What is refused before any work is spent on it, and what is refused with it."""

import pytest
from google.rpc.error_details_pb2 import BadRequest

from dateline.v1.document_pb2 import Document
from dateline_server.errors import InvalidField, MessageTooLarge, TextTooLong
from dateline_server.services.checks import require_name
from dateline_server.services.documents import check_document, sort_documents
from dateline_server.services.errors import reason_of


def field_of(status) -> str:
    bad_request = BadRequest()
    return next(bad_request.field_violations[0].field for detail in status.details if detail.Unpack(bad_request))


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (Document(id="x" * 513), "id"),
        (Document(title="x" * 2_001), "title"),
        (Document(url="x" * 2_049), "url"),
        (Document(source="x" * 513), "source"),
        (Document(section="x" * 513), "section"),
        (Document(published="x" * 65), "published"),
        (Document(publish_tz="x" * 65), "publish_tz"),
        (Document(authors=["x"] * 101), "authors"),
        (Document(authors=["short", "x" * 513]), "authors[1]"),
    ],
)
def test_a_field_beyond_its_length_is_named(document: Document, field: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        check_document(document)
    assert refusal.value.field == field


def test_lengths_at_the_limit_pass() -> None:
    check_document(Document(id="é" * 512, title="x" * 2_000, text="x" * 200_000))


@pytest.mark.parametrize("document", [Document(text="x" * 400_001), Document(html=b"x" * (4 * 1024 * 1024 + 1))])
def test_content_beyond_all_bounds_is_refused_unread(document: Document) -> None:
    with pytest.raises(TextTooLong):
        check_document(document)


def test_of_two_with_one_id_the_second_is_refused() -> None:
    documents = sort_documents([Document(id="a"), Document(id="b"), Document(id="a"), Document(), Document()])
    assert list(documents.accepted) == [0, 1, 3, 4]
    assert reason_of(documents.refused[2]) == "DUPLICATE_ID"
    assert field_of(documents.refused[2]) == "id"


def test_a_refused_document_does_not_take_its_id() -> None:
    documents = sort_documents([Document(id="a", title="x" * 5_000), Document(id="a")])
    assert list(documents.accepted) == [1]


def test_256_documents_are_a_message_and_257_are_not() -> None:
    assert len(sort_documents([Document()] * 256).accepted) == 256
    with pytest.raises(InvalidField, match="257"):
        sort_documents([Document()] * 257)


def test_a_message_over_4_mib_is_refused_whole() -> None:
    with pytest.raises(MessageTooLarge):
        sort_documents([Document(text="x" * 200_000)] * 21)


def test_a_document_that_is_too_long_alone_fails_alone() -> None:
    documents = sort_documents([Document(text="x" * 5_000_000), Document(text="short")])
    assert list(documents.accepted) == [1]
    assert field_of(documents.refused[0]) == "text"


@pytest.mark.parametrize(
    "name", ["", "articles/", "articles", "actors/a", "articles/a/b", "articles/é", "articles/" + "x" * 600]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidField):
        require_name(name, "articles")


def test_a_name_passes() -> None:
    require_name("articles/a-Z_0.9~", "articles")
