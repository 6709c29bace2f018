"""What both clients stand on: one channel to a server, its stubs, and errors with their types."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import grpc
import grpc.aio

from dateline import errors
from dateline.errors import DatelineError
from dateline.health import CHECK_METHOD, serving_state
from dateline.retry import channel_options, server_address
from dateline.v1.actor_service_pb2_grpc import ActorServiceStub
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub
from dateline.v1.change_service_pb2_grpc import ChangeServiceStub
from dateline.v1.event_service_pb2_grpc import EventServiceStub
from dateline.v1.parser_service_pb2_grpc import ParserServiceStub
from dateline.v1.quote_service_pb2_grpc import QuoteServiceStub


class Errors:
    """The errors of the calls to one server. `timeout` is in seconds, for each single call that has none of its own."""

    def __init__(self, address: str, timeout: float, metadata: Mapping[str, str] | None) -> None:
        self.address = server_address(address)
        self._timeout = timeout
        self._metadata = tuple((metadata or {}).items())

    def _seconds(self, timeout: float | None) -> float:
        return self._timeout if timeout is None else timeout

    def _typed(self, error: grpc.RpcError) -> DatelineError:
        return errors.from_rpc_error(error, self.address)

    @contextmanager
    def _typed_errors(self) -> Iterator[None]:
        try:
            yield
        except grpc.RpcError as error:
            raise self._typed(error) from error


class Connection(Errors):
    """The channel and the stubs of `Client`."""

    def __init__(
        self,
        address: str = "",
        *,
        timeout: float = 60.0,
        credentials: grpc.ChannelCredentials | None = None,
        metadata: Mapping[str, str] | None = None,
        options: Sequence[tuple[str, int | str]] = (),
    ) -> None:
        super().__init__(address, timeout, metadata)
        settings = [*channel_options(), *options]
        self._channel = (
            grpc.secure_channel(self.address, credentials, options=settings)
            if credentials is not None
            else grpc.insecure_channel(self.address, options=settings)
        )
        self._parser = ParserServiceStub(self._channel)
        self._articles = ArticleServiceStub(self._channel)
        self._events = EventServiceStub(self._channel)
        self._actors = ActorServiceStub(self._channel)
        self._quotes = QuoteServiceStub(self._channel)
        self._changes = ChangeServiceStub(self._channel)
        self._admin = AdminServiceStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; calls under way are cancelled."""
        self._channel.close()

    def health(self, *, timeout: float | None = None) -> str:
        """What the server says about itself: SERVING, NOT_SERVING (starting or stopping) or UNKNOWN."""
        check: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(CHECK_METHOD)
        with self._typed_errors():
            return serving_state(check(b"", timeout=self._seconds(timeout), metadata=self._metadata))


class AsyncConnection(Errors):
    """The channel and the stubs of `AsyncClient`."""

    def __init__(
        self,
        address: str = "",
        *,
        timeout: float = 60.0,
        credentials: grpc.ChannelCredentials | None = None,
        metadata: Mapping[str, str] | None = None,
        options: Sequence[tuple[str, int | str]] = (),
    ) -> None:
        super().__init__(address, timeout, metadata)
        settings = [*channel_options(), *options]
        self._channel = (
            grpc.aio.secure_channel(self.address, credentials, options=settings)
            if credentials is not None
            else grpc.aio.insecure_channel(self.address, options=settings)
        )
        self._parser = ParserServiceStub(self._channel)
        self._articles = ArticleServiceStub(self._channel)
        self._events = EventServiceStub(self._channel)
        self._actors = ActorServiceStub(self._channel)
        self._quotes = QuoteServiceStub(self._channel)
        self._changes = ChangeServiceStub(self._channel)
        self._admin = AdminServiceStub(self._channel)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the connection; calls under way are cancelled."""
        await self._channel.close()

    async def health(self, *, timeout: float | None = None) -> str:
        """What the server says about itself: SERVING, NOT_SERVING (starting or stopping) or UNKNOWN."""
        check: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(CHECK_METHOD)
        with self._typed_errors():
            return serving_state(await check(b"", timeout=self._seconds(timeout), metadata=self._metadata))
