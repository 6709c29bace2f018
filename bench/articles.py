"""Articles to measure with: the samples that ship with Dateline, and as many different ones as wanted made from them."""

from collections.abc import Iterator
from itertools import count, islice

from dateline.v1.document_pb2 import Document
from dateline_server.samples import sample_documents


def text_samples() -> list[Document]:
    """The sample articles that are plain text."""
    return [document for document in sample_documents() if document.WhichOneof("content") == "text"]


def distinct_documents(number: int) -> Iterator[Document]:
    """`number` documents, no two with the same body: the samples in turn, each ending in a numbered sentence."""
    samples = text_samples()
    for index in islice(count(), number):
        document = Document()
        document.CopyFrom(samples[index % len(samples)])
        document.id = f"{document.id}-{index}"
        document.ClearField("url")
        document.text += f"\n\nThis is edition {index} of the report."
        yield document
