"""A gRPC server that does nothing but hand out the bytes of a file: `python -m bench.passthrough FILE`."""

import asyncio
import sys
from pathlib import Path

import grpc

METHOD = "/bench.Passthrough/Get"


async def serve(payload: bytes) -> None:
    """Answer METHOD with `payload` until the process is ended."""

    async def get(_request: bytes, _context: object) -> bytes:
        return payload

    server = grpc.aio.server()
    service, method = METHOD[1:].split("/")
    handler = grpc.method_handlers_generic_handler(service, {method: grpc.unary_unary_rpc_method_handler(get)})
    server.add_generic_rpc_handlers([handler])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).read_bytes()))
