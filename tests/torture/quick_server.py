"""A server that is up within a second: store, feed, services and drain are real, but no language model reads.

    python quick_server.py HOST:PORT STORE [ENGINE [SECONDS [GRACE [CLOCK]]]]

The article of a document has its text, its publisher and one event, whose trigger is the whole text. ENGINE is the digest
of what reads, which every event has for a label; SECONDS are what it takes in the background over each document, and
GRACE those in which calls may end. A text that begins with `Slowly` takes a while. Others may listen on the same port.
CLOCK is a file that says by how many hours the clock of the server is ahead.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.clock import utc_now
from dateline_server.services.reading import DocumentReader, Prepared, Urgency
from dateline_server.serving import process
from dateline_server.serving.config import ServerConfig, make_config
from dateline_server.serving.logs import configure_logs
from dateline_server.serving.server import open_server
from dateline_server.storage.keys import identify_article

SLOWLY = "Slowly"
SECONDS_OF_SLOW_READING = 1.5


class PlainReader:
    """The DocumentReader of such a server."""

    engine = Engine(version="0", model="none")
    seconds = 0.0

    def __init__(self, config: ServerConfig, spawned: Sequence[object] = ()) -> None:
        self.pids = [0]
        self.waiting = 0
        self.has_room = True

    async def start(self) -> Engine:
        return self.engine

    async def close(self) -> None:
        pass

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        if urgency >= Urgency.QUEUED:
            await asyncio.sleep(self.seconds * len(documents))
        if any(document.text.startswith(SLOWLY) for document in documents):
            await asyncio.sleep(SECONDS_OF_SLOW_READING)
        return [self._read_plainly(document).SerializeToString() for document in documents]

    async def prepare(
        self, documents: Sequence[Document], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[Prepared | Status]:
        articles = [self._read_plainly(document) for document in documents]
        return [
            Prepared(document, identify_article(article), article)
            for document, article in zip(documents, articles, strict=True)
        ]

    async def read_prepared(
        self, documents: Sequence[Prepared], *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes | Status]:
        return await self.read([prepared.document for prepared in documents], ParseOptions(), urgency=urgency)

    def _read_plainly(self, document: Document) -> Article:
        """The article without anything understood."""
        article = Article(
            body=document.text,
            source=document.source,
            document_id=document.id,
            published_date="2025-04-09",
            language="en",
            engine=self.engine,
        )
        event = article.events.add(id="e1", type="X_OTHER", key=document.text[:16], label=self.engine.digest)
        event.trigger.text, event.trigger.end = document.text, len(document.text)
        return article


def main(listen: str, store: str, engine: str = "", seconds: str = "0", grace: str = "10", clock: str = "") -> None:
    config = replace(make_config(store=store, listen=listen, log_format="json", reuse_port=True), grace=float(grace))
    configure_logs(config.log_format, config.log_level)
    _: type[DocumentReader] = PlainReader  # has all that a server calls
    PlainReader.engine.digest, PlainReader.seconds = engine, float(seconds)
    process.WorkerPool = PlainReader  # type: ignore[assignment, misc]
    if clock:
        process.open_server = partial(open_server, clock=lambda: _now(Path(clock)))
    process.serve(config)


def _now(clock: Path) -> datetime:
    return utc_now() + timedelta(hours=float(clock.read_text() or "0"))


if __name__ == "__main__":
    main(*sys.argv[1:])
