"""Stored articles a second down one stream (Watch from an old change on, whole articles), beside raw bytes.

Twice: as the first who asks is told them, from the store, and as those are who ask for the same within a minute.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
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
_MESSAGES = 32  # a round, of 128 articles each
_BATCH = 256
_ROUNDS = 5
_SERVERS = 3  # one after the other: each has told nothing yet


def measure() -> dict[str, float]:
    """`stream_articles_per_second` and `stream_over_raw`, and the same for `stream_again`; medians of rounds.

    Each round goes on with articles that were not told before, and is compared with as many messages as large.
    """
    figures = {}
    for kind in KINDS:
        with empty_store(kind) as url:
            fill(url, (_ROUNDS + 1) * _MESSAGES * 128)
            rounds = []
            for _ in range(_SERVERS):
                with dateline_server(url) as server:
                    rounds += _compare(server.address)
        for name, seconds in (("stream", 1), ("stream_again", 2)):
            rates = [one[0] / one[seconds] for one in rounds]
            ratios = [one[3] / one[seconds] for one in rounds]
            figures[f"{name}_articles_per_second{suffix(kind)}"] = median(rates)
            figures[f"{name}_over_raw{suffix(kind)}"] = median(ratios)
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


def _compare(address: str) -> list[tuple[int, float, float, float]]:
    """Of each round: how many articles, and the seconds that they took at first, again, and as raw bytes."""
    options = [("grpc.max_receive_message_length", -1)]
    rounds = []
    with ExitStack() as stack:
        ours = stack.enter_context(grpc.insecure_channel(address, options))
        size = sum(map(len, islice(_stream(ours, WATCH, WHOLE_ARTICLES), _MESSAGES))) // _MESSAGES
        ceiling = stack.enter_context(passthrough_server(bytes(size)))
        bare = stack.enter_context(grpc.insecure_channel(ceiling.address, options))
        request = WHOLE_ARTICLES
        for _ in range(_ROUNDS):
            first, messages = _time(ours, WATCH, request)
            told = [WatchResponse.FromString(message) for message in messages]
            articles = sum(len(response.changes) for response in told)
            again, repeated = _time(ours, WATCH, request)
            if repeated != messages:
                raise RuntimeError("the same articles were told otherwise when they were told again")
            raw, _ = _time(bare, STREAM, str(_MESSAGES).encode())
            rounds.append((articles, first, again, raw))
            request = WatchRequest(view=ARTICLE_VIEW_FULL, cursor=told[-1].cursor).SerializeToString()
    return rounds[1:]  # the first was told before


def _time(channel: grpc.Channel, method: str, request: bytes) -> tuple[float, list[bytes]]:
    started = time.perf_counter()
    messages = list(islice(_stream(channel, method, request), _MESSAGES))
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
