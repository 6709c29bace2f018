"""A document that has ended two workers is refused from then on, until it is forgotten or another engine reads."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.errors import WorkerCrashed
from dateline_server.services import setting_aside
from dateline_server.services.errors import reason_of, status_of
from dateline_server.services.reading import Prepared, Urgency, article_of, prepared_of
from dateline_server.services.setting_aside import CarefulReader
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.keys import Identity
from dateline_server.storage.opening import open_store

DEADLY, GOOD = Document(id="1", text="deadly"), Document(id="2", text="good")


class Mortal:
    """A reader whose workers die over one document; counts what it is asked to read."""

    def __init__(self, dies_in_intake: bool = False) -> None:
        self.asked: list[str] = []
        self._dies_in_intake = dies_in_intake

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        return [article_of(self._read(document).SerializeToString()) for document in documents]

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        if self._dies_in_intake:
            return [prepared_of(document, self._read(document)) for document in documents]
        return [Prepared(document, Identity(document.id, ""), Article()) for document in documents]

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        return [article_of(self._read(prepared.document).SerializeToString()) for prepared in documents]

    def _read(self, document: Document) -> ParseResult:
        self.asked.append(document.text)
        if document.text == DEADLY.text:
            return ParseResult(id=document.id, error=status_of(WorkerCrashed("It died, twice.")))
        return ParseResult(id=document.id, article=Article(document_id=document.id))


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreAccess]:
    monkeypatch.setattr(setting_aside, "_SECONDS_BETWEEN_LOOKS", -1.0)
    access = StoreAccess(open_store(str(tmp_path / "store.db")))
    yield access
    access.close()


def careful(access: StoreAccess, engine: str = "one", dies_in_intake: bool = False) -> tuple[CarefulReader, Mortal]:
    mortal = Mortal(dies_in_intake)
    reader = CarefulReader(mortal, access)  # type: ignore[arg-type]
    reader.begin(Engine(digest=engine))
    return reader, mortal


async def reasons(reader: CarefulReader) -> list[str]:
    results = await reader.read([GOOD, DEADLY, GOOD], ParseOptions())
    articles = [Article.FromString(result) for result in results if isinstance(result, bytes)]
    assert [article.document_id for article in articles] == ["2", "2"]
    return [reason_of(result) if isinstance(result, Status) else "" for result in results]


async def test_the_second_time_no_worker_is_asked(access: StoreAccess) -> None:
    reader, mortal = careful(access)
    assert await reasons(reader) == ["", "WORKER_CRASHED", ""]
    assert await reasons(reader) == ["", "SET_ASIDE", ""]
    assert mortal.asked == ["good", "deadly", "good", "good", "good"]


@pytest.mark.parametrize("dies_in_intake", [True, False])
async def test_what_is_to_be_stored_is_set_aside_too(access: StoreAccess, dies_in_intake: bool) -> None:
    reader, mortal = careful(access, dies_in_intake=dies_in_intake)
    for expected in ("WORKER_CRASHED", "SET_ASIDE"):
        prepared = await reader.prepare([GOOD, DEADLY, GOOD])
        refused = [reason_of(outcome) for outcome in prepared if isinstance(outcome, Status)]
        read = await reader.read_prepared([outcome for outcome in prepared if isinstance(outcome, Prepared)])
        assert refused + [reason_of(result) for result in read if isinstance(result, Status)] == [expected]
    assert mortal.asked.count("deadly") == 1


async def test_another_server_of_the_store_knows_too(access: StoreAccess) -> None:
    await reasons(careful(access)[0])
    assert await reasons(careful(access)[0]) == ["", "SET_ASIDE", ""]


async def test_another_engine_tries_again(access: StoreAccess) -> None:
    await reasons(careful(access)[0])
    assert await reasons(careful(access, "two")[0]) == ["", "WORKER_CRASHED", ""]


async def test_what_is_forgotten_is_read_again(access: StoreAccess) -> None:
    reader, _ = careful(access)
    await reasons(reader)
    access.store.set_aside.delete("setAside/1")
    assert await reasons(reader) == ["", "WORKER_CRASHED", ""]


@asynccontextmanager
async def busy(access: StoreAccess) -> AsyncIterator[None]:
    """The store answers no read meanwhile."""
    over = threading.Event()
    reads = [asyncio.create_task(access.read(over.wait)) for _ in range(8)]
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*reads)


async def begin_to_read(reader: CarefulReader, document: Document) -> "asyncio.Task[list[bytes | Status]]":
    reading = asyncio.create_task(reader.read([document], ParseOptions()))
    for _ in range(10):
        await asyncio.sleep(0)
    return reading


async def test_while_it_is_looked_up_nobody_goes_before_who_came_first(
    access: StoreAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reasons(careful(access)[0])
    monkeypatch.setattr(setting_aside, "_SECONDS_BETWEEN_LOOKS", 60.0)
    monkeypatch.setattr(setting_aside, "_SECONDS_TO_LOOK", 60.0)
    reader, mortal = careful(access)
    texts = [f"text {number}" for number in range(4)]
    async with busy(access):
        reading = [await begin_to_read(reader, Document(id=text, text=text)) for text in texts]
        deadly = await begin_to_read(reader, DEADLY)
        assert mortal.asked == []
    await asyncio.gather(*reading)
    [refused] = await deadly
    assert isinstance(refused, Status)
    assert reason_of(refused) == "SET_ASIDE"
    assert mortal.asked == texts


async def test_a_store_that_does_not_answer_holds_up_nobody_for_long(
    access: StoreAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting_aside, "_SECONDS_TO_LOOK", 0.01)
    reader, mortal = careful(access)
    async with busy(access):
        await reader.read([GOOD], ParseOptions())
        await reader.read([GOOD], ParseOptions())
        assert mortal.asked == ["good", "good"]
