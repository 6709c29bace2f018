"""Server reflection, version v1 and the older v1alpha that some tools still ask for.

grpcio-reflection knows only v1alpha; the two differ in nothing but the name of their package.
"""

from collections.abc import Sequence

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_reflection.v1alpha import reflection, reflection_pb2, reflection_pb2_grpc

V1 = "grpc.reflection.v1.ServerReflection"
_PACKAGE_V1ALPHA, _PACKAGE_V1 = "grpc.reflection.v1alpha", "grpc.reflection.v1"


def add_reflection(server: grpc.aio.Server, services: Sequence[str]) -> None:
    """Let clients ask the server for the schema of the services, full names, of health and of reflection itself."""
    _describe_v1()
    servicer = reflection.aio.ReflectionServicer([*services, HEALTH, V1, reflection.SERVICE_NAME])
    reflection_pb2_grpc.add_ServerReflectionServicer_to_server(servicer, server)  # type: ignore[no-untyped-call]
    method = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(V1, {"ServerReflectionInfo": method}),))


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
