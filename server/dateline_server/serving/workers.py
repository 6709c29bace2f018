"""The worker processes behind one queue: they read documents, and when one dies another takes its place.

A worker that dies, or takes longer than it may, is replaced. The documents it had are read once more, each alone, so
that one which kills its worker fails by itself; none is given to a worker that has died already. A worker whose documents
nobody waits for any more is told to stop, which it does at its next checkpoint, and takes the next job; one that reaches
none for seconds is replaced. After a number of documents, or when it has grown too large, a worker is replaced by a fresh
one that has loaded its model before the old one goes.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias, TypeVar

import structlog
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse, ParseOptions, ParseResult
from dateline_server.errors import Overloaded, WorkerCrashed
from dateline_server.services.errors import Refusal, status_of
from dateline_server.services.instruments import documents_read, reading_seconds, workers_lost
from dateline_server.services.reading import Prepared, Urgency, article_of, prepared_of
from dateline_server.services.tracing import span_part
from dateline_server.serving.config import ServerConfig
from dateline_server.serving.frames import Kind
from dateline_server.serving.spawning import Spawned, spawn_worker
from dateline_server.serving.worker_process import WorkerProcess, await_worker, start_worker
from dateline_server.storage.wire import split_fields

_log = structlog.get_logger("dateline.workers")

# A job is small, so that all workers share a message and nobody waits long behind one.
_DOCUMENTS_A_JOB = 16
_BYTES_A_JOB = 16 * 1024
_MOST_URGENT_WAITING = 64
_LONGEST_PAUSE = 30.0
# Longer than a component takes over all but the longest texts, and about what a new worker takes to load its model.
_SECONDS_TO_STOP = 5.0
# Whether a worker that has nothing to do is still there.
_SECONDS_BETWEEN_LOOKS = 1.0
_SPANS = {
    Kind.READ: "read documents",
    Kind.PREPARE: "prepare documents",
    Kind.READ_PREPARED: "read documents",
}

_Item = TypeVar("_Item", Document, ParseResult)
_Asked: TypeAlias = ParseBatchRequest | ParseBatchResponse


@dataclass(order=True, slots=True)
class _Job:
    """Documents for one worker. Jobs are ordered by priority, then by age."""

    priority: int
    number: int
    kind: Kind = field(compare=False)
    content: bytes = field(compare=False)
    documents: int = field(compare=False)
    answer: "asyncio.Future[list[bytes]]" = field(compare=False)


class WorkerPool:
    """The DocumentReader of a server. All its methods belong to one event loop.

    Its first workers are those that were `spawned` already, and as many more as are lacking.
    """

    def __init__(self, config: ServerConfig, spawned: Sequence[Spawned] = ()) -> None:
        self._config = config
        self._spawned = spawned
        self._queue: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._numbers = count()
        self._urgent_waiting = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._workers: set[WorkerProcess] = set()

    @property
    def waiting(self) -> int:
        """Jobs that no worker has taken yet."""
        return self._queue.qsize()

    @property
    def has_room(self) -> bool:
        """See DocumentReader."""
        return self._queue.qsize() < len(self._workers)

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that are ready; empty when none is."""
        return sorted(worker.pid for worker in self._workers)

    async def start(self) -> Engine:
        """What reads the documents, once every worker has loaded its model.

        Raises Refusal (MODEL_MISSING) or WorkerCrashed when that fails; no process is left then.
        """
        lacking = range(self._config.workers - len(self._spawned))
        spawned = [*self._spawned, *(spawn_worker(self._config, hurry=True) for _ in lacking)]
        starts = [asyncio.create_task(await_worker(worker)) for worker in spawned]
        try:
            ready = await asyncio.gather(*starts)
        except BaseException:  # a cancelled start too must leave no process
            for start in starts:
                start.cancel()
            for worker in await asyncio.gather(*starts, return_exceptions=True):
                if isinstance(worker, WorkerProcess):
                    await worker.end()
            raise
        for worker in ready:
            self._welcome(worker)
        self._tasks = [asyncio.create_task(self._keep_working(worker)) for worker in ready]
        return ready[0].engine

    async def close(self) -> None:
        """End the workers, whatever they are at."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """See DocumentReader."""

        def ask(part: Sequence[Document]) -> ParseBatchRequest:
            return ParseBatchRequest(documents=part, options=options)

        if urgency != Urgency.URGENT:
            return _articles_of(await self._share(Kind.READ, documents, ask, urgency))
        if self._urgent_waiting >= _MOST_URGENT_WAITING:
            raise Overloaded(f"{self._urgent_waiting} documents wait to be read already. Try again in a second.")
        self._urgent_waiting += 1
        try:
            return _articles_of(await self._share(Kind.READ, documents, ask, urgency))
        finally:
            self._urgent_waiting -= 1

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        """See DocumentReader."""
        results = await self._share(
            Kind.PREPARE, documents, lambda part: ParseBatchRequest(documents=part), urgency - 1
        )
        return [
            prepared_of(document, ParseResult.FromString(result))
            for document, result in zip(documents, results, strict=True)
        ]

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        """See DocumentReader."""
        prepared = [ParseResult(id=document.article.document_id, article=document.article) for document in documents]
        results = await self._share(
            Kind.READ_PREPARED, prepared, lambda part: ParseBatchResponse(results=part), urgency
        )
        return _articles_of(results)

    async def _share(
        self, kind: Kind, items: Sequence[_Item], ask: "Callable[[Sequence[_Item]], _Asked]", priority: int
    ) -> list[bytes]:
        """A serialised ParseResult an item, in their order."""
        async with asyncio.TaskGroup() as group:
            parts = [group.create_task(self._do(kind, part, ask, priority)) for part in split_for_jobs(items)]
        return [result for part in parts for result in part.result()]

    async def _do(
        self, kind: Kind, items: list[_Item], ask: "Callable[[Sequence[_Item]], _Asked]", priority: int
    ) -> list[bytes]:
        try:
            return await self._ask(kind, ask(items), len(items), priority)
        except WorkerCrashed:
            return [await self._do_alone(kind, item, ask, priority) for item in items]

    async def _do_alone(
        self, kind: Kind, item: _Item, ask: "Callable[[Sequence[_Item]], _Asked]", priority: int
    ) -> bytes:
        try:
            [result] = await self._ask(kind, ask([item]), 1, priority)
        except WorkerCrashed as error:
            return ParseResult(id=item.id, error=status_of(error)).SerializeToString()
        return result

    async def _ask(self, kind: Kind, asked: _Asked, documents: int, priority: int) -> list[bytes]:
        answer: asyncio.Future[list[bytes]] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Job(priority, next(self._numbers), kind, asked.SerializeToString(), documents, answer))
        with span_part(_SPANS[kind], documents=documents):
            return await answer

    async def _keep_working(self, worker: WorkerProcess) -> None:
        """Give jobs from the queue to one worker after the other, in the same place among the others."""
        successor: asyncio.Task[WorkerProcess] | None = None
        try:
            while True:
                job = await self._take(worker)
                if job is not None and job.answer.done():  # whoever asked has gone
                    continue
                usable = job is not None and await self._work(worker, job)
                if usable and not self._is_worn(worker):
                    continue
                if successor is None:
                    successor = asyncio.create_task(self._start_another())
                if not usable or successor.done():
                    await self._discard(worker)
                    worker, successor = await successor, None
                    self._welcome(worker)
        finally:
            if successor is not None:
                successor.cancel()
            await self._discard(worker)

    async def _take(self, worker: WorkerProcess) -> _Job | None:
        """The next job; None when the worker has ended without one, for which no document is to blame."""
        while not worker.has_ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS_BETWEEN_LOOKS):
                    job = await self._queue.get()
                if not worker.has_ended:
                    return job
                self._queue.put_nowait(job)  # where it was
        workers_lost.add(1, {"error.type": "crashed"})
        _log.error("worker lost", pid=worker.pid, documents=0, reason="It ended while it had nothing to do.")
        return None

    async def _start_another(self) -> WorkerProcess:
        pause = 1.0
        while True:
            try:
                return await start_worker(self._config)
            except (Refusal, WorkerCrashed, OSError) as error:
                _log.error("worker did not start", reason=str(error), seconds_until_next_try=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _welcome(self, worker: WorkerProcess) -> None:
        self._workers.add(worker)
        _log.info("worker ready", pid=worker.pid)

    async def _discard(self, worker: WorkerProcess) -> None:
        self._workers.discard(worker)
        await worker.end()

    def _is_worn(self, worker: WorkerProcess) -> bool:
        config = self._config
        return worker.documents_read >= config.documents_per_worker or worker.growth() >= config.worker_growth

    async def _work(self, worker: WorkerProcess, job: _Job) -> bool:
        """Have the job done; False when the worker can no longer be used."""
        started = time.perf_counter()
        asking = asyncio.ensure_future(worker.ask(job.kind, job.content))
        try:
            async with asyncio.timeout(self._config.seconds_per_job):
                await asyncio.wait((asking, job.answer), return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    worker.stop()
                    await asyncio.wait((asking,), timeout=_SECONDS_TO_STOP)
                if not asking.done():
                    _log.info("worker ended, nobody waits for it", pid=worker.pid)
                    workers_lost.add(1, {"error.type": "unwanted"})
                    return False
                answer = await asking
        except (WorkerCrashed, TimeoutError) as error:
            workers_lost.add(1, {"error.type": "crashed" if isinstance(error, WorkerCrashed) else "hung"})
            _log.error("worker lost", pid=worker.pid, documents=job.documents, reason=repr(error))
            if not job.answer.done():
                job.answer.set_exception(error if isinstance(error, WorkerCrashed) else WorkerCrashed(str(error)))
            return False
        finally:
            asking.cancel()
        worker.documents_read += job.documents
        if answer is None:
            _log.info("reading stopped, nobody waits for it", pid=worker.pid, documents=job.documents)
            documents_read.add(job.documents, {"outcome": "given up"})
            return True
        results = split_fields(answer).get(ParseBatchResponse.RESULTS_FIELD_NUMBER, [])
        if job.kind != Kind.PREPARE:
            reading_seconds.record(time.perf_counter() - started)
            refused = sum(isinstance(article_of(result), Status) for result in results)
            documents_read.add(len(results) - refused, {"outcome": "read"})
            documents_read.add(refused, {"outcome": "refused"})
        if not job.answer.done():
            job.answer.set_result(results)
        return True


def _articles_of(results: Sequence[bytes]) -> list[bytes | Status]:
    return [article_of(result) for result in results]


def split_for_jobs(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The items in their order, in lists of at most 16 and, unless one alone has more, about 16 KiB."""
    part: list[_Item] = []
    size = 0
    for item in items:
        length = item.ByteSize()
        if part and (len(part) == _DOCUMENTS_A_JOB or size + length > _BYTES_A_JOB):
            yield part
            part, size = [], 0
        part.append(item)
        size += length
    if part:
        yield part
