"""A server works on reparses in the background: no fault of ours and no trouble of the store ends it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest
from contract.articles import build_article
from google.longrunning.operations_pb2 import Operation
from structlog.testing import capture_logs

from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseMetadata
from dateline_server.errors import Starting
from dateline_server.services import reparsing
from dateline_server.services.errors import reason_of
from dateline_server.services.reading import Urgency
from dateline_server.services.reparsing import Reparsing
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.opening import open_store

NEW = Engine(version="2", digest="new")
COUNT = 40  # more than a batch


class StumblingReader:
    """A DocumentReader with a fault: it breaks off at every message that holds the word "stumble"."""

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes]:
        results = []
        for document in documents:
            if "stumble" in document.text:
                raise ZeroDivisionError("the secret of the house")
            article = Article(body=document.text, title=document.title, engine=NEW)
            article.events.add(id="e1", key="k1", type="X_OTHER")
            results.append(article.SerializeToString())
        return results


@pytest.fixture
def access(tmp_path: Path) -> Iterator[StoreAccess]:
    """A store with articles that no engine has read, one of which makes the reader stumble."""
    access = StoreAccess(open_store(str(tmp_path / "store.db"), busy_seconds=0.1))
    texts = [f"Report {number}{' may stumble' if number == 7 else ''}." for number in range(COUNT)]
    access.store.ingest([build_article(body=text, document_id=text).article for text in texts])
    yield access
    access.close()


@asynccontextmanager
async def working(access: StoreAccess) -> AsyncIterator[Reparsing]:
    server = Reparsing(access, StumblingReader())  # type: ignore[arg-type]
    server.begin(NEW)
    task = asyncio.create_task(server.run())
    try:
        yield server
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def ask(access: StoreAccess) -> str:
    return str(Operation.FromString(access.store.operations.start(ReparseArticlesRequest(), NEW)).name)


async def wait(access: StoreAccess, name: str) -> ReparseMetadata:
    async with asyncio.timeout(120):
        while True:
            operation = Operation.FromString(await access.read(access.store.operations.get, name))
            if operation.done:
                metadata = ReparseMetadata()
                assert operation.metadata.Unpack(metadata)
                return metadata
            await asyncio.sleep(0.02)


async def test_a_fault_of_ours_in_one_article_is_that_articles(access: StoreAccess) -> None:
    name = ask(access)
    with capture_logs() as logs:
        async with working(access):
            metadata = await wait(access, name)
    assert (metadata.state, metadata.changed, metadata.failed) == (ReparseMetadata.SUCCEEDED, COUNT - 1, 1)
    [failure] = metadata.failures
    assert "stumble" in Article.FromString(access.store.get_article(failure.article)).body
    assert reason_of(failure.error) == "INTERNAL"
    assert "secret" not in failure.error.message
    [fault] = [line for line in logs if line.get("article") == failure.article]
    assert fault["request_id"] in failure.error.message


async def test_it_goes_on_when_the_store_can_be_written_again(access: StoreAccess, tmp_path: Path) -> None:
    name = ask(access)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with capture_logs() as logs:
            async with working(access), asyncio.timeout(60):
                while not any(line["event"] == "reparse waits for the store" for line in logs):
                    await asyncio.sleep(0.02)
                other.execute("ROLLBACK")
                assert (await wait(access, name)).done == COUNT


async def test_what_is_asked_for_is_begun_at_once(access: StoreAccess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparsing, "_SECONDS_BETWEEN_LOOKS", 3600)
    async with working(access) as server:
        await asyncio.sleep(0.5)  # it has found nothing, and waits
        name = ask(access)
        server.notice()
        await wait(access, name)


async def test_one_after_the_other_is_done(access: StoreAccess) -> None:
    names = [ask(access) for _ in range(3)]
    async with working(access):
        totals = [(await wait(access, name)).total for name in names]
    assert totals == [COUNT, 1, 1]  # what could not be read is tried again


async def test_before_the_engine_is_known_none_is_begun(access: StoreAccess) -> None:
    with pytest.raises(Starting):
        _ = Reparsing(access, StumblingReader()).engine  # type: ignore[arg-type]
