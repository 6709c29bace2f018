"""Stored articles a second down one stream (Watch from the oldest change on, whole articles), beside raw bytes."""

import time
from collections.abc import Iterator
from statistics import median

import grpc

from bench.generated import generated_articles
from bench.passthrough import STREAM
from bench.running import dateline_server, passthrough_server
from bench.stores import KINDS, empty_store, suffix
from dateline.v1.article_service_pb2 import ARTICLE_VIEW_FULL
from dateline.v1.change_service_pb2 import WatchRequest, WatchResponse
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

WATCH = "/dateline.v1.ChangeService/Watch"
WHOLE_ARTICLES = WatchRequest(view=ARTICLE_VIEW_FULL).SerializeToString()
_ARTICLES = 8_000
_BATCH = 250
_ROUNDS = 9


def measure() -> dict[str, float]:
    """`stream_articles_per_second`, and `stream_over_raw`: over a stream of as many messages as large, in turn; medians."""
    figures = {}
    for kind in KINDS:
        with empty_store(kind) as url:
            fill(url, _ARTICLES)
            with dateline_server(url) as server:
                rate, ratio = _compare(server.address)
        figures[f"stream_articles_per_second{suffix(kind)}"] = rate
        figures[f"stream_over_raw{suffix(kind)}"] = ratio
    return figures


def fill(url: str, count: int) -> None:
    """Store so many articles, and wait until they are indexed."""
    articles = list(generated_articles(count))
    store = open_store(url)
    try:
        for start in range(0, count, _BATCH):
            store.ingest(articles[start : start + _BATCH])
        store.list_articles(ListQuery(page_size=1))  # returns when everything is indexed: that is not measured
    finally:
        store.close()


def _compare(address: str) -> tuple[float, float]:
    options = [("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(address, options) as ours:
        sizes = read_whole(ours, _ARTICLES)
        with (
            passthrough_server(bytes(sum(sizes) // len(sizes))) as ceiling,
            grpc.insecure_channel(ceiling.address, options) as bare,
        ):
            rounds = [
                (
                    stream_seconds(ours, WATCH, WHOLE_ARTICLES, len(sizes)),
                    stream_seconds(bare, STREAM, str(len(sizes)).encode(), len(sizes)),
                )
                for _ in range(_ROUNDS + 1)
            ]
    del rounds[0]  # it warmed up
    return median(_ARTICLES / seconds for seconds, _ in rounds), median(raw / seconds for seconds, raw in rounds)


def read_whole(channel: grpc.Channel, count: int) -> list[int]:
    """The bytes of each message until so many articles have come."""
    sizes, articles = [], 0
    for message in _stream(channel, WATCH, WHOLE_ARTICLES):
        sizes.append(len(message))
        articles += len(WatchResponse.FromString(message).changes)
        if articles == count:
            return sizes
    raise RuntimeError(f"the stream ended after {articles:,} of {count:,} articles")


def stream_seconds(channel: grpc.Channel, method: str, request: bytes, messages: int) -> float:
    """How long so many messages take to come down one stream."""
    started = time.perf_counter()
    stream = _stream(channel, method, request)
    for _ in range(messages):
        next(stream)
    return time.perf_counter() - started


def _stream(channel: grpc.Channel, method: str, request: bytes) -> Iterator[bytes]:
    """The messages as they came; the call ends with the iteration."""
    call: grpc.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(method)
    answer = call(request)
    try:
        yield from answer
    finally:
        answer.cancel()
