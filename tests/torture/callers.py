"""Callers that rely on what the client does by itself: each ends with the first error that reaches it."""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

from follower import entry

from dateline import AsyncClient, Client
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document

_SECONDS_BETWEEN = 0.002
_ARTICLES = 8


class Caller(threading.Thread):
    """Calls the servers until told to stop; `done` counts what has succeeded, `failure` is what has not."""

    def __init__(self, addresses: str) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.addresses = addresses
        self.stopping = threading.Event()
        self.done = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Work until the end."""
        try:
            with Client(self.addresses) as client:
                self.work(client)
        except BaseException as error:
            self.failure = error

    def work(self, client: Client) -> None:
        """One step after another."""
        while not self.stopping.is_set():
            self.step(client)
            self.done += 1
            time.sleep(_SECONDS_BETWEEN)

    def step(self, client: Client) -> None:
        """What is done again and again."""
        raise NotImplementedError


class Reader(Caller):
    """Gets, lists and searches, and finds what it looks for each time."""

    def step(self, client: Client) -> None:
        [article] = client.articles.list('source = "Coast Wire"').take(1)
        assert client.articles.get(article.name).name == article.name
        assert client.articles.search("harbour").take(1)
        assert client.events.list('source = "Coast Wire"').take(1)


class AsyncReader(Caller):
    """The same over asyncio, several at once."""

    def run(self) -> None:
        try:
            asyncio.run(self._read())
        except BaseException as error:
            self.failure = error

    async def _read(self) -> None:
        async with AsyncClient(self.addresses) as client:
            while not self.stopping.is_set():
                pages = await asyncio.gather(*(client.articles.list(page_size=2).take(2) for _ in range(4)))
                assert all(pages)
                assert (await client.parse("The harbour is shut.")).body == "The harbour is shut."
                self.done += 1


class PatientReader(Caller):
    """Has documents read that take longer than a server may have left; each is read by one or the other in the end."""

    def step(self, client: Client) -> None:
        text = "Slowly the harbour of Oslo fills, its master said on Tuesday. " * 40
        assert client.parse(text.strip()).body == text.strip()


class Writer(Caller):
    """Stores articles one call each, deletes some, and remembers what was acknowledged: text by name, None if deleted."""

    def __init__(self, addresses: str) -> None:
        super().__init__(addresses)
        self.acknowledged: dict[str, str | None] = {}
        self._numbers = itertools.count()

    def step(self, client: Client) -> None:
        number = next(self._numbers)
        text = f"Writer's report {number} of the harbour."
        result = client.ingest(text, id=str(number), source="Night Post")
        assert result.outcome == IngestResult.CREATED, result
        self.acknowledged[result.name] = text
        assert client.articles.get(result.name).body == text  # its own write, at whichever server
        if number % 5 == 0:
            client.articles.delete(result.name, request_id=uuid4().hex)
            self.acknowledged[result.name] = None


class Streamer(Caller):
    """Stores revisions of a few articles over one endless stream; `acknowledged` is the text of each (name, revision)."""

    def __init__(self, addresses: str) -> None:
        super().__init__(addresses)
        self.acknowledged: dict[tuple[str, int], str] = {}

    def work(self, client: Client) -> None:
        for number, result in enumerate(client.ingest_many(self._documents())):
            assert isinstance(result, IngestResult), result
            assert result.revision == 1 + number // _ARTICLES, (number, result)
            self.acknowledged[result.name, result.revision] = self._text(number)
            self.done += 1

    def _documents(self) -> Iterator[Document]:
        for number in itertools.count():
            if self.stopping.is_set():
                return
            yield Document(id=str(number % _ARTICLES), source="Harbour Gazette", text=self._text(number))
            time.sleep(_SECONDS_BETWEEN)

    def _text(self, number: int) -> str:
        return f"Telegram {number} of the harbour."


class Follower(Caller):
    """Follows every change from the first on; `told` is what it was told, in order, until it has as many as `enough`."""

    def __init__(self, addresses: str) -> None:
        super().__init__(addresses)
        self.told: list[dict[str, str]] = []
        self.breaks: list[str] = []
        self.enough: int | None = None

    def work(self, client: Client) -> None:
        for change in client.follow(on_break=lambda error: self.breaks.append(error.reason), full=True):
            self.told.append(entry(change))
            self.done += 1
            if self.enough is not None and self.done >= self.enough:
                return
