"""What the services ask of whoever reads documents for them; `serving` gives them its worker processes."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

from google.rpc.status_pb2 import Status

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.storage.keys import Identity


class Urgency(IntEnum):
    """Who goes first where documents wait to be read."""

    URGENT = 0  # a call of its own
    IN_TURN = 2  # one of many in a stream
    BACKGROUND = 3  # nobody waits for it


class DocumentReader(Protocol):
    """Reads documents elsewhere, so that the event loop stays free. One result a document, in their order.

    A document that cannot be read has a status for a result, with field paths below Document. A call that is
    cancelled while it waits is dropped.
    """

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[ParseResult]:
        """The articles, those of the most urgent first; raises Overloaded when too many urgent ones wait."""
        ...

    async def identify(self, documents: Sequence[Document]) -> list[Identity | Status]:
        """Which articles the documents are; costs intake alone."""
        ...


def identity_of(result: ParseResult) -> Identity | Status:
    """The identity in a result of `results.identify_documents`, or why there is none."""
    if result.HasField("error"):
        return result.error
    return Identity(result.article.name, result.article.etag)
