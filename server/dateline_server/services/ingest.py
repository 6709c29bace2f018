"""From a message of documents to stored articles: read ahead of the commit, stored in the order of the stream."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestArticlesRequest, IngestArticlesResponse, IngestResult
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.services.checks import identify_request
from dateline_server.services.documents import sort_documents
from dateline_server.services.errors import place_within
from dateline_server.services.freshness import token_of_now
from dateline_server.services.reading import DocumentReader
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.keys import Identity
from dateline_server.storage.requests import Request
from dateline_server.storage.store import Stored


@dataclass(slots=True)
class Batch:
    """One message on its way, by position of its documents: refused, read, or held by the store when last asked."""

    documents: list[Document]
    received: datetime
    results: dict[int, IngestResult]
    articles: dict[int, Article]
    held: dict[int, Identity]
    request: Request
    answer: IngestArticlesResponse | None = None


class Ingest:
    """Reads and stores the documents of IngestArticles."""

    def __init__(self, access: StoreAccess, reader: DocumentReader) -> None:
        self._access = access
        self._reader = reader

    async def read(self, request: IngestArticlesRequest) -> Batch:
        """The message with its articles read, but for documents that the store holds unchanged."""
        identified = identify_request(request, request.request_id)
        answer = await self._recall(identified)
        if answer is not None:
            return Batch([], self._access.clock(), {}, {}, {}, identified, answer)
        documents = sort_documents(request.documents)
        batch = Batch(
            request=identified,
            documents=list(request.documents),
            received=self._access.clock(),
            results={position: IngestResult(error=status) for position, status in documents.refused.items()},
            articles={},
            held={},
        )
        batch.held = await self._find_held(documents.accepted)
        await self._read_into(batch, [position for position in documents.accepted if position not in batch.held])
        return batch

    async def store(self, batch: Batch) -> IngestArticlesResponse:
        """The results of the message, after the commit."""
        if batch.answer is not None:
            return await self._with_token(batch.answer)
        await self._settle_held(batch)
        positions = sorted(batch.articles)

        def respond(stored: Sequence[Stored]) -> IngestArticlesResponse:
            for position, outcome in zip(positions, stored, strict=True):
                batch.results[position] = _to_result(outcome)
            return _to_response(batch)

        if positions:
            articles = [batch.articles[position] for position in positions]
            response = respond(
                await self._access.write(
                    self._access.store.ingest,
                    articles,
                    batch.request,
                    lambda stored: respond(stored).SerializeToString(),
                )
            )
        else:
            response = _to_response(batch)
        return await self._with_token(response)

    async def _with_token(self, response: IngestArticlesResponse) -> IngestArticlesResponse:
        """The response with a token that holds what this message stored, or found stored."""
        response.consistency_token = await token_of_now(self._access)
        return response

    async def _recall(self, request: Request) -> IngestArticlesResponse | None:
        answer = await self._access.read(self._access.store.recall, request) if request.id else None
        return None if answer is None else IngestArticlesResponse.FromString(answer)

    async def _find_held(self, documents: Mapping[int, Document]) -> dict[int, Identity]:
        identities = {
            position: identity
            for position, identity in zip(documents, await self._reader.identify(list(documents.values())), strict=True)
            if isinstance(identity, Identity)  # what cannot be identified cannot be read either, and is told why there
        }
        # Of several versions of one article in a message the last one counts, so none of them is skipped.
        times = Counter(identity.name for identity in identities.values())
        single = {position: identity for position, identity in identities.items() if times[identity.name] == 1}
        if not single:
            return {}
        unchanged = await self._access.read(self._access.store.unchanged, list(single.values()))
        return {
            position: identity
            for (position, identity), stored in zip(single.items(), unchanged, strict=True)
            if stored is not None
        }

    async def _settle_held(self, batch: Batch) -> None:
        """Ask once more: an earlier message of the stream may have changed what this one was found to repeat."""
        if not batch.held:
            return
        unchanged = await self._access.read(self._access.store.unchanged, list(batch.held.values()))
        changed = []
        for position, stored in zip(batch.held, unchanged, strict=True):
            if stored is None:
                changed.append(position)
            else:
                batch.results[position] = _to_result(stored)
        await self._read_into(batch, changed)

    async def _read_into(self, batch: Batch, positions: list[int]) -> None:
        documents = [batch.documents[position] for position in positions]
        for position, result in zip(positions, await self._reader.read(documents, ParseOptions()), strict=True):
            if result.HasField("error"):
                batch.results[position] = IngestResult(error=place_within(result.error, f"documents[{position}]"))
            else:
                result.article.received_time.FromDatetime(batch.received)
                batch.articles[position] = result.article


def _to_response(batch: Batch) -> IngestArticlesResponse:
    for position, result in batch.results.items():
        result.id = batch.documents[position].id
    return IngestArticlesResponse(results=[batch.results[position] for position in range(len(batch.documents))])


def _to_result(stored: Stored) -> IngestResult:
    return IngestResult(
        name=stored.name,
        outcome=stored.outcome,
        revision=stored.revision,
        duplicate_of=stored.duplicate_of,
    )
