"""A gRPC server that does nothing but hand out the bytes of a file: `python -m bench.passthrough FILE`.

It gives them as the answer to METHOD, over and over as the answer to STREAM, and as the article of every document that
ParseBatch is sent. Its process is set up as that of `dateline serve`: the same options of gRPC, the same loop, the same
modules loaded.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import grpc

from dateline.v1.article_pb2 import Article
from dateline.v1.parser_service_pb2 import DESCRIPTOR, ParseBatchRequest, ParseBatchResponse, ParseResult
from dateline_server.serving.accepting import Arrivals, accept_several
from dateline_server.serving.event_loop import ServerLoop
from dateline_server.serving.server import grpc_options

METHOD = "/bench.Passthrough/Get"
STREAM = "/bench.Passthrough/Stream"
MOST_DOCUMENTS = 32  # of one message
_PARSER = DESCRIPTOR.services_by_name["ParserService"].full_name


async def serve(payload: bytes) -> None:
    """Answer with `payload` until the process is ended."""

    async def get(_request: bytes, _context: object) -> bytes:
        return payload

    async def stream(request: bytes, _context: object) -> AsyncIterator[bytes]:
        for _ in range(int(request)):
            yield payload

    async def parse_batch(requests: AsyncIterator[ParseBatchRequest], _context: object) -> AsyncIterator[bytes]:
        async for request in requests:
            yield results(len(request.documents))

    @cache
    def results(number: int) -> bytes:
        result = ParseResult(article=Article.FromString(payload))
        return ParseBatchResponse(results=[result] * number).SerializeToString()

    server = grpc.aio.server(options=grpc_options())
    service, method = METHOD[1:].split("/")
    methods: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        method: grpc.unary_unary_rpc_method_handler(get),
        STREAM.rpartition("/")[2]: grpc.unary_stream_rpc_method_handler(stream),
    }
    handler = grpc.method_handlers_generic_handler(service, methods)
    batch: grpc.RpcMethodHandler[ParseBatchRequest, bytes] = grpc.stream_stream_rpc_method_handler(
        parse_batch, request_deserializer=ParseBatchRequest.FromString
    )
    parser = grpc.method_handlers_generic_handler(_PARSER, {"ParseBatch": batch})
    arrivals = Arrivals([handler], parser)
    server.add_generic_rpc_handlers([arrivals])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    with accept_several(server, arrivals):
        print(f"listening on 127.0.0.1:{port}", flush=True)
        await server.wait_for_termination()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=ServerLoop) as runner:
        runner.run(serve(Path(sys.argv[1]).read_bytes()))
