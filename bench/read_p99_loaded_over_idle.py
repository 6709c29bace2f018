"""The 99th percentile of GetArticle while all workers read documents over that while they do not, call after call."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from bench.articles import text_samples
from bench.load import Target, latencies, target_of
from bench.running import dateline_server
from dateline import Client
from dateline.v1.article_service_pb2 import GetArticleRequest

_GET = "/dateline.v1.ArticleService/GetArticle"
_CALLS = 2_000
_ROUNDS = 7
_SECONDS_TO_SETTLE = 1.0
_LOAD = """
import sys
from bench.articles import distinct_documents
from dateline import Client
with Client(sys.argv[1], timeout=600) as client:
    for number, _ in enumerate(client.parse_many(distinct_documents(10**6))):
        if number == 0:
            print("going", flush=True)
"""


def measure() -> dict[str, float]:
    """`read_p99_loaded_over_idle` (ratio, the rounds in turn, median) with a worker for each core."""
    with dateline_server("", "--workers", str(os.cpu_count() or 1)) as server:
        with Client(server.address) as client:
            name = client.ingest(text_samples()[0]).name
        target = target_of(server.address, _GET, GetArticleRequest(name=name).SerializeToString())
        latencies(target, _CALLS)  # warms up
        ratios = []
        for _ in range(_ROUNDS):
            idle = _p99(target)
            with _parsing(server.address):
                loaded = _p99(target)
            ratios.append(loaded / idle)
            time.sleep(_SECONDS_TO_SETTLE)
    return {"read_p99_loaded_over_idle": median(ratios)}


def _p99(target: Target) -> float:
    return sorted(latencies(target, _CALLS))[int(_CALLS * 0.99)]


@contextmanager
def _parsing(address: str) -> Iterator[None]:
    """Inside the block a client sends the server documents to parse as fast as they are read."""
    with subprocess.Popen([sys.executable, "-c", _LOAD, address], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            if process.stdout.readline() != "going\n":
                raise RuntimeError("no document was read")
            yield
        finally:
            process.terminate()
