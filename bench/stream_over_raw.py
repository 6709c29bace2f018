"""Stored articles a second down one stream (Watch from an old change on, whole articles), beside raw bytes.

Twice: as the first who asks is told them, from the store, and as those are who ask for the same within a minute. The first
is measured in the midst of a long stream, when the log process of the server is there.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from statistics import median

import grpc

from bench.generated import generated_articles
from bench.load import Target, bytes_per_second
from bench.passthrough import STREAM
from bench.running import dateline_server, passthrough_server
from bench.stores import KINDS, empty_store, suffix
from dateline.v1.article_service_pb2 import ARTICLE_VIEW_FULL
from dateline.v1.change_service_pb2 import WatchRequest, WatchResponse
from dateline_server.storage.log import set_mark
from dateline_server.storage.opening import open_database, open_store
from dateline_server.storage.store import ListQuery

WATCH = "/dateline.v1.ChangeService/Watch"
WHOLE_ARTICLES = WatchRequest(view=ARTICLE_VIEW_FULL).SerializeToString()
_ARTICLES = 24_576
_MESSAGES = 32  # that are told again, of 128 articles each
_BEFORE = 64  # messages of a stream in whose midst it is measured
_BATCH = 256
_SERVERS = 5  # one after the other: each has told nothing yet
_SECONDS = 0.1  # of a stream: at 200,000 articles a second the store would be told whole
_UNTIL_STARTED = 2.0  # seconds


def measure() -> dict[str, float]:
    """`stream_articles_per_second` and `stream_over_raw`, and the same for `stream_again`; medians of servers."""
    figures = {}
    for kind in KINDS:
        with empty_store(kind) as url:
            fill(url, _ARTICLES)
            for name, compare in (("stream", _tell_first), ("stream_again", _tell_again)):
                rates = []
                for _ in range(_SERVERS):
                    with dateline_server(url) as server:
                        rates.append(compare(server.address))
                figures[f"{name}_articles_per_second{suffix(kind)}"] = median(ours for ours, _ in rates)
                figures[f"{name}_over_raw{suffix(kind)}"] = median(ours / raw for ours, raw in rates)
    return figures


def fill(url: str, count: int) -> None:
    """Store so many articles, and wait until they are indexed. Stories are not made of them, neither now nor later."""
    articles = list(generated_articles(count))
    store = open_store(url)
    try:
        for start in range(0, count, _BATCH):
            store.ingest(articles[start : start + _BATCH])
        store.list_articles(ListQuery(page_size=1))  # returns when everything is indexed: that is not measured
        last = store.last_change()
    finally:
        store.close()
    database = open_database(url).database
    with database.writing() as connection:
        set_mark(connection, "sorted", last)
    database.close()


def _tell_first(address: str) -> tuple[float, float]:
    """Articles a second that are told the first time, and as many bytes told raw."""
    with grpc.insecure_channel(address, [("grpc.max_receive_message_length", -1)]) as channel:
        next(_stream(channel, WATCH, WHOLE_ARTICLES))
        time.sleep(_UNTIL_STARTED)
        told = [WatchResponse.FromString(message) for message in _time(channel, WATCH, WHOLE_ARTICLES, _BEFORE)[1]]
    article = sum(response.ByteSize() for response in told) / sum(len(response.changes) for response in told)
    after = WatchRequest(view=ARTICLE_VIEW_FULL, cursor=told[-1].cursor).SerializeToString()
    ours = bytes_per_second(Target(address, WATCH, after, 0), _SECONDS)
    with passthrough_server(bytes(told[0].ByteSize())) as ceiling:
        raw = bytes_per_second(Target(ceiling.address, STREAM, b"1000000", 0), _SECONDS)
    return ours / article, raw / article


def _tell_again(address: str) -> tuple[float, float]:
    """Articles a second that were told before, and as many messages as large told raw."""
    options = [("grpc.max_receive_message_length", -1)]
    with ExitStack() as stack:
        ours = stack.enter_context(grpc.insecure_channel(address, options))
        _, messages = _time(ours, WATCH, WHOLE_ARTICLES)
        ceiling = stack.enter_context(passthrough_server(bytes(sum(map(len, messages)) // _MESSAGES)))
        bare = stack.enter_context(grpc.insecure_channel(ceiling.address, options))
        again, repeated = _time(ours, WATCH, WHOLE_ARTICLES)
        if repeated != messages:
            raise RuntimeError("the same articles were told otherwise when they were told again")
        raw, _ = _time(bare, STREAM, str(_MESSAGES).encode())
    articles = sum(len(WatchResponse.FromString(message).changes) for message in messages)
    return articles / again, articles / raw


def _time(channel: grpc.Channel, method: str, request: bytes, number: int = _MESSAGES) -> tuple[float, list[bytes]]:
    started = time.perf_counter()
    messages = list(islice(_stream(channel, method, request), number))
    return time.perf_counter() - started, messages


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
