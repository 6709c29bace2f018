"""Callers that take a message a second cost the server a bounded amount of memory, and hold nobody else up.

The server is real but for its reading: see quick_server.py. Each article tells its text twice.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import grpc
import pytest
from memory import resident
from reparsing import serving

from dateline import Client
from dateline.v1.article_service_pb2 import ARTICLE_VIEW_FULL
from dateline.v1.change_service_pb2 import WatchRequest, WatchResponse
from dateline.v1.change_service_pb2_grpc import ChangeServiceStub
from dateline.v1.document_pb2 import Document

ARTICLES = 300
SLOW_CALLERS = 20
SECONDS = 10
LONG = "It rained on. " * 7_000
MEGABYTE = 1024 * 1024
# All that the callers ask for is more than a gigabyte.
MOST_MEGABYTES_MORE = 200

pytestmark = pytest.mark.slow


@contextmanager
def watching(address: str) -> Iterator["Iterator[WatchResponse]"]:
    """A stream of all changes over a connection of its own, from which one message has been taken."""
    options = [("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(address, options=options) as channel:
        stream = ChangeServiceStub(channel).Watch(WatchRequest(view=ARTICLE_VIEW_FULL))
        next(stream)
        yield stream
        stream.cancel()


def test_the_others_are_answered_meanwhile(tmp_path: Path) -> None:
    with ExitStack() as stack:
        address, server = stack.enter_context(serving(str(tmp_path / "store.db"), tmp_path))
        client = stack.enter_context(Client(address))
        documents = (Document(id=str(number), text=f"Ship {number} came in. {LONG}") for number in range(ARTICLES))
        names = [result.name for result in client.ingest_many(documents)]  # type: ignore[union-attr]
        before = most = resident(server.process.pid)
        streams = [stack.enter_context(watching(address)) for _ in range(SLOW_CALLERS)]
        told = 0
        for _ in range(SECONDS):
            told += sum(len(next(stream).changes) for stream in streams)
            for name in names[:20]:
                assert client.articles.get(name, timeout=5).name == name
            most = max(most, resident(server.process.pid))
            time.sleep(1)
        assert 0 < told < SLOW_CALLERS * ARTICLES, "they were told all that there is, and were not slow"
        print(f"{(most - before) / MEGABYTE:.0f} megabytes more with {SLOW_CALLERS} slow callers, told {told} changes")
        assert most - before < MOST_MEGABYTES_MORE * MEGABYTE
