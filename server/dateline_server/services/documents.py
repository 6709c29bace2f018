"""Checks on documents before any work is spent on them: lengths, ids, and how much comes in one message."""

from collections.abc import Sequence
from dataclasses import dataclass

from google.rpc.status_pb2 import Status

from dateline.v1.document_pb2 import Document
from dateline_server.errors import DatelineError, DuplicateId, InvalidField, MessageTooLarge, TextTooLong
from dateline_server.intake.text import MAX_CODE_POINTS
from dateline_server.services.errors import status_of

MAX_DOCUMENTS = 256
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
# Characters.
_LONGEST = {
    "id": 512,
    "title": 2_000,
    "url": 2_048,
    "source": 512,
    "published": 64,
    "publish_tz": 64,
    "section": 512,
}
_MOST_AUTHORS = 100
_LONGEST_AUTHOR = 512


@dataclass(frozen=True, slots=True)
class Sorted:
    """The documents of a message that may be read, by their position, and what is wrong with each of the others.

    Fields are those of Document.
    """

    accepted: dict[int, Document]
    refused: dict[int, Status]


def sort_documents(documents: Sequence[Document]) -> Sorted:
    """The documents of one message, sound ones apart from the others.

    Raises InvalidField for more than MAX_DOCUMENTS, and MessageTooLarge when the sound ones have more than
    MAX_MESSAGE_BYTES.
    """
    if len(documents) > MAX_DOCUMENTS:
        raise InvalidField(
            f"The message holds {len(documents)} documents; the limit is {MAX_DOCUMENTS}. Send several messages.",
            field="documents",
        )
    accepted: dict[int, Document] = {}
    refused: dict[int, Status] = {}
    positions: dict[str, int] = {}
    for position, document in enumerate(documents):
        try:
            check_document(document)
            if document.id and positions.setdefault(document.id, position) != position:
                raise DuplicateId(
                    f"The id {document.id!r} is that of documents[{positions[document.id]}] of the same message "
                    "already. Give each document an id of its own, or send the second one in a later message.",
                    field="id",
                )
            accepted[position] = document
        except DatelineError as error:
            refused[position] = status_of(error)
    size = sum(document.ByteSize() for document in accepted.values())
    if size > MAX_MESSAGE_BYTES:
        raise MessageTooLarge(_too_large(size), field="documents")
    return Sorted(accepted, refused)


def check_document(document: Document) -> None:
    """Raise InvalidField, TextTooLong or MessageTooLarge, naming a field of Document, when it is beyond all bounds."""
    for field, limit in _LONGEST.items():
        _check_length(getattr(document, field), field, limit)
    if len(document.authors) > _MOST_AUTHORS:
        raise InvalidField(f"{len(document.authors)} authors; the limit is {_MOST_AUTHORS}.", field="authors")
    for number, author in enumerate(document.authors):
        _check_length(author, f"authors[{number}]", _LONGEST_AUTHOR)
    if len(document.text) > 2 * MAX_CODE_POINTS:  # what intake takes out is never half of it
        raise TextTooLong(
            f"The text has {len(document.text):,} code points; the limit is {MAX_CODE_POINTS:,}. Send it in parts.",
            field="text",
        )
    if len(document.html) > MAX_MESSAGE_BYTES:
        raise TextTooLong(
            f"The page has {len(document.html):,} bytes; the limit is {MAX_MESSAGE_BYTES:,}. "
            "Send the text of the article in `text`.",
            field="html",
        )


def _check_length(value: str, field: str, limit: int) -> None:
    if len(value) > limit:
        raise InvalidField(f"`{field}` has {len(value):,} characters; the limit is {limit:,}.", field=field)


def _too_large(size: int) -> str:
    return f"The documents have {size:,} bytes; the limit of a message is {MAX_MESSAGE_BYTES:,}. Send several messages."
