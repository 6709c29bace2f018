"""Reads what is in the queue of the store in the background, as long as the server runs and has workers that are free."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import ParamSpec, TypeVar

import structlog
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline_server.errors import StoreUnavailable, WorkerCrashed
from dateline_server.services.errors import internal_status, status_of
from dateline_server.services.ingest import ReadArticle, find_held, make_ready
from dateline_server.services.reading import DocumentReader, Prepared, Urgency
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.queue import Outcome, QueuedDocument, QueueDepth

_log = structlog.get_logger("dateline.queue")

# While one batch is stored, the other is read.
_BATCHES_AT_ONCE = 2
# Two jobs a worker: enough to keep it busy, few enough for the other servers of the store to get their share.
_DOCUMENTS_A_WORKER = 32
_BYTES_A_BATCH = 1024 * 1024
# A document that was taken so often by servers that then died is not taken again; the last times it was alone.
_GIVEN_UP_AFTER = 6

_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_BETWEEN_RENEWALS = 4.0
_SECONDS_FOR_ROOM = 0.05
_LONGEST_PAUSE = 30.0

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


class Queueing:
    """What one server reads of the queue. Call `begin` when the workers are ready, then keep `run` running."""

    def __init__(self, access: StoreAccess, reader: DocumentReader, workers: int) -> None:
        self._access = access
        self._queue = access.store.queue
        self._reader = reader
        self._most = _DOCUMENTS_A_WORKER * max(1, workers)
        self._owner = secrets.token_hex(8)
        self._engine = ""
        self._wake = asyncio.Event()
        self._taken: dict[int, QueuedDocument] = {}
        # What is in the queue, as of the last look.
        self.depth = QueueDepth()

    def begin(self, engine: Engine) -> None:
        """The workers are ready, and read with this engine."""
        self._engine = engine.digest

    def notice(self) -> None:
        """There is something to do."""
        self._wake.set()

    def age(self) -> int:
        """Seconds since the first of what is in the queue was handed in; 0 for an empty one."""
        oldest = self.depth.oldest
        return 0 if oldest is None else max(0, round((self._access.clock() - oldest).total_seconds()))

    async def run(self) -> None:
        """Reads what there is, and waits for more, until cancelled; what is not stored by then is given back at once."""
        async with asyncio.TaskGroup() as group:
            for _ in range(_BATCHES_AT_ONCE):
                group.create_task(self._work())
            group.create_task(_repeat(self._renew, _SECONDS_BETWEEN_RENEWALS))
            group.create_task(_repeat(self._look, _SECONDS_BETWEEN_LOOKS))

    async def _work(self) -> None:
        pause = _SECONDS_BETWEEN_LOOKS
        while True:
            try:
                while not self._reader.has_room:  # another server may have some
                    await asyncio.sleep(_SECONDS_FOR_ROOM)
                self._wake.clear()
                taken = await self._take()
                pause = _SECONDS_BETWEEN_LOOKS
                if taken:
                    self._wake.set()  # there may be more, for the other batch
                    await self._hold(taken)
                    continue
            except StoreUnavailable as error:
                _log.warning("queue waits for the store", reason=str(error), seconds=pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Exception as error:  # a fault of ours ends no server
                _log.error("fault", exc_info=error)
                pause = min(pause * 2, _LONGEST_PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _take(self) -> list[QueuedDocument]:
        if not await self._access.read(self._queue.waits):
            return []
        return await self._access.write(self._queue.take, self._owner, self._most, _BYTES_A_BATCH)

    async def _hold(self, taken: Sequence[QueuedDocument]) -> None:
        """Bring the documents to an end; what does not get there is given back."""
        self._taken |= {item.number: item for item in taken}
        try:
            await self._settle(taken)
        except BaseException:  # whatever stopped it, the end of the server too, the documents are others' at once
            with suppress(StoreUnavailable):  # the lease runs out by itself
                await asyncio.shield(self._access.write(self._queue.give_back, self._owner, taken))
            raise
        finally:
            for item in taken:
                self._taken.pop(item.number, None)  # the other batch may hold it too, after the lease had run out

    async def _settle(self, taken: Sequence[QueuedDocument]) -> None:
        try:
            outcomes = await self._read(taken)
            await _insist(self._access.write, self._queue.commit, self._owner, outcomes)
            _log.info("queued documents stored", documents=len(taken), server=self._owner)
        except Exception as error:  # a fault of ours in one document is that document's
            if len(taken) > 1:
                for item in taken:
                    await self._settle([item])
                return
            trace = secrets.token_hex(6)
            _log.error("fault", request_id=trace, document_id=taken[0].document.id, exc_info=error)
            failed = [(taken[0], internal_status(trace))]
            await _insist(self._access.write, self._queue.commit, self._owner, failed)

    async def _read(self, taken: Sequence[QueuedDocument]) -> list[tuple[QueuedDocument, Outcome]]:
        """What becomes of each document, in their order."""
        outcomes: dict[int, Outcome] = {}
        for position, item in enumerate(taken):
            if item.attempts >= _GIVEN_UP_AFTER:
                outcomes[position] = status_of(await self._set_aside(item.document, item.attempts))
        left = [position for position in range(len(taken)) if position not in outcomes]
        documents = [taken[position].document for position in left]
        prepared: dict[int, Prepared] = {}
        for position, result in zip(left, await self._reader.prepare(documents, urgency=Urgency.QUEUED), strict=True):
            if isinstance(result, Prepared):
                prepared[position] = result
            else:
                outcomes[position] = result
        held = await _insist(find_held, self._access, prepared)
        outcomes |= {position: document.identity for position, document in held.items()}
        unread = {position: document for position, document in prepared.items() if position not in held}
        results = await self._reader.read_prepared(list(unread.values()), urgency=Urgency.QUEUED)
        read = {}
        for (position, document), result in zip(unread.items(), results, strict=True):
            if isinstance(result, Status):
                outcomes[position] = result
            else:
                read[position] = ReadArticle(result, document, taken[position].received)
        outcomes |= zip(read, await make_ready(self._access, list(read.values())), strict=True)
        return [(item, outcomes[position]) for position, item in enumerate(taken)]

    async def _set_aside(self, document: Document, attempts: int) -> WorkerCrashed:
        error = WorkerCrashed(
            f"Servers that read the document ended over it {attempts} times. It was not stored; please report the document."
        )
        _log.error("document set aside", document_id=document.id, reason=error.reason)
        add = self._access.store.set_aside.add
        await _insist(self._access.write, add, document, self._engine, error.reason, error.message)
        return error

    async def _renew(self) -> None:
        if self._taken:
            await self._access.write(self._queue.renew, self._owner, list(self._taken.values()))

    async def _look(self) -> None:
        self.depth = await self._access.read(self._queue.depth)
        if await self._access.read(self._queue.has_abandoned):
            await self._access.write(self._queue.close_abandoned)


async def _insist(method: Callable[_Args, Awaitable[_Result]], *args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
    """What the method returns once the store can be used: what was read is not read again because it was away."""
    pause = _SECONDS_BETWEEN_LOOKS
    while True:
        try:
            return await method(*args, **kwargs)
        except StoreUnavailable as error:
            _log.warning("queue waits for the store", reason=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _repeat(action: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Do it again and again until cancelled, whatever comes of it."""
    while True:
        try:
            await action()
        except StoreUnavailable:  # those who need the store tell of it
            pass
        except Exception as error:
            _log.error("fault", exc_info=error)
        await asyncio.sleep(seconds)
