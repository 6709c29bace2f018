"""What the services ask of whoever reads documents for them; `serving` gives them its worker processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.storage.keys import Identity
from dateline_server.storage.wire import split_fields


class Urgency(IntEnum):
    """Who goes first where documents wait to be read. What intake asks goes just before."""

    URGENT = 0  # a call of its own
    IN_TURN = 2  # one of many in a stream
    QUEUED = 4  # handed in to be read later
    BACKGROUND = 6  # nobody waits for it


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document after intake: which article it is, and that article with everything but its claims."""

    document: Document
    identity: Identity
    article: Article


class DocumentReader(Protocol):
    """Reads documents elsewhere, so that the event loop stays free. One result a document, in their order.

    A document that cannot be read has a status for a result, with field paths below Document. A call that is
    cancelled while it waits is dropped.
    """

    @property
    def has_room(self) -> bool:
        """Whether a worker is free, or will be as soon as it has done what it does."""
        ...

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """The serialised articles, those of the most urgent first; raises Overloaded when too many urgent ones wait."""
        ...

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        """The documents after intake, which costs little beside reading, or why they cannot be read."""
        ...

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """The serialised articles of documents that intake has been through."""
        ...


def prepared_of(document: Document, result: ParseResult) -> Prepared | Status:
    """The document after intake as a result of `results.prepare_documents` tells, or why it cannot be read."""
    if result.HasField("error"):
        return result.error
    article = result.article
    identity = Identity(article.name, article.etag)
    article.ClearField("name")
    article.ClearField("etag")
    return Prepared(document, identity, article)


def article_of(result: bytes) -> bytes | Status:
    """The serialised article in a serialised ParseResult, which is not taken apart, or why there is none."""
    fields = split_fields(result)
    if refused := fields.get(ParseResult.ERROR_FIELD_NUMBER):
        return Status.FromString(refused[-1])
    return fields[ParseResult.ARTICLE_FIELD_NUMBER][-1]
