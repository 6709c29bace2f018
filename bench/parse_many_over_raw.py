"""How many articles `Client.parse_many` brings home beside the bare stub, from a server that reads nothing."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import grpc

from bench.articles import distinct_documents, text_samples
from bench.passthrough import MOST_DOCUMENTS
from bench.running import passthrough_server
from dateline import Client
from dateline.retry import channel_options
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest
from dateline.v1.parser_service_pb2_grpc import ParserServiceStub
from dateline_server.extraction.parser import Parser

_DOCUMENTS = 4_000
_ROUNDS = 7


def measure() -> dict[str, float]:
    """`parse_many_over_raw`: articles a second, over those of the stub with messages as full as the client's."""
    documents = list(distinct_documents(_DOCUMENTS))
    payload = Parser().parse(text_samples()[0]).SerializeToString()
    with (
        passthrough_server(payload) as server,
        Client(server.address) as client,
        grpc.insecure_channel(server.address, options=channel_options()) as channel,
    ):
        stub = ParserServiceStub(channel)
        ways = (lambda: _raw(stub, documents), lambda: list(client.parse_many(documents)))
        rounds = [[_seconds(way) for way in ways] for _ in range(_ROUNDS)]
    raw, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    return {"parse_many_over_raw": raw / ours}


def _raw(stub: ParserServiceStub, documents: Sequence[Document]) -> list[Article]:
    def requests() -> Iterator[ParseBatchRequest]:
        for start in range(0, len(documents), MOST_DOCUMENTS):
            yield ParseBatchRequest(documents=documents[start : start + MOST_DOCUMENTS])

    return [result.article for response in stub.ParseBatch(requests()) for result in response.results]


def _seconds(work: Callable[[], Sequence[object]]) -> float:
    started = time.perf_counter()
    done = work()
    if len(done) != _DOCUMENTS or not all(isinstance(one, Article) for one in done):
        raise RuntimeError(f"{len(done)} of {_DOCUMENTS:,} documents were answered, or not all with an article")
    return time.perf_counter() - started
