"""Changes a second that the server tells to 100 followers in all, each of them on a connection of its own."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import islice
from statistics import median

import grpc

from bench.generated import generated_articles
from bench.running import dateline_server
from bench.stores import KINDS, empty_store, suffix
from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import GetCursorRequest, GetCursorResponse, WatchRequest, WatchResponse
from dateline_server.storage.arrivals import arrive
from dateline_server.storage.opening import open_database
from dateline_server.storage.writes import Writes

_WATCH, _CURSOR = "/dateline.v1.ChangeService/Watch", "/dateline.v1.ChangeService/GetCursor"
_FOLLOWERS = 100
_CHANGES = 1_000
_ROUNDS = 5


def measure() -> dict[str, float]:
    """`watch_changes_per_second`: from the commit of 1,000 changes until the last of 100 followers holds all of them."""
    figures = {}
    for kind in KINDS:
        with empty_store(kind) as url, dateline_server(url) as server:
            figures[f"watch_changes_per_second{suffix(kind)}"] = asyncio.run(_measure(url, server.address))
    return figures


async def _measure(url: str, address: str) -> float:
    articles = generated_articles(_CHANGES * (_ROUNDS + 1))
    rates = []
    async with AsyncExitStack() as stack:
        options = (("grpc.use_local_subchannel_pool", 1),)
        channels = [
            await stack.enter_async_context(grpc.aio.insecure_channel(address, options)) for _ in range(_FOLLOWERS)
        ]
        for number in range(_ROUNDS + 1):  # the first one warms up
            batch = list(islice(articles, _CHANGES))
            cursor = await _read_cursor(channels[0])
            ready = [asyncio.Event() for _ in range(_FOLLOWERS)]
            followers = [
                asyncio.create_task(_follow(channel, cursor, event))
                for channel, event in zip(channels, ready, strict=True)
            ]
            await asyncio.gather(*(event.wait() for event in ready))
            _commit(url, batch)
            started = time.perf_counter()
            await asyncio.gather(*followers)
            if number:
                rates.append(_FOLLOWERS * _CHANGES / (time.perf_counter() - started))
    return median(rates)


def _commit(url: str, articles: Sequence[Article]) -> None:
    """Another process's write, as the server sees it; nothing is taken into the index meanwhile."""
    database = open_database(url).database
    try:
        with database.writing() as connection:
            arrivals = [arrive(article, database.pack) for article in articles]
            Writes(connection, time.time_ns() // 1000).ingest(arrivals)
    finally:
        database.close()


async def _read_cursor(channel: grpc.aio.Channel) -> str:
    get_cursor: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(_CURSOR)
    return GetCursorResponse.FromString(await get_cursor(GetCursorRequest().SerializeToString())).cursor


async def _follow(channel: grpc.aio.Channel, cursor: str, ready: asyncio.Event) -> None:
    watch: grpc.aio.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(_WATCH)
    call = watch(WatchRequest(cursor=cursor).SerializeToString())
    held = 0
    async for message in call:
        held += len(WatchResponse.FromString(message).changes)
        ready.set()
        if held >= _CHANGES:
            call.cancel()
            return
