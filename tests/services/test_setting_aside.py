"""A document that has ended two workers is refused from then on, until it is forgotten or another engine reads."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.errors import WorkerCrashed
from dateline_server.services import setting_aside
from dateline_server.services.errors import reason_of, status_of
from dateline_server.services.reading import Urgency
from dateline_server.services.setting_aside import CarefulReader
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.opening import open_store

DEADLY, GOOD = Document(id="1", text="deadly"), Document(id="2", text="good")


class Mortal:
    """A reader whose workers die over one document; counts what it is asked to read."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[ParseResult]:
        self.asked += [document.text for document in documents]
        return [
            ParseResult(id=document.id, error=status_of(WorkerCrashed("It died, twice.")))
            if document.text == DEADLY.text
            else ParseResult(id=document.id)
            for document in documents
        ]

    async def identify(self, documents: Sequence[Document]) -> list[object]:
        return []


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreAccess]:
    monkeypatch.setattr(setting_aside, "_SECONDS_BETWEEN_LOOKS", -1.0)
    access = StoreAccess(open_store(str(tmp_path / "store.db")))
    yield access
    access.close()


def careful(access: StoreAccess, engine: str = "one") -> tuple[CarefulReader, Mortal]:
    mortal = Mortal()
    reader = CarefulReader(mortal, access)  # type: ignore[arg-type]
    reader.begin(Engine(digest=engine))
    return reader, mortal


async def reasons(reader: CarefulReader) -> list[str]:
    results = await reader.read([GOOD, DEADLY, GOOD], ParseOptions())
    assert [result.id for result in results] == ["2", "1", "2"]
    return [reason_of(result.error) for result in results]


async def test_the_second_time_no_worker_is_asked(access: StoreAccess) -> None:
    reader, mortal = careful(access)
    assert await reasons(reader) == ["", "WORKER_CRASHED", ""]
    assert await reasons(reader) == ["", "SET_ASIDE", ""]
    assert mortal.asked == ["good", "deadly", "good", "good", "good"]


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
