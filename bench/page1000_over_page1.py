"""What the thousandth page of a list costs over the first one, as a client walks through all articles."""

import time
from statistics import median

import grpc

from bench.stores import FullStore
from dateline.v1.article_service_pb2 import ListArticlesRequest, ListArticlesResponse

_LIST = "/dateline.v1.ArticleService/ListArticles"
_PAGES = 1_000
_COMPARED = 50


def measure(store: FullStore) -> dict[str, float]:
    """`page1000_over_page1`: median of the last 50 of 1,000 pages over that of the first 50, pages of one size."""
    size = min(100, store.filling.articles // _PAGES)
    times, token = [], ""
    with grpc.insecure_channel(store.address) as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(_LIST)
        for _ in range(_PAGES):
            request = ListArticlesRequest(page_size=size, page_token=token).SerializeToString()
            started = time.perf_counter()
            serialized = call(request)
            times.append(time.perf_counter() - started)
            token = ListArticlesResponse.FromString(serialized).next_page_token
    return {"page1000_over_page1": median(times[-_COMPARED:]) / median(times[1 : _COMPARED + 1])}
