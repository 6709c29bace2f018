"""Server reflection, version v1 and the older v1alpha that some tools still ask for.

grpcio-reflection knows only v1alpha; the two differ in nothing but the name of their package.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.message import Message
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_reflection.v1alpha import reflection, reflection_pb2
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse

from dateline_server.services.calls import Calls
from dateline_server.services.handlers import make_handler
from dateline_server.services.streaming import StreamEnds, in_order

V1 = "grpc.reflection.v1.ServerReflection"
_PACKAGE_V1ALPHA, _PACKAGE_V1 = "grpc.reflection.v1alpha", "grpc.reflection.v1"


def make_reflection(services: Sequence[str], calls: Calls, ends: StreamEnds) -> list[grpc.GenericRpcHandler]:
    """Lets clients ask the server for the schema of the services, full names, of health and of reflection itself."""
    _describe_v1()
    service = ReflectionService([*services, HEALTH, V1, reflection.SERVICE_NAME], ends)
    versions = map(descriptor_pool.Default().FindServiceByName, (V1, reflection.SERVICE_NAME))
    return [make_handler(version, service, calls) for version in versions]


class ReflectionService:
    """The method of `grpc.reflection.v1.ServerReflection`, and of v1alpha."""

    def __init__(self, services: Sequence[str], ends: StreamEnds) -> None:
        self._servicer = reflection.aio.ReflectionServicer(services)
        self._ends = ends

    async def server_reflection_info(self, requests: AsyncIterator[Message]) -> AsyncGenerator[Message, None]:
        """One response a request."""
        async with aclosing(in_order(requests, self._answer, 1, self._ends)) as responses:
            async for response in responses:
                yield response

    async def _answer(self, request: Message) -> ServerReflectionResponse:
        async def alone() -> AsyncIterator[ServerReflectionRequest]:
            yield ServerReflectionRequest.FromString(request.SerializeToString())

        responses: AsyncIterator[ServerReflectionResponse] = self._servicer.ServerReflectionInfo(alone(), None)  # type: ignore[assignment]
        return await anext(responses)


def _describe_v1() -> None:
    """Put the schema of v1 beside that of v1alpha, so that it can be asked for."""
    schema = FileDescriptorProto()
    reflection_pb2.DESCRIPTOR.CopyToProto(schema)
    schema.name = schema.name.replace("v1alpha", "v1")
    schema.package = _PACKAGE_V1
    for message in schema.message_type:
        for field in filter(lambda field: field.type_name, message.field):
            field.type_name = field.type_name.replace(_PACKAGE_V1ALPHA, _PACKAGE_V1)
    for method in schema.service[0].method:
        method.input_type = method.input_type.replace(_PACKAGE_V1ALPHA, _PACKAGE_V1)
        method.output_type = method.output_type.replace(_PACKAGE_V1ALPHA, _PACKAGE_V1)
    descriptor_pool.Default().AddSerializedFile(schema.SerializeToString())
