"""Puts a service on a gRPC server from its descriptor: bytes in, bytes out.

gRPC hands over the bytes as they came, so that a request that is no message of its type is refused with a reason and a
stored article goes out without being parsed. A service is a plain object with one method for each of its rpcs, named
in snake case, that knows nothing of gRPC:

    unary    async (request) -> Message | bytes | Written
    stream   (request) -> AsyncGenerator[Message | bytes]
    bidi     (requests: AsyncIterator) -> AsyncGenerator[Message | bytes]
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from dateline.freshness import METADATA_KEY
from dateline_server.errors import MalformedRequest, SlowReader, UnknownMethod
from dateline_server.services.access.gate import Context
from dateline_server.services.access.scopes import WRITING, require_known
from dateline_server.services.calls import Calls
from dateline_server.services.freshness import Written
from dateline_server.services.packed import is_packed, unpack

Answer: TypeAlias = Message | bytes
_Parse: TypeAlias = Callable[[bytes], Message]

_SLOWEST_READER = 30  # seconds
# In logs and measures all of them have one name, for there are as many as callers make up.
_UNKNOWN = "unknown"
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def make_handler(descriptor: ServiceDescriptor, service: object, calls: Calls) -> grpc.GenericRpcHandler:
    """The handler that answers every rpc of the descriptor with the service's method of that name in snake case.

    Raises AttributeError when the service lacks one, KeyError for an rpc that nobody may call because it needs no known
    scope, and ValueError for an rpc that only the caller streams.
    """
    return grpc.method_handlers_generic_handler(
        descriptor.full_name, {method.name: _make_method(method, service, calls) for method in descriptor.methods}
    )


class UnknownMethods(grpc.GenericRpcHandler):
    """Refuses every method that no handler before it has taken: gRPC itself would give no reason."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any]":
        """The handler of a call of any name."""
        method = handler_call_details.method

        async def refuse(_: AsyncIterator[bytes], context: Context) -> None:
            call = self._calls.begin(_UNKNOWN, context)
            await call.fail(
                UnknownMethod(
                    f"There is no method {method[:200]!r} here. Server reflection lists those that there are."
                )
            )

        return grpc.stream_stream_rpc_method_handler(refuse)


def _make_method(method: MethodDescriptor, service: object, calls: Calls) -> "grpc.RpcMethodHandler[Any, Any]":
    behaviour = getattr(service, _WORD_START.sub("_", method.name).lower())
    path = f"/{method.containing_service.full_name}/{method.name}"
    parse = _parser_of(method)
    require_known(path)
    writes = path in WRITING
    if method.client_streaming and method.server_streaming:
        return grpc.stream_stream_rpc_method_handler(_answer_stream(path, parse, behaviour, calls, writes))
    if method.server_streaming:
        return grpc.unary_stream_rpc_method_handler(_answer_with_stream(path, parse, behaviour, calls))
    if method.client_streaming:
        raise ValueError(f"{path}: only the caller streams")
    return grpc.unary_unary_rpc_method_handler(_answer_one(path, parse, behaviour, calls, writes))


def _answer_one(
    path: str, parse: _Parse, behaviour: Callable[[Message], Awaitable[Answer | Written]], calls: Calls, writes: bool
) -> Callable[[bytes, Context], Awaitable[bytes]]:
    async def answer(raw: bytes, context: Context) -> bytes:
        call = calls.begin(path, context)
        try:
            call.admit(len(raw))
            request = parse(raw)
            if writes:
                call.asked_to_write = request
            response = await behaviour(request)
            if isinstance(response, Written):
                context.set_trailing_metadata(((METADATA_KEY, response.consistency_token),))
                response = response.answer
            serialised = _serialise(response)
        except BaseException as error:
            del context  # see Call.fail
            await call.fail(error)
        if writes:
            call.note_write(request, response)
        call.finish()
        return serialised

    return answer


def _answer_with_stream(
    path: str, parse: _Parse, behaviour: Callable[[Message], AsyncGenerator[Answer, None]], calls: Calls
) -> Callable[[bytes, Context], Awaitable[None]]:
    async def answer(raw: bytes, context: Context) -> None:
        call = calls.begin(path, context)
        try:
            call.admit(len(raw))
            async with aclosing(behaviour(parse(raw))) as responses:
                async for response in responses:
                    await _write_in_time(context, _serialise(response))
        except BaseException as error:
            del context  # see Call.fail
            await call.fail(error)
        call.finish()

    return answer


async def _write_in_time(context: Context, message: bytes) -> None:
    try:
        async with asyncio.timeout(_SLOWEST_READER):
            await _write(context, message)
    except TimeoutError:
        raise SlowReader(
            f"A message of the stream was not taken within {_SLOWEST_READER} seconds. Go on from the last one that was."
        ) from None


async def _write(context: Context, message: bytes) -> None:
    try:
        await context.write(message)
    except grpc.aio.InternalError as error:
        # The caller has left. gRPC finds it out in writing before it says so in `context.done()`.
        raise asyncio.CancelledError from error


def _answer_stream(
    path: str,
    parse: _Parse,
    behaviour: Callable[[AsyncIterator[Message]], AsyncGenerator[Answer, None]],
    calls: Calls,
    writes: bool,
) -> Callable[[AsyncIterator[bytes], Context], Awaitable[None]]:
    async def answer(raw_requests: AsyncIterator[bytes], context: Context) -> None:
        call = calls.begin(path, context)
        try:
            call.admit()
            async with aclosing(behaviour(parse(raw) async for raw in raw_requests)) as responses:
                async for response in responses:
                    if writes:
                        call.note_write(None, response)
                    await _write_in_time(context, _serialise(response))
        except BaseException as error:
            del context  # see Call.fail
            await call.fail(error)
        call.finish()

    return answer


def _parser_of(method: MethodDescriptor) -> _Parse:
    message_class = GetMessageClass(method.input_type)
    parse_bytes = message_class.FromString
    name = method.input_type.full_name

    def parse(raw: bytes) -> Message:
        try:
            return parse_bytes(unpack(raw) if is_packed(raw) else raw)
        except DecodeError as error:
            raise MalformedRequest(
                f"The bytes are no {name}: they are broken, or a string in them is not UTF-8. "
                "Send the message as its schema says."
            ) from error

    return parse


def _serialise(answer: Answer) -> bytes:
    return answer if isinstance(answer, bytes) else answer.SerializeToString()
