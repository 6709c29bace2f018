"""ParserService: reads documents and stores nothing."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

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


class ParserService:
    """The methods of `dateline.v1.ParserService`. `ends` is when open streams end, after what they have sent."""

    def __init__(self, reader: DocumentReader, ends: StreamEnds) -> None:
        self._reader = reader
        self._ends = ends

    async def parse(self, request: ParseRequest) -> ParseResponse:
        """The article. Refused with a field below `document` when it cannot be read."""
        _check_options(request.options)
        try:
            check_document(request.document)
        except DatelineError as error:
            raise Refusal(status_of(error, within="document")) from error
        [result] = await self._reader.read([request.document], request.options, urgency=Urgency.URGENT)
        if result.HasField("error"):
            raise Refusal(place_within(result.error, "document"))
        return ParseResponse(article=result.article)

    async def parse_batch(self, requests: AsyncIterator[ParseBatchRequest]) -> AsyncGenerator[ParseBatchResponse, None]:
        """One response a request, in their order, with one result a document."""
        async with aclosing(in_order(requests, self._read_batch, MESSAGES_UNDER_WAY, self._ends)) as responses:
            async for response in responses:
                yield response

    async def _read_batch(self, request: ParseBatchRequest) -> ParseBatchResponse:
        _check_options(request.options)
        documents = sort_documents(request.documents)
        results = {position: ParseResult(error=status) for position, status in documents.refused.items()}
        read = await self._reader.read(list(documents.accepted.values()), request.options)
        results |= dict(zip(documents.accepted, read, strict=True))
        for position, result in results.items():
            result.id = request.documents[position].id
            if result.HasField("error"):
                result.error.CopyFrom(place_within(result.error, f"documents[{position}]"))
        return ParseBatchResponse(results=[results[position] for position in range(len(request.documents))])


def _check_options(options: ParseOptions) -> None:
    require_known_enum(options, "offset_unit", within="options")
    require_known_enum(options, "unsupported_language", within="options")
