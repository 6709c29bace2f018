"""Documents are handed in by messages that the server takes: no more than it allows, no id twice, in their order."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.chunking import MAX_BYTES, MAX_DOCUMENTS, Chunk
from dateline.v1.document_pb2 import Document

LENGTHS = st.sampled_from([0, 10, MAX_BYTES // 2, MAX_BYTES - 100, MAX_BYTES + 1])


def split(documents: list[Document]) -> list[list[Document]]:
    chunks = [Chunk()]
    for document in documents:
        if not chunks[-1].takes(document):
            chunks.append(Chunk())
        chunks[-1].add(document)
    return [chunk.documents for chunk in chunks]


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), LENGTHS), max_size=12))
def test_a_message_holds_no_id_twice_and_is_not_too_large(items: list[tuple[str, int]]) -> None:
    documents = [Document(id=id, text="x" * length) for id, length in items]
    chunks = split(documents)
    assert [document for chunk in chunks for document in chunk] == documents
    for chunk in chunks:
        ids = [document.id for document in chunk if document.id]
        assert len(ids) == len(set(ids))
        assert len(chunk) <= 1 or sum(document.ByteSize() for document in chunk) <= MAX_BYTES


def test_a_message_holds_as_many_as_the_server_takes() -> None:
    chunks = split([Document(text="Late.")] * (MAX_DOCUMENTS + 1))
    assert [len(chunk) for chunk in chunks] == [256, 1]
