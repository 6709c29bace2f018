"""Streams of documents that outlive a broken connection.

What has no answer yet is sent again, as it was: ingest messages carry a request id, under which the server answers what
it has stored already as it did the first time. So there is one answer for each document, in order, and none twice.
"""

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

import grpc

from dateline.batching import Feed
from dateline.batching_async import AsyncFeed
from dateline.errors import DatelineError, Internal
from dateline.retry import Backoff
from dateline.v1.document_pb2 import Document

# Seconds for which a broken stream is tried again once it has had an answer; one that never had any is given up sooner.
PATIENCE = 30.0

Request = TypeVar("Request")
Response = TypeVar("Response", covariant=True)


class Call(Protocol[Response]):
    """A running stream: responses, and a way to give it up."""

    def __iter__(self) -> Iterator[Response]: ...

    def cancel(self) -> object: ...


class AsyncCall(Protocol[Response]):
    """`Call` for asyncio."""

    def __aiter__(self) -> AsyncIterator[Response]: ...

    def cancel(self) -> object: ...


class Deadline:
    """What is left of the seconds that streams may take in all, counted from the first of them on."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def left(self) -> float | None:
        """Seconds; None without an end."""
        if self._seconds is None:
            return None
        if self._end is None:
            self._end = time.monotonic() + self._seconds
        return max(0.0, self._end - time.monotonic())


def exchange(
    documents: Iterable[Document],
    make_request: Callable[[Sequence[Document]], Request],
    start: Callable[[Iterator[Request], float | None], Call[Response]],
    typed: Callable[[grpc.RpcError], DatelineError],
    deadline: Deadline,
) -> Iterator[Response]:
    """One response for each batch of documents, in order; `start` gets the requests and the seconds that are left.

    Raises what the source raises, after the answers to everything before it, and a DatelineError when the connection
    fails for good.
    """
    feed, backoff = Feed(documents, make_request), Backoff(PATIENCE)
    try:
        while True:
            call = start(feed.requests(), deadline.left())
            try:
                for response in call:
                    feed.answered()
                    backoff.succeeded()
                    yield response
                break
            except grpc.RpcError as error:
                pause = backoff.after(typed(error))
            finally:
                call.cancel()
            time.sleep(pause)
    finally:
        feed.stop()
    _require_all(feed.is_done)
    if feed.failure is not None:
        raise feed.failure


async def exchange_async(
    documents: AsyncIterable[Document],
    make_request: Callable[[Sequence[Document]], Request],
    start: Callable[[AsyncIterator[Request], float | None], AsyncCall[Response]],
    typed: Callable[[grpc.RpcError], DatelineError],
    deadline: Deadline,
) -> AsyncIterator[Response]:
    """`exchange` for asyncio."""
    feed, backoff = AsyncFeed(make_request), Backoff(PATIENCE)
    filling = asyncio.create_task(feed.fill(documents), name="dateline-feed")
    try:
        while True:
            call = start(await feed.requests(), deadline.left())
            try:
                async for response in call:
                    await feed.answered()
                    backoff.succeeded()
                    yield response
                break
            except grpc.RpcError as error:
                pause = backoff.after(typed(error))
            finally:
                call.cancel()
            await asyncio.sleep(pause)
    finally:
        filling.cancel()
        with suppress(asyncio.CancelledError):
            await filling
    _require_all(feed.is_done)
    if feed.failure is not None:
        raise feed.failure


def _require_all(done: bool) -> None:
    if not done:
        raise Internal("The server closed the stream without an answer to all of it; look into its log.")
