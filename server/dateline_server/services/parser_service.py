"""ParserService: reads documents and stores nothing."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from google.rpc.status_pb2 import Status

from dateline.v1.parser_service_pb2 import (
    ParseBatchRequest,
    ParseBatchResponse,
    ParseOptions,
    ParseRequest,
    ParseResponse,
    ParseResult,
)
from dateline_server.errors import DatelineError
from dateline_server.services.checks import require_known_enum
from dateline_server.services.documents import check_document, sort_documents
from dateline_server.services.errors import Refusal, place_within, status_of
from dateline_server.services.reading import DocumentReader, Urgency
from dateline_server.services.streaming import MESSAGES_UNDER_WAY, StreamEnds, in_order
from dateline_server.storage.wire import frame, frame_text


class ParserService:
    """The methods of `dateline.v1.ParserService`. `ends` is when open streams end, after what they have sent."""

    def __init__(self, reader: DocumentReader, ends: StreamEnds) -> None:
        self._reader = reader
        self._ends = ends

    async def parse(self, request: ParseRequest) -> bytes:
        """The serialised response. Refused with a field below `document` when it cannot be read."""
        _check_options(request.options)
        try:
            check_document(request.document)
        except DatelineError as error:
            raise Refusal(status_of(error, within="document")) from error
        [result] = await self._reader.read([request.document], request.options, urgency=Urgency.URGENT)
        if isinstance(result, Status):
            raise Refusal(place_within(result, "document"))
        return frame(ParseResponse.ARTICLE_FIELD_NUMBER, result)

    async def parse_batch(self, requests: AsyncIterator[ParseBatchRequest]) -> AsyncGenerator[bytes, None]:
        """One serialised response a request, in their order, with one result a document."""
        async with aclosing(in_order(requests, self._read_batch, MESSAGES_UNDER_WAY, self._ends)) as responses:
            async for response in responses:
                yield response

    async def _read_batch(self, request: ParseBatchRequest) -> bytes:
        _check_options(request.options)
        documents = sort_documents(request.documents)
        results: dict[int, bytes | Status] = dict(documents.refused)
        read = await self._reader.read(list(documents.accepted.values()), request.options)
        results |= zip(documents.accepted, read, strict=True)
        return b"".join(
            _write_result(document.id, results[position], f"documents[{position}]")
            for position, document in enumerate(request.documents)
        )


def _write_result(identity: str, result: bytes | Status, within: str) -> bytes:
    """A result of a ParseBatchResponse. The articles of a batch are long: built, they would hold up all other calls."""
    if isinstance(result, Status):
        written = ParseResult(id=identity, error=place_within(result, within)).SerializeToString()
    else:
        written = frame_text(ParseResult.ID_FIELD_NUMBER, identity) + frame(ParseResult.ARTICLE_FIELD_NUMBER, result)
    return frame(ParseBatchResponse.RESULTS_FIELD_NUMBER, written)


def _check_options(options: ParseOptions) -> None:
    require_known_enum(options, "offset_unit", within="options")
    require_known_enum(options, "unsupported_language", within="options")
