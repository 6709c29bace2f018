"""What gRPC knows of the connections of this process, after grpc.channelz.v1."""

import re
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import grpc
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from grpc_channelz.v1.channelz import ChannelzServicer

from dateline_server.errors import InvalidInput, NotFound
from dateline_server.services.calls import Calls
from dateline_server.services.handlers import make_handler

CHANNELZ = Default().FindServiceByName("grpc.channelz.v1.Channelz")
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class _Told:
    """The part of a gRPC context to which the servicer tells why it has no answer."""

    code = grpc.StatusCode.OK
    details = ""

    def set_code(self, code: grpc.StatusCode) -> None:
        self.code = code

    def set_details(self, details: str) -> None:
        self.details = details


def make_channelz(calls: Calls) -> grpc.GenericRpcHandler:
    """The handler of `grpc.channelz.v1.Channelz`."""
    service = SimpleNamespace(
        **{_WORD_START.sub("_", method.name).lower(): _asker_of(method.name) for method in CHANNELZ.methods}
    )
    return make_handler(CHANNELZ, service, calls)


def _asker_of(method: str) -> Callable[[Message], Awaitable[Message]]:
    async def ask(request: Message) -> Message:
        told = _Told()
        response: Message | None = getattr(ChannelzServicer, method)(request, told)
        if response is None:
            refusal = NotFound if told.code == grpc.StatusCode.NOT_FOUND else InvalidInput
            raise refusal(f"gRPC knows nothing to answer: {told.details}")
        return response

    return ask
