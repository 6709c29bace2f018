"""A gRPC server that does nothing but hand out the bytes of a file: `python -m bench.passthrough FILE`.

It gives them as the answer to METHOD, and as the article of every document that ParseBatch is sent.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import grpc

from dateline.v1.article_pb2 import Article
from dateline.v1.parser_service_pb2 import DESCRIPTOR, ParseBatchRequest, ParseBatchResponse, ParseResult

METHOD = "/bench.Passthrough/Get"
MOST_DOCUMENTS = 32  # of one message
_PARSER = DESCRIPTOR.services_by_name["ParserService"].full_name


async def serve(payload: bytes) -> None:
    """Answer with `payload` until the process is ended."""

    async def get(_request: bytes, _context: object) -> bytes:
        return payload

    async def parse_batch(requests: AsyncIterator[ParseBatchRequest], _context: object) -> AsyncIterator[bytes]:
        async for request in requests:
            yield results[len(request.documents)]

    results = {
        number: ParseBatchResponse(
            results=[ParseResult(article=Article.FromString(payload))] * number
        ).SerializeToString()
        for number in range(1, MOST_DOCUMENTS + 1)
    }
    server = grpc.aio.server()
    service, method = METHOD[1:].split("/")
    handler = grpc.method_handlers_generic_handler(service, {method: grpc.unary_unary_rpc_method_handler(get)})
    batch: grpc.RpcMethodHandler[ParseBatchRequest, bytes] = grpc.stream_stream_rpc_method_handler(
        parse_batch, request_deserializer=ParseBatchRequest.FromString
    )
    parser = grpc.method_handlers_generic_handler(_PARSER, {"ParseBatch": batch})
    server.add_generic_rpc_handlers([handler, parser])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).read_bytes()))
