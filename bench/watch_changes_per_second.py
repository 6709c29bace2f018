"""Changes a second that the server tells to 100 followers in all."""

import asyncio
import time
from itertools import islice
from statistics import median

import grpc

from bench.generated import SEED, generated_articles
from bench.stores import FullStore
from dateline.v1.change_service_pb2 import GetCursorRequest, GetCursorResponse, WatchRequest, WatchResponse
from dateline_server.storage.opening import open_store

_WATCH, _CURSOR = "/dateline.v1.ChangeService/Watch", "/dateline.v1.ChangeService/GetCursor"
_FOLLOWERS = 100
_CHANGES = 1_000
_ROUNDS = 3


def measure(store: FullStore) -> dict[str, float]:
    """`watch_changes_per_second`: from the commit of 1,000 changes until the last of 100 followers holds all of them."""
    return {"watch_changes_per_second": asyncio.run(_measure(store))}


async def _measure(store: FullStore) -> float:
    articles = generated_articles(_CHANGES * _ROUNDS, SEED + 1)
    rates = []
    async with grpc.aio.insecure_channel(store.address) as channel:
        get_cursor: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(_CURSOR)
        for number in range(_ROUNDS):
            answer = await get_cursor(GetCursorRequest().SerializeToString())
            cursor = GetCursorResponse.FromString(answer).cursor
            ready = [asyncio.Event() for _ in range(_FOLLOWERS)]
            followers = [asyncio.create_task(_follow(channel, cursor, event)) for event in ready]
            await asyncio.gather(*(event.wait() for event in ready))
            batch = list(islice(articles, _CHANGES))
            for article in batch:
                article.document_id += f"-{number}"
            writer = open_store(store.url)
            writer.ingest(batch)
            started = time.perf_counter()
            writer.close()
            await asyncio.gather(*followers)
            rates.append(_FOLLOWERS * _CHANGES / (time.perf_counter() - started))
    return median(rates)


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
