"""Keeps documents from the workers that have ended two of them before.

A reader in front of the one that does the work: what ends its workers is set aside in the store, with the reason, and
refused from then on without another worker being lost over it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.errors import DocumentSetAside, StoreUnavailable, WorkerCrashed
from dateline_server.services.errors import reason_of, status_of
from dateline_server.services.reading import DocumentReader, Prepared, Urgency
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.set_aside import digest_of

_log = structlog.get_logger("dateline.set_aside")

# Other servers of the store set documents aside too, and people forget them.
_SECONDS_BETWEEN_LOOKS = 5.0
# For so long reading waits for a store that does not answer; then it goes on with what is known.
_SECONDS_TO_LOOK = 2.0


class CarefulReader:
    """A DocumentReader that leaves alone what was set aside."""

    def __init__(self, reader: DocumentReader, access: StoreAccess) -> None:
        self._reader = reader
        self._access = access
        self._documents = access.store.set_aside
        self._engine = ""
        self._known: set[str] = set()
        self._turn = asyncio.Lock()
        self._looked = -math.inf
        self._look: asyncio.Task[None] | None = None

    def begin(self, engine: Engine) -> None:
        """The workers read with this engine."""
        self._engine = engine.digest

    @property
    def has_room(self) -> bool:
        """See DocumentReader."""
        return self._reader.has_room

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """See DocumentReader."""
        refused = await self._refuse(documents)
        rest = [document for position, document in enumerate(documents) if position not in refused]
        read = iter(await self._reader.read(rest, options, urgency=urgency))
        results = [refused[position] if position in refused else next(read) for position in range(len(documents))]
        for document, result in zip(documents, results, strict=True):
            if isinstance(result, Status):
                await self._note(document, result)
        return results

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        """See DocumentReader."""
        refused = await self._refuse(documents)
        rest = [document for position, document in enumerate(documents) if position not in refused]
        prepared = iter(await self._reader.prepare(rest, urgency=urgency))
        results = [refused[position] if position in refused else next(prepared) for position in range(len(documents))]
        for document, result in zip(documents, results, strict=True):
            if isinstance(result, Status):
                await self._note(document, result)
        return results

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """See DocumentReader; what was set aside was refused before."""
        results = await self._reader.read_prepared(documents, urgency=urgency)
        for prepared, result in zip(documents, results, strict=True):
            if isinstance(result, Status):
                await self._note(prepared.document, result)
        return results

    async def _refuse(self, documents: Sequence[Document]) -> dict[int, Status]:
        """What those that were set aside are told, by their positions."""
        await self._look_again()
        if not self._known:
            return {}
        return {
            position: _refusal() for position, document in enumerate(documents) if digest_of(document) in self._known
        }

    async def _note(self, document: Document, status: Status) -> None:
        """Set the document aside when its status says that it ended two workers."""
        if reason_of(status) == WorkerCrashed.reason:
            await self._set_aside(document, status)

    async def _look_again(self) -> None:
        """Know of what was set aside lately. Who comes meanwhile waits too, and goes after those who came before."""
        async with self._turn:
            now = time.monotonic()
            if (self._look is None or self._look.done()) and now - self._looked >= _SECONDS_BETWEEN_LOOKS:
                self._looked, self._look = now, asyncio.create_task(self._look_up())
            left = self._looked + _SECONDS_TO_LOOK - now
            if self._look is not None and not self._look.done() and left > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(self._look), left)

    async def _look_up(self) -> None:
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


def _refusal() -> Status:
    return status_of(
        DocumentSetAside(
            "Reading this document has ended two worker processes before, so it was set aside. `dateline admin set-aside` "
            "lists such documents; whoever runs the server can have it read again.",
        )
    )
