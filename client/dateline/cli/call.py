"""`dateline call`: any method of a server, with JSON in and JSON out."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import grpc
from google.protobuf import json_format
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from dateline.cli.names import MethodName
from dateline.cli.options import connected, server_option
from dateline.cli.output import as_dict, line, pretty, write
from dateline.errors import InvalidArgument, from_rpc_error
from dateline.retry import DEFAULT_TIMEOUT


@click.command(short_help="Call any method of a server with JSON.")
@click.argument("method", type=MethodName())
@click.argument("request_text", metavar="[JSON|@FILE|-]", default="{}")
@server_option(equivalents=False)
def call(method: str, request_text: str, server: str | None, timeout: float | None) -> None:
    """Call METHOD of a server with a request in JSON, and print what it answers: one JSON object, of a stream one a line.

    METHOD is a name as `dateline describe` lists it, and may be short. What is sent is the JSON given, that of a file
    behind @, or for - what stands on standard input; to a method that takes a stream, one object a line. How a request
    looks is found by `dateline describe METHOD`. What the server has is asked of it by reflection.

    \b
    Examples:
      dateline call GetServerInfo
      dateline call ListEvents '{"filter": "type = \\"CONSULT\\"", "pageSize": 3}'
      echo '{"document": {"text": "Police arrested two men."}}' | dateline call ParserService/Parse -
      dateline call ChangeService/Watch '{}' --timeout 5

    Exit code: 0 answered, 3 no such method, 4 the request is none, and as every command by what the server answers.
    """
    from dateline.served_schema import ServedSchema

    seconds = timeout or DEFAULT_TIMEOUT
    with connected(server, timeout) as client:
        described = ServedSchema(client.channel, client.address, seconds).method(method)
        requests = _requests(described, _texts(request_text, described.client_streaming))
        try:
            for response in _send(client.channel, described, requests, timeout, client.metadata):
                answer = as_dict(response)
                write(line(answer) if described.server_streaming else pretty(answer))
        except grpc.RpcError as error:
            raise from_rpc_error(error, client.address) from error


def _texts(given: str, several: bool) -> Iterable[str]:
    if given == "-":
        return sys.stdin if several else [sys.stdin.read()]
    if given.startswith("@"):
        text = Path(given[1:]).read_text(encoding="utf-8")
        return text.splitlines() if several else [text]
    return [given]


def _requests(method: MethodDescriptor, texts: Iterable[str]) -> Iterator[Message]:
    """The requests, one at a time as they come. Raises InvalidArgument with the place at fault."""
    kind = GetMessageClass(method.input_type)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            yield json_format.Parse(text, kind())
        except json_format.ParseError as error:
            where = f"line {number}: " if number > 1 or method.client_streaming else ""
            reason = str(error).splitlines()[0].rstrip(".")
            raise InvalidArgument(
                f"{where}no {method.input_type.full_name} in JSON: {reason}. "
                f"`dateline describe {method.name}` says what it holds.",
                reason="MALFORMED_JSON",
            ) from error


def _send(
    channel: grpc.Channel,
    method: MethodDescriptor,
    requests: Iterator[Message],
    timeout: float | None,
    metadata: tuple[tuple[str, str], ...],
) -> Iterable[Message]:
    """The answers as they come. A call has the default timeout, a stream none unless given."""
    kind: Any = GetMessageClass(method.output_type)
    path = f"/{method.containing_service.full_name}/{method.name}"
    ways = {
        (False, False): channel.unary_unary,
        (False, True): channel.unary_stream,
        (True, False): channel.stream_unary,
        (True, True): channel.stream_stream,
    }
    way: Any = ways[method.client_streaming, method.server_streaming]
    stub = way(
        path, request_serializer=lambda message: message.SerializeToString(), response_deserializer=kind.FromString
    )
    sent = _Kept(requests) if method.client_streaming else next(requests, GetMessageClass(method.input_type)())
    seconds = timeout if timeout or method.server_streaming or method.client_streaming else DEFAULT_TIMEOUT
    try:
        answer = stub(sent, timeout=seconds, metadata=metadata)
        yield from answer if method.server_streaming else [answer]
    except grpc.RpcError:
        if isinstance(sent, _Kept) and sent.failure is not None:
            raise sent.failure from None
        raise


class _Kept(Iterator[Message]):
    """Requests of a stream; gRPC swallows what goes wrong in taking them, so it is kept."""

    def __init__(self, requests: Iterator[Message]) -> None:
        self._requests = requests
        self.failure: InvalidArgument | None = None

    def __next__(self) -> Message:
        try:
            return next(self._requests)
        except InvalidArgument as error:
            self.failure = error
            raise
