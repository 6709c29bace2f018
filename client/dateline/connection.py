"""What both clients stand on: one channel to a server or several, and the ways in which its methods are called.

A call that fails raises its typed error. Every unary method can be called twice without harm: a read changes nothing,
and a write carries a request id; so `retry` lets gRPC try all of them again while the server is unavailable.
"""

from __future__ import annotations  # the types of grpc take no parameters but in its stubs

import asyncio
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from copy import deepcopy
from typing import Protocol, TypeVar

import grpc
import grpc.aio

from dateline import errors
from dateline.addresses import first_host, grpc_target, names_several, server_address
from dateline.errors import DatelineError, InvalidArgument
from dateline.freshness import Freshness
from dateline.health import CHECK_METHOD, serving_state
from dateline.paging import AsyncPager, Page, Pager
from dateline.retry import channel_options
from dateline.streaming import AsyncCall, Call, Deadline, exchange, exchange_async
from dateline.v1.document_pb2 import Document

Options = Sequence[tuple[str, int | str]]
Metadata = tuple[tuple[str, str], ...]
AsyncInterceptors = Sequence[grpc.aio.ClientInterceptor]
Interceptors = Sequence[
    grpc.UnaryUnaryClientInterceptor
    | grpc.UnaryStreamClientInterceptor
    | grpc.StreamUnaryClientInterceptor
    | grpc.StreamStreamClientInterceptor
]


class _PagedRequest(Protocol):
    page_token: str


class _PagedResponse(Protocol):
    next_page_token: str


Request = TypeVar("Request")
Response = TypeVar("Response")
PagedRequest = TypeVar("PagedRequest", bound=_PagedRequest)
PagedResponse = TypeVar("PagedResponse", bound=_PagedResponse)
Item = TypeVar("Item")


class _Settings:
    """What holds for all calls. `timeout` is in seconds, for each single call that has none of its own."""

    def __init__(
        self,
        address: str | Sequence[str],
        server_name: str,
        timeout: float,
        metadata: Mapping[str, str] | None,
        options: Options,
        freshness: Freshness,
    ) -> None:
        self.address = server_address(address)
        self.metadata: Metadata = tuple((metadata or {}).items())
        self.freshness = freshness
        self._timeout = timeout
        self._target = grpc_target(self.address)
        name = server_name or first_host(self.address)
        named = {"grpc.default_authority": name} if name else {}
        usual = channel_options(shared_out=names_several(self.address))
        self._options = list((dict(usual) | named | dict(options)).items())  # of two values gRPC would take the first

    def seconds(self, timeout: float | None) -> float:
        """The timeout of a call."""
        return self._timeout if timeout is None else timeout

    def typed(self, error: grpc.RpcError) -> DatelineError:
        """The error of a call as one of ours."""
        return errors.from_rpc_error(error, self.address)

    @contextmanager
    def typed_errors(self) -> Iterator[None]:
        """Raise what a call raises as one of ours."""
        try:
            yield
        except grpc.RpcError as error:
            raise self.typed(error) from error


