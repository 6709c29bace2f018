"""Works on reparses in the background: one at a time, batch by batch, as long as the server runs."""

import asyncio
import secrets
from contextlib import suppress

import structlog

from dateline.v1.article_pb2 import Engine
from dateline_server.errors import EngineChanged, Starting, StoreUnavailable
from dateline_server.services.errors import internal_status, status_of
from dateline_server.services.reading import DocumentReader
from dateline_server.services.rereading import read_again
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.reparses import Lease, LeaseLost, Reading, Stretch

_log = structlog.get_logger("dateline.reparse")

_SECONDS_BETWEEN_LOOKS = 2.0
_SECONDS_BETWEEN_RENEWALS = 4.0
_LONGEST_PAUSE = 30.0


class Reparsing:
    """The reparses of one server. Call `begin` with the engine as soon as it is known, then keep `run` running."""

    def __init__(self, access: StoreAccess, reader: DocumentReader) -> None:
        self._access = access
        self._reparses = access.store.reparses
        self._reader = reader
        self._owner = secrets.token_hex(8)
        self._engine: Engine | None = None
        self._wake = asyncio.Event()

    @property
    def engine(self) -> Engine:
        """What reads the articles. Raises Starting before it is known."""
        if self._engine is None:
            raise Starting("The server still loads its language model. Try again in a few seconds.")
        return self._engine

    def begin(self, engine: Engine) -> None:
        """The workers are ready, and read with this engine."""
        self._engine = engine

    def notice(self) -> None:
        """There is something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Works on what there is, and waits for more, until cancelled."""
        pause = _SECONDS_BETWEEN_LOOKS
        while True:
            try:
                lease = await self._find()
                if lease is not None:
                    await self._work(lease)
                    continue
                pause = _SECONDS_BETWEEN_LOOKS
            except LeaseLost as lost:
                _log.info("reparse left to others", operation=str(lost))
                continue
            except StoreUnavailable as error:
                _log.warning("reparse waits for the store", reason=str(error), seconds=pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Exception as error:  # a fault of ours ends no server, and no operation: the next try may get further
                _log.error("fault", exc_info=error)
                pause = min(pause * 2, _LONGEST_PAUSE)
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _find(self) -> Lease | None:
        digest = self.engine.digest
        if not await self._access.read(self._reparses.find_work, self._owner, digest):
            return None
        changed = EngineChanged(
            "No server has the engine any more that this operation was to read with. What was done stays done; ask for "
            "another one to have the rest read by the engine of now."
        )
        for name in await self._access.write(self._reparses.abandon, digest, status_of(changed)):
            _log.warning("reparse given up", operation=name, reason=changed.reason)
        return await self._access.write(self._reparses.claim, self._owner, digest)

    async def _work(self, lease: Lease) -> None:
        """Raises LeaseLost when the operation is cancelled or another server has taken it."""
        _log.info("reparse goes on", operation=lease.name, cursor=lease.cursor)
        keeping = asyncio.create_task(self._keep(lease))
        try:
            if lease.counted or await self._access.write(self._reparses.begin, lease, await self._count(lease)):
                await self._read(lease)
            _log.info("reparse done", operation=lease.name)
        finally:
            keeping.cancel()
            with suppress(StoreUnavailable):  # the lease runs out by itself
                await asyncio.shield(self._access.write(self._reparses.release, lease))

    async def _keep(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_RENEWALS)
            with suppress(StoreUnavailable, LeaseLost):  # the next batch is told
                await self._access.write(self._reparses.renew, lease)

    async def _count(self, lease: Lease) -> int:
        total, upto = 0, lease.cursor
        while upto < lease.last:
            counted, upto = await self._access.read(self._reparses.count, lease, upto)
            total += counted
        return total

    async def _read(self, lease: Lease) -> None:
        upto, goes_on = lease.cursor, True
        while goes_on:
            stretch = await self._access.read(self._reparses.next, lease, upto)
            try:
                readings = await read_again(self._reader, stretch.texts) if stretch.texts else []
                goes_on = await self._access.write(self._reparses.commit, lease, stretch, readings)
            except (StoreUnavailable, LeaseLost):
                raise
            except Exception as error:
                _log.error("fault", operation=lease.name, articles=len(stretch.texts), exc_info=error)
                goes_on = await self._read_one_by_one(lease, stretch)
            upto = stretch.upto

    async def _read_one_by_one(self, lease: Lease, stretch: Stretch) -> bool:
        """A fault of ours in one article is that article's, and no reason to stop before it for ever."""
        after, goes_on = stretch.after, True
        for position, text in enumerate(stretch.texts):
            last = position == len(stretch.texts) - 1
            alone = Stretch(after, stretch.upto if last else text.id, [text])
            try:
                goes_on = await self._access.write(
                    self._reparses.commit, lease, alone, await read_again(self._reader, [text])
                )
            except (StoreUnavailable, LeaseLost):
                raise
            except Exception as error:
                trace = secrets.token_hex(6)
                _log.error("fault", request_id=trace, article=text.article.name, exc_info=error)
                failed = [Reading(text, internal_status(trace))]
                goes_on = await self._access.write(self._reparses.commit, lease, alone, failed)
            after = alone.upto
        return goes_on
