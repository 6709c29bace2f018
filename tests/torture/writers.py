"""Callers that write through kills of the server, and remember all that was acknowledged."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar
from uuid import uuid4

from dateline import Client, Unavailable
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document

Result = TypeVar("Result")

_ARTICLES = 8
_SECONDS_BETWEEN = 0.002


class Editor(threading.Thread):
    """Ingests new revisions of its articles, over one stream that the client keeps alive.

    `began` is set once a write is acknowledged. `acknowledged` has the text of each (name, revision) that the server
    answered for.
    """

    def __init__(self, address: str, source: str) -> None:
        super().__init__(name=f"editor {source}")
        self._address, self._source = address, source
        self.began, self.stopping = threading.Event(), threading.Event()
        self.acknowledged: dict[tuple[str, int], str] = {}
        self.failure: BaseException | None = None

    @property
    def done(self) -> int:
        """Number of acknowledged writes."""
        return len(self.acknowledged)

    def run(self) -> None:
        try:
            self._write()
        except BaseException as error:
            self.failure = error

    def _write(self) -> None:
        with Client(self._address) as client:
            for number, result in enumerate(client.ingest_many(self._documents())):
                outcome = IngestResult.CREATED if number < _ARTICLES else IngestResult.UPDATED
                assert isinstance(result, IngestResult), result
                assert (result.outcome, result.revision) == (outcome, 1 + number // _ARTICLES), (number, result)
                self.acknowledged[result.name, result.revision] = self._text(number)
                self.began.set()

    def _documents(self) -> Iterator[Document]:
        for number in count():
            if self.stopping.is_set():
                return
            yield Document(id=str(number % _ARTICLES), source=self._source, text=self._text(number))
            time.sleep(_SECONDS_BETWEEN)

    def _text(self, number: int) -> str:
        return f"{self._source} tells it for time {number}."


class Remover(threading.Thread):
    """Deletes its article and brings it back, again and again; `revision` is the last one acknowledged."""

    def __init__(self, address: str, source: str) -> None:
        super().__init__(name=f"remover {source}")
        self._address, self._source = address, source
        self.began, self.stopping = threading.Event(), threading.Event()
        self.name_of_article = ""
        self.revision = 0
        self.failure: BaseException | None = None

    @property
    def done(self) -> int:
        """Number of acknowledged returns."""
        return self.revision

    def run(self) -> None:
        try:
            self._write()
        except BaseException as error:
            self.failure = error

    def _write(self) -> None:
        with Client(self._address) as client:
            name = self.name_of_article = insist(
                lambda: client.ingest("It comes and goes.", id="1", source=self._source)
            ).name
            self.revision = 1
            self.began.set()
            while not self.stopping.is_set():
                self._remove_and_restore(client, name)

    def _remove_and_restore(self, client: Client, name: str) -> None:
        first, second = uuid4().hex, uuid4().hex
        insist(lambda: client.articles.delete(name, request_id=first))
        article = insist(lambda: client.articles.undelete(name, request_id=second))
        self.revision += 1
        assert article.revision == self.revision, (article.revision, self.revision)
        time.sleep(_SECONDS_BETWEEN)


def insist(call: Callable[[], Result]) -> Result:
    """What the call returns, tried for a minute while there is no server."""
    end = time.monotonic() + 60
    while True:
        try:
            return call()
        except Unavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
