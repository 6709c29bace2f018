"""Calls a second of GetArticle over those of a server that only hands out the same bytes."""

import asyncio
import time
from statistics import median
from typing import TypeAlias

import grpc

from bench.articles import text_samples
from bench.passthrough import METHOD
from bench.running import dateline_server, passthrough_server
from dateline import Client
from dateline.v1.article_service_pb2 import GetArticleRequest

_GET = "/dateline.v1.ArticleService/GetArticle"
_ROUNDS = 31
_CALLS = 640
_AT_ONCE = 16
_Method: TypeAlias = "grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]"


def measure() -> dict[str, float]:
    """`get_over_passthrough` (ratio of rates, the rounds interleaved, median)."""
    with dateline_server() as server:
        with Client(server.address) as client:
            result = client.ingest(text_samples()[0])
            payload = client.articles.get(result.name).SerializeToString()
        with passthrough_server(payload) as ceiling:
            return {"get_over_passthrough": asyncio.run(_compare(server.address, ceiling.address, result.name))}


async def _compare(address: str, ceiling: str, name: str) -> float:
    request = GetArticleRequest(name=name).SerializeToString()
    async with grpc.aio.insecure_channel(address) as ours, grpc.aio.insecure_channel(ceiling) as bare:
        get: _Method = ours.unary_unary(_GET)
        passthrough: _Method = bare.unary_unary(METHOD)
        await _rate(get, request)
        await _rate(passthrough, request)
        return median([await _rate(get, request) / await _rate(passthrough, request) for _ in range(_ROUNDS)])


async def _rate(method: "_Method", request: bytes) -> float:
    """Calls a second with _AT_ONCE under way."""

    async def call_in_turn() -> None:
        for _ in range(_CALLS // _AT_ONCE):
            await method(request)

    started = time.perf_counter()
    await asyncio.gather(*(call_in_turn() for _ in range(_AT_ONCE)))
    return _CALLS / (time.perf_counter() - started)
