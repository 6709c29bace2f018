"""A server that is up within a second: store, feed, services and drain are real, but no language model reads.

    python quick_server.py HOST:PORT STORE

The article of a document has its text, its publisher and one event, whose trigger is the whole text.
"""

import asyncio
import sys
from collections.abc import Sequence

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.services.reading import Urgency
from dateline_server.serving import server
from dateline_server.serving.config import ServerConfig, make_config
from dateline_server.serving.logs import configure_logs
from dateline_server.storage.keys import Identity, identify_article


class PlainReader:
    """The DocumentReader of such a server."""

    def __init__(self, config: ServerConfig) -> None:
        self.pids = [0]

    async def start(self) -> Engine:
        return Engine(version="0", model="none")

    async def close(self) -> None:
        pass

    async def read(
        self, documents: Sequence[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[ParseResult]:
        return [ParseResult(id=document.id, article=read_plainly(document)) for document in documents]

    async def identify(self, documents: Sequence[Document]) -> list[Identity | Status]:
        return [identify_article(read_plainly(document)) for document in documents]


def read_plainly(document: Document) -> Article:
    """The article without anything understood."""
    article = Article(
        body=document.text, source=document.source, document_id=document.id, published_date="2025-04-09", language="en"
    )
    event = article.events.add(id="e1", type="X_OTHER", key=document.text[:16])
    event.trigger.text, event.trigger.end = document.text, len(document.text)
    return article


def main(listen: str, store: str) -> None:
    config = make_config(store=store, listen=listen, log_format="json")
    configure_logs(config.log_format, config.log_level)
    server.WorkerPool = PlainReader  # type: ignore[assignment, misc]
    asyncio.run(server.serve(config))


if __name__ == "__main__":
    main(*sys.argv[1:])
