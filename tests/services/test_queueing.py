"""A server reads what is in the queue in the background: no fault of ours, no trouble of the store and no end loses any."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest
from contract.articles import build_article
from contract.queueing import REFUSED, ROOMY, documents, hand_in, look, stored
from google.rpc.status_pb2 import Status
from structlog.testing import capture_logs

from dateline.v1.admin_service_pb2 import SetAside
from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueMetadata
from dateline.v1.reparse_pb2 import ReparseMetadata
from dateline_server.services import queueing
from dateline_server.services.errors import reason_of
from dateline_server.services.queueing import Queueing
from dateline_server.services.reading import Prepared, Urgency
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.keys import identify_article
from dateline_server.storage.opening import open_store


class HarbourReader:
    """A DocumentReader that breaks off at the word "stumble", refuses "refuse" in intake, and waits at "wait" for good."""

    def __init__(self) -> None:
        self.has_room = True
        self.read: list[str] = []

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        assert urgency == Urgency.QUEUED
        return [REFUSED if "refuse" in document.text else _prepared(document) for document in documents]

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        assert urgency == Urgency.QUEUED
        results: list[bytes | Status] = []
        for prepared in documents:
            if "stumble" in prepared.document.text:
                raise ZeroDivisionError("the secret of the house")
            if "wait" in prepared.document.text:
                await asyncio.Event().wait()
            self.read.append(prepared.document.id)
            results.append(prepared.article.SerializeToString())
        return results


def _prepared(document: Document) -> Prepared:
    article = build_article(body=document.text, document_id=document.id, source=document.source).article
    return Prepared(document, identify_article(article), article)


@pytest.fixture
def access(tmp_path: Path) -> Iterator[StoreAccess]:
    access = StoreAccess(open_store(str(tmp_path / "store.db"), busy_seconds=0.1))
    yield access
    access.close()


@asynccontextmanager
async def working(access: StoreAccess, reader: HarbourReader | None = None) -> AsyncIterator[Queueing]:
    server = Queueing(access, reader or HarbourReader(), 1)  # type: ignore[arg-type]
    server.begin(Engine(digest="one"))
    task = asyncio.create_task(server.run())
    try:
        yield server
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def wait(access: StoreAccess, name: str) -> QueueMetadata:
    async with asyncio.timeout(120):
        while True:
            operation, metadata = await access.read(look, access.store, name)
            if operation.done:
                return metadata
            await asyncio.sleep(0.02)


async def until_taken(access: StoreAccess) -> None:
    async with asyncio.timeout(120):
        while await access.read(access.store.queue.waits):
            await asyncio.sleep(0.02)


async def test_what_is_handed_in_is_read_and_stored(access: StoreAccess) -> None:
    ids = [str(number) for number in range(100)]  # several batches
    name = hand_in(access.store, documents(*ids))
    async with working(access):
        metadata = await wait(access, name)
    assert (metadata.created, metadata.failed) == (100, 0)
    assert sorted(stored(access.store)) == sorted(ids)


async def test_a_document_that_cannot_be_read_is_told_with_its_reason(access: StoreAccess) -> None:
    name = hand_in(access.store, [*documents("a"), Document(id="bad", text="refuse this"), *documents("c")])
    async with working(access):
        metadata = await wait(access, name)
    assert [(failure.id, failure.error) for failure in metadata.failures] == [("bad", REFUSED)]
    assert metadata.created == 2


async def test_a_fault_of_ours_in_one_document_is_that_documents(access: StoreAccess) -> None:
    name = hand_in(access.store, [*documents("a", "b"), Document(id="bad", text="They stumble."), *documents("d")])
    with capture_logs() as logs:
        async with working(access):
            metadata = await wait(access, name)
    assert (metadata.state, metadata.created, metadata.failed) == (ReparseMetadata.SUCCEEDED, 3, 1)
    [failure] = metadata.failures
    assert (failure.id, reason_of(failure.error)) == ("bad", "INTERNAL")
    assert "secret" not in failure.error.message
    [fault] = [line for line in logs if line.get("document_id") == "bad"]
    assert fault["request_id"] in failure.error.message


async def test_what_is_stored_already_is_not_read(access: StoreAccess) -> None:
    [document] = documents("a")
    access.store.ingest([_prepared(document).article])
    name = hand_in(access.store, [document, *documents("b")])
    reader = HarbourReader()
    async with working(access, reader):
        metadata = await wait(access, name)
    assert (metadata.unchanged, metadata.created) == (1, 1)
    assert reader.read == ["b"]


async def test_what_is_handed_in_is_begun_at_once(access: StoreAccess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "_SECONDS_BETWEEN_LOOKS", 3600)
    async with working(access) as server:
        await asyncio.sleep(0.5)  # it has found nothing, and waits
        name = hand_in(access.store, documents("a"))
        server.notice()
        await wait(access, name)


async def test_a_server_without_a_free_worker_leaves_the_queue_to_others(access: StoreAccess) -> None:
    busy = HarbourReader()
    busy.has_room = False
    name = hand_in(access.store, documents("a"))
    async with working(access, busy):
        await asyncio.sleep(0.5)
        assert access.store.queue.waits()
        async with working(access):
            await wait(access, name)
    assert busy.read == []


async def test_a_server_that_ends_gives_back_what_it_has_not_stored(access: StoreAccess) -> None:
    name = hand_in(access.store, [Document(id="w", text="This one makes it wait.")])
    async with working(access):
        await until_taken(access)
    assert access.store.queue.waits()  # at once: no lease has to run out
    assert not look(access.store, name)[0].done
    [taken] = access.store.queue.take("other", 3, 1_000_000)
    assert taken.attempts == 0


async def test_a_lease_is_renewed_while_it_takes_long(access: StoreAccess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "_SECONDS_BETWEEN_RENEWALS", 0.01)
    renewed = asyncio.Event()
    renew = access.store.queue.renew
    loop = asyncio.get_running_loop()

    def note(owner: str, taken: Sequence[object]) -> None:
        renew(owner, taken)  # type: ignore[arg-type]
        loop.call_soon_threadsafe(renewed.set)

    monkeypatch.setattr(access.store.queue, "renew", note)
    hand_in(access.store, [Document(id="w", text="This one makes it wait.")])
    async with working(access), asyncio.timeout(60):
        await renewed.wait()


async def test_it_goes_on_when_the_store_can_be_written_again(access: StoreAccess, tmp_path: Path) -> None:
    name = hand_in(access.store, documents("a", "b"))
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with capture_logs() as logs:
            async with working(access), asyncio.timeout(60):
                while not any(line["event"] == "queue waits for the store" for line in logs):
                    await asyncio.sleep(0.02)
                other.execute("ROLLBACK")
                assert (await wait(access, name)).created == 2


async def test_what_was_read_while_the_store_was_away_is_not_read_again(access: StoreAccess, tmp_path: Path) -> None:
    name = hand_in(access.store, documents("a", "b"))
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:

        class Locking(HarbourReader):
            async def read_prepared(
                self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
            ) -> list[bytes | Status]:
                other.execute("BEGIN IMMEDIATE")
                return await super().read_prepared(documents, urgency=urgency)

        reader = Locking()
        with capture_logs() as logs:
            async with working(access, reader), asyncio.timeout(60):
                while not any(line["event"] == "queue waits for the store" for line in logs):
                    await asyncio.sleep(0.02)
                other.execute("ROLLBACK")
                assert (await wait(access, name)).created == 2
    assert reader.read == ["a", "b"]


async def test_what_servers_keep_dying_over_is_set_aside(access: StoreAccess, tmp_path: Path) -> None:
    name = hand_in(access.store, [Document(id="deadly", text="A text that ends servers."), *documents("b")])
    with closing(sqlite3.connect(tmp_path / "store.db")) as other, other:
        other.execute("UPDATE queue SET attempts = 6 WHERE position = 0")
    reader = HarbourReader()
    async with working(access, reader):
        metadata = await wait(access, name)
    assert reader.read == ["b"]
    [failure] = metadata.failures
    assert (failure.id, reason_of(failure.error)) == ("deadly", "WORKER_CRASHED")
    [listed] = access.store.set_aside.list().items
    aside = SetAside.FromString(access.store.set_aside.get(SetAside.FromString(listed).name))
    assert (aside.document.text, aside.engine_digest) == ("A text that ends servers.", "one")


async def test_an_operation_that_was_left_open_ends_by_itself(
    access: StoreAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline_server.storage.queue.OPEN_SECONDS", 0)
    name = hand_in(access.store, documents("a"), more=True)
    async with working(access):
        assert (await wait(access, name)).created == 1


async def test_the_depth_is_known_without_asking_the_store(access: StoreAccess) -> None:
    hand_in(access.store, [Document(id="w", text="This one makes it wait.")], ROOMY)
    async with working(access) as server, asyncio.timeout(60):
        while not server.depth.documents:
            await asyncio.sleep(0.02)
        assert server.depth.documents == 1
        assert server.age() >= 0
