"""What a server tells those who do not know it: whether it serves, and what."""

import json
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse
from running_server import Refused, RunningServer

SERVICES = [f"dateline.v1.{name}Service" for name in ("Parser", "Article", "Event", "Quote", "Actor")]


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_each_service_and_the_whole_are_serving(server: RunningServer, service: str) -> None:
    response = HealthStub(server.channel).Check(HealthCheckRequest(service=service))
    assert response.status == HealthCheckResponse.SERVING


def test_a_service_that_is_not_there_is_not_found(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        HealthStub(server.channel).Check(HealthCheckRequest(service="dateline.v1.NoService"))
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason, refused.field) == ("NOT_FOUND", "NOT_FOUND", "service")


@pytest.mark.parametrize(
    "method",
    [
        "grpc.health.v1.Health/Check",
        "grpc.health.v1.Health/Watch",
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    ],
)
def test_bytes_that_are_no_message_are_refused_with_a_reason(server: RunningServer, method: str) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        list(server.channel.stream_stream(f"/{method}")(iter([b"\xff\xff"])))
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


def test_a_method_that_is_not_there_is_refused_with_a_reason(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        server.channel.unary_unary("/dateline.v1.ArticleService/BurnArticle")(b"")
    refused = Refused.of(failure.value)
    assert (refused.code, refused.reason, refused.domain) == ("UNIMPLEMENTED", "UNKNOWN_METHOD", "dateline")
    assert "BurnArticle" in refused.message


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


def curl(server: RunningServer, document: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Call Parse with `buf curl`, which learns the schema from the server."""
    buf = Path(sys.executable).with_name("buf")
    command = [
        str(buf),
        "curl",
        "--protocol",
        "grpc",
        "--http2-prior-knowledge",
        "-d",
        json.dumps({"document": document}),
    ]
    url = f"http://{server.address}/dateline.v1.ParserService/Parse"
    return subprocess.run([*command, url], capture_output=True, text=True, timeout=60, check=False)


def test_a_client_that_knows_nothing_of_us_can_call_it(server: RunningServer) -> None:
    text = "Voters in Peru chose a new congress on Sunday."
    called = curl(server, {"text": text, "published": "2025-04-09"})
    assert called.returncode == 0, called.stderr
    assert json.loads(called.stdout)["article"]["body"] == text


def test_and_is_told_what_was_wrong(server: RunningServer) -> None:
    called = curl(server, {"text": ""})
    assert called.returncode != 0
    error = json.loads(called.stderr)
    assert error["code"] == "invalid_argument"
    assert {"google.rpc.ErrorInfo", "google.rpc.BadRequest"} <= {detail["type"] for detail in error["details"]}