class Connection(_Settings):
    """The channel of a `Client`."""

    def __init__(
        self,
        address: str | Sequence[str],
        server_name: str,
        timeout: float,
        credentials: grpc.ChannelCredentials | None,
        metadata: Mapping[str, str] | None,
        options: Options,
        interceptors: Interceptors,
        freshness: Freshness,
    ) -> None:
        super().__init__(address, server_name, timeout, metadata, options, freshness)
        channel = (
            grpc.secure_channel(self._target, credentials, options=self._options)
            if credentials is not None
            else grpc.insecure_channel(self._target, options=self._options)
        )
        self.channel = grpc.intercept_channel(channel, *interceptors) if interceptors else channel

    def call(
        self, method: grpc.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        """The answer of a method; that of a read knows of every change that `freshness` does."""
        self.freshness.demand(request)
        try:
            return self._send(method, request, timeout)
        except InvalidArgument as error:
            if not self.freshness.is_foreign(request, error):
                raise
        return self._send(method, request, timeout)

    def _send(
        self, method: grpc.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        with self.typed_errors():
            return method(request, timeout=self.seconds(timeout), metadata=self.metadata)

    def write(
        self, method: grpc.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        """The answer of a method that changes something; `freshness` knows of it afterwards."""
        with self.typed_errors():
            response, call = method.with_call(request, timeout=self.seconds(timeout), metadata=self.metadata)
        self.freshness.note_metadata(call.trailing_metadata())
        return response

    def pages(
        self,
        method: grpc.UnaryUnaryMultiCallable[PagedRequest, PagedResponse],
        request: PagedRequest,
        items: Callable[[PagedResponse], Sequence[Item]],
        timeout: float | None,
        changes_behind: Callable[[PagedResponse], int] = lambda page: 0,
    ) -> Pager[Item]:
        """The items of all pages, from the one that the request names on; the timeout is that of each page."""

        def fetch(token: str) -> Page[Item]:
            page = self.call(method, _turned(request, token), timeout)
            return Page(items(page), page.next_page_token, changes_behind(page))

        return Pager(fetch, request.page_token)

    def stream(
        self, method: grpc.UnaryStreamMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Generator[Response, None, None]:
        """The messages of a method that sends many, over one connection; the timeout, if any, is that of all."""
        with self.typed_errors():
            call = method(request, timeout=timeout, metadata=self.metadata)
            try:
                yield from call
            finally:
                call.cancel()

    def exchange(
        self,
        method: grpc.StreamStreamMultiCallable[Request, Response],
        documents: Iterable[Document],
        make_request: Callable[[Sequence[Document]], Request],
        deadline: Deadline,
    ) -> Iterator[Response]:
        """One answer for each batch of documents, in order and over every break; see `streaming`."""

        def start(requests: Iterator[Request], left: float | None) -> Call[Response]:
            return method(requests, timeout=left, metadata=self.metadata)

        return exchange(documents, make_request, start, self.typed, deadline)

    def pause(self, seconds: float) -> None:
        """Wait before another try."""
        time.sleep(seconds)

    def health(self, timeout: float | None) -> str:
        """SERVING, NOT_SERVING or UNKNOWN."""
        check: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self.channel.unary_unary(CHECK_METHOD)
        return serving_state(self.call(check, b"", timeout))

    def close(self) -> None:
        """End the connection; calls under way are cancelled."""
        self.channel.close()


class AsyncConnection(_Settings):
    """The channel of an `AsyncClient`; what its methods do is told in `Connection`."""

    def __init__(
        self,
        address: str | Sequence[str],
        server_name: str,
        timeout: float,
        credentials: grpc.ChannelCredentials | None,
        metadata: Mapping[str, str] | None,
        options: Options,
        interceptors: AsyncInterceptors,
        freshness: Freshness,
    ) -> None:
        super().__init__(address, server_name, timeout, metadata, options, freshness)
        self.channel = (
            grpc.aio.secure_channel(self._target, credentials, options=self._options, interceptors=interceptors)
            if credentials is not None
            else grpc.aio.insecure_channel(self._target, options=self._options, interceptors=interceptors)
        )

    async def call(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        """The answer of a method."""
        self.freshness.demand(request)
        try:
            return await self._send(method, request, timeout)
        except InvalidArgument as error:
            if not self.freshness.is_foreign(request, error):
                raise
        return await self._send(method, request, timeout)

    async def _send(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        with self.typed_errors():
            return await method(request, timeout=self.seconds(timeout), metadata=self.metadata)

    async def write(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> Response:
        """The answer of a method that changes something."""
        with self.typed_errors():
            call = method(request, timeout=self.seconds(timeout), metadata=self.metadata)
            response = await call
            self.freshness.note_metadata(await call.trailing_metadata())
        return response

    def pages(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[PagedRequest, PagedResponse],
        request: PagedRequest,
        items: Callable[[PagedResponse], Sequence[Item]],
        timeout: float | None,
        changes_behind: Callable[[PagedResponse], int] = lambda page: 0,
    ) -> AsyncPager[Item]:
        """The items of all pages."""

        async def fetch(token: str) -> Page[Item]:
            page = await self.call(method, _turned(request, token), timeout)
            return Page(items(page), page.next_page_token, changes_behind(page))

        return AsyncPager(fetch, request.page_token)

    async def stream(
        self, method: grpc.aio.UnaryStreamMultiCallable[Request, Response], request: Request, timeout: float | None
    ) -> AsyncGenerator[Response, None]:
        """The messages of a method that sends many."""
        with self.typed_errors():
            call = method(request, timeout=timeout, metadata=self.metadata)
            try:
                async for response in call:
                    yield response
            finally:
                call.cancel()

    def exchange(
        self,
        method: grpc.aio.StreamStreamMultiCallable[Request, Response],
        documents: AsyncIterable[Document],
        make_request: Callable[[Sequence[Document]], Request],
        deadline: Deadline,
    ) -> AsyncIterator[Response]:
        """One answer for each batch of documents."""

        def start(requests: AsyncIterator[Request], left: float | None) -> AsyncCall[Response]:
            return method(requests, timeout=left, metadata=self.metadata)

        return exchange_async(documents, make_request, start, self.typed, deadline)

    async def pause(self, seconds: float) -> None:
        """Wait before another try."""
        await asyncio.sleep(seconds)

    async def health(self, timeout: float | None) -> str:
        """SERVING, NOT_SERVING or UNKNOWN."""
        check: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = self.channel.unary_unary(CHECK_METHOD)
        return serving_state(await self.call(check, b"", timeout))

    async def close(self) -> None:
        """End the connection; calls under way are cancelled."""
        await self.channel.close()


def _turned(request: PagedRequest, token: str) -> PagedRequest:
    """The request for the page that the token names."""
    turned = deepcopy(request)
    turned.page_token = token
    return turned
