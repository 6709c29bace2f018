"""What a server tells those who do not know it: whether it serves, and what."""

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse
from running_server import RunningServer

SERVICES = [f"dateline.v1.{name}Service" for name in ("Parser", "Article", "Event", "Quote", "Actor")]


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_each_service_and_the_whole_are_serving(server: RunningServer, service: str) -> None:
    response = HealthStub(server.channel).Check(HealthCheckRequest(service=service))
    assert response.status == HealthCheckResponse.SERVING


def test_a_service_that_is_not_there_is_not_found(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        HealthStub(server.channel).Check(HealthCheckRequest(service="dateline.v1.NoService"))
    assert failure.value.code() == grpc.StatusCode.NOT_FOUND


@pytest.fixture(params=["v1", "v1alpha"])
def reflect(request: pytest.FixtureRequest, server: RunningServer) -> "grpc.StreamStreamMultiCallable":
    # The two versions differ in nothing but their name.
    return server.channel.stream_stream(
        f"/grpc.reflection.{request.param}.ServerReflection/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )


def test_reflection_lists_the_services(reflect: "grpc.StreamStreamMultiCallable") -> None:
    [response] = reflect(iter([ServerReflectionRequest(list_services="")]))
    names = {service.name for service in response.list_services_response.service}
    assert {*SERVICES, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= names


def test_reflection_describes_everything_that_it_lists(reflect: "grpc.StreamStreamMultiCallable") -> None:
    [listed] = reflect(iter([ServerReflectionRequest(list_services="")]))
    for service in listed.list_services_response.service:
        [response] = reflect(iter([ServerReflectionRequest(file_containing_symbol=service.name)]))
        files = [FileDescriptorProto.FromString(f) for f in response.file_descriptor_response.file_descriptor_proto]
        described = {f"{file.package}.{each.name}" for file in files for each in file.service}
        assert service.name in described
