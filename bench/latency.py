"""How long calls take, one after another, beside point reads in the same rounds."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import TypeAlias

import grpc

from bench.stores import FullStore
from dateline.v1.article_service_pb2 import GetArticleRequest, ListArticlesRequest, ListArticlesResponse

_GET = "/dateline.v1.ArticleService/GetArticle"
_LIST = "/dateline.v1.ArticleService/ListArticles"
_ROUNDS = 5
_GETS_A_ROUND = 200
_Method: TypeAlias = "grpc.UnaryUnaryMultiCallable[bytes, bytes]"


def p95_over_get(store: FullStore, method: str, requests: Sequence[bytes]) -> float:
    """The 95th percentile of the calls over the median of GetArticle, both over gRPC; median of several rounds."""
    with grpc.insecure_channel(store.address) as channel:
        names = _some_names(channel)
        gets = [GetArticleRequest(name=name).SerializeToString() for name in names]
        get: _Method = channel.unary_unary(_GET)
        call: _Method = channel.unary_unary(method)
        ratios = []
        for number in range(_ROUNDS + 1):  # the first one warms up
            points = [_seconds(get, gets[at % len(gets)]) for at in range(_GETS_A_ROUND // 2)]
            calls = sorted(_seconds(call, request) for request in requests)
            points += [_seconds(get, gets[at % len(gets)]) for at in range(_GETS_A_ROUND // 2)]
            if number:
                ratios.append(calls[int(len(calls) * 0.95)] / median(points))
        return median(ratios)


def _some_names(channel: grpc.Channel) -> list[str]:
    request = ListArticlesRequest(page_size=200).SerializeToString()
    call: _Method = channel.unary_unary(_LIST)
    response = ListArticlesResponse.FromString(call(request))
    return [article.name for article in response.articles]


def _seconds(call: Callable[[bytes], object], request: bytes) -> float:
    started = time.perf_counter()
    call(request)
    return time.perf_counter() - started
