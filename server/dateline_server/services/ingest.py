"""From a message of documents to stored articles: read ahead of the commit, stored in the order of the stream."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from google.rpc.status_pb2 import Status

from dateline.v1.article_service_pb2 import IngestArticlesRequest, IngestArticlesResponse, IngestResult
from dateline.v1.document_pb2 import Document
from dateline_server.services.checks import identify_request
from dateline_server.services.completing import complete
from dateline_server.services.documents import sort_documents
from dateline_server.services.errors import place_within
from dateline_server.services.freshness import token_of_now
from dateline_server.services.reading import DocumentReader, Prepared
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.arrivals import Arrival, Pack, arrive_read
from dateline_server.storage.filter_sql import microseconds
from dateline_server.storage.requests import Request
from dateline_server.storage.store import Stored


@dataclass(slots=True)
class Batch:
    """One message on its way, by position of its documents: refused, read, or held by the store when last asked."""

    documents: list[Document]
    received: datetime
    results: dict[int, IngestResult]
    arrivals: dict[int, Arrival]
    held: dict[int, Prepared]
    request: Request
    answer: IngestArticlesResponse | None = None

    def refuse(self, position: int, status: Status) -> None:
        """The document at the position cannot be read; `status` names a field of Document."""
        self.results[position] = IngestResult(error=place_within(status, f"documents[{position}]"))


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
            results={},
            arrivals={},
            held={},
        )
        for position, status in documents.refused.items():
            batch.refuse(position, status)
        prepared = await self._prepare(batch, documents.accepted)
        batch.held = await find_held(self._access, prepared)
        await self._read_into(
            batch, {position: document for position, document in prepared.items() if position not in batch.held}
        )
        return batch

    async def store(self, batch: Batch) -> IngestArticlesResponse:
        """The results of the message, after the commit."""
        if batch.answer is not None:
            return await self._with_token(batch.answer)
        await self._settle_held(batch)
        positions = sorted(batch.arrivals)

        def respond(stored: Sequence[Stored]) -> IngestArticlesResponse:
            for position, outcome in zip(positions, stored, strict=True):
                batch.results[position] = _to_result(outcome)
            return _to_response(batch)

        if positions:
            arrivals = [batch.arrivals[position] for position in positions]
            response = respond(
                await self._access.write(
                    self._access.store.take_in,
                    arrivals,
                    batch.request,
                    lambda stored: respond(stored).SerializeToString(),
                )
            )
        else:
            response = _to_response(batch)
        return await self._with_token(response)

    async def _with_token(self, response: IngestArticlesResponse) -> IngestArticlesResponse:
        """The response with a token that holds what this message stored, or found stored."""
        response.consistency_token = await complete(token_of_now(self._access))
        return response

    async def _recall(self, request: Request) -> IngestArticlesResponse | None:
        answer = await self._access.read(self._access.store.recall, request) if request.id else None
        return None if answer is None else IngestArticlesResponse.FromString(answer)

    async def _prepare(self, batch: Batch, documents: Mapping[int, Document]) -> dict[int, Prepared]:
        prepared = {}
        for position, outcome in zip(documents, await self._reader.prepare(list(documents.values())), strict=True):
            if isinstance(outcome, Prepared):
                prepared[position] = outcome
            else:
                batch.refuse(position, outcome)
        return prepared

    async def _settle_held(self, batch: Batch) -> None:
        """Ask once more: an earlier message of the stream may have changed what this one was found to repeat."""
        if not batch.held:
            return
        identities = [document.identity for document in batch.held.values()]
        unchanged = await self._access.read(self._access.store.unchanged, identities)
        changed = {}
        for (position, document), stored in zip(batch.held.items(), unchanged, strict=True):
            if stored is None:
                changed[position] = document
            else:
                batch.results[position] = _to_result(stored)
        await self._read_into(batch, changed)

    async def _read_into(self, batch: Batch, prepared: Mapping[int, Prepared]) -> None:
        results = await self._reader.read_prepared(list(prepared.values()))
        read = {}
        for (position, document), result in zip(prepared.items(), results, strict=True):
            if isinstance(result, Status):
                batch.refuse(position, result)
            else:
                read[position] = ReadArticle(result, document, microseconds(batch.received))
        arrivals = await make_ready(self._access, list(read.values()))
        batch.arrivals |= zip(read, arrivals, strict=True)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A serialised article, the document that it was read in, and when that was received (microseconds since 1970)."""

    serialized: bytes
    document: Prepared
    received: int


async def make_ready(access: StoreAccess, articles: Sequence[ReadArticle]) -> list[Arrival]:
    """The articles as the store takes them in, in their order; made beside the writes of others."""
    return await access.read(_make_ready, articles, access.store.pack) if articles else []


def _make_ready(articles: Sequence[ReadArticle], pack: Pack) -> list[Arrival]:
    return [
        arrive_read(read.serialized, read.document.identity, read.document.article.body, read.received, pack)
        for read in articles
    ]


async def find_held(access: StoreAccess, prepared: Mapping[int, Prepared]) -> dict[int, Prepared]:
    """Those of the documents that the store holds unchanged: they need not be read.

    Of several versions of one article the last one counts, so none of them is among these.
    """
    times = Counter(document.identity.name for document in prepared.values())
    single = {position: document for position, document in prepared.items() if times[document.identity.name] == 1}
    if not single:
        return {}
    unchanged = await access.read(access.store.unchanged, [document.identity for document in single.values()])
    return {
        position: document
        for (position, document), stored in zip(single.items(), unchanged, strict=True)
        if stored is not None
    }


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
