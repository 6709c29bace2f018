"""Keeps documents from the workers that have ended two of them before.

A reader in front of the one that does the work: what ends its workers is set aside in the store, with the reason, and
refused from then on without another worker being lost over it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.errors import DocumentSetAside, StoreUnavailable, WorkerCrashed
from dateline_server.services.errors import reason_of, status_of
from dateline_server.services.reading import DocumentReader, Urgency
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.keys import Identity
from dateline_server.storage.set_aside import digest_of

_log = structlog.get_logger("dateline.set_aside")

# Other servers of the store set documents aside too, and people forget them.
_SECONDS_BETWEEN_LOOKS = 5.0


class CarefulReader:
    """A DocumentReader that leaves alone what was set aside."""

    def __init__(self, reader: DocumentReader, access: StoreAccess) -> None:
        self._reader = reader
        self._access = access
        self._documents = access.store.set_aside
        self._engine = ""
        self._known: set[str] = set()
        self._looked = 0.0

    def begin(self, engine: Engine) -> None:
        """The workers read with this engine."""
        self._engine = engine.digest

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[ParseResult]:
        """See DocumentReader."""
        await self._look()
        refused = {
            position: _refuse(document)
            for position, document in enumerate(documents)
            if self._known and digest_of(document) in self._known
        }
        rest = [document for position, document in enumerate(documents) if position not in refused]
        read = iter(await self._reader.read(rest, options, urgency=urgency))
        results = [refused.get(position) or next(read) for position in range(len(documents))]
        for document, result in zip(documents, results, strict=True):
            if result.HasField("error") and reason_of(result.error) == WorkerCrashed.reason:
                await self._set_aside(document, result.error)
        return results

    async def identify(self, documents: Sequence[Document]) -> list[Identity | Status]:
        """See DocumentReader."""
        return await self._reader.identify(documents)

    async def _look(self) -> None:
        if time.monotonic() - self._looked < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked = time.monotonic()
        try:
            self._known = await self._access.read(self._documents.digests, self._engine)
        except StoreUnavailable as error:  # reading goes on without a store; what is known stays known
            _log.warning("what was set aside cannot be looked up", reason=error.reason)

    async def _set_aside(self, document: Document, status: Status) -> None:
        self._known.add(digest_of(document))
        _log.error("document set aside", document_id=document.id, reason=WorkerCrashed.reason)
        try:
            await self._access.write(self._documents.add, document, self._engine, WorkerCrashed.reason, status.message)
        except StoreUnavailable as error:
            _log.error("what was set aside is not stored", document_id=document.id, reason=error.reason)


def _refuse(document: Document) -> ParseResult:
    error = DocumentSetAside(
        "Reading this document has ended two worker processes before, so it was set aside. `dateline admin set-aside` "
        "lists such documents; whoever runs the server can have it read again.",
    )
    return ParseResult(id=document.id, error=status_of(error))
