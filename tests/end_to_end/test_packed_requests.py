"""Requests that come packed by gzip: unpacked, and never into more memory than a message may take."""

import gzip
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from running_server import Refused, RunningServer

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse, ParseRequest, ParseResponse
from dateline_server.errors import MalformedRequest, MessageTooLarge
from dateline_server.services.packed import MOST_BYTES_IN, unpack

PARSE, PARSE_BATCH = "/dateline.v1.ParserService/Parse", "/dateline.v1.ParserService/ParseBatch"
TEXT = "A ferry left Split on Monday."
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def channel(server: RunningServer) -> Iterator[grpc.Channel]:
    options = [("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel(server.address, options, compression=grpc.Compression.Gzip) as channel:
        yield channel


def refused_call(call: Callable[[], object]) -> Refused:
    with pytest.raises(grpc.RpcError) as failure:
        call()
    return Refused.of(failure.value)


def test_a_packed_request_is_answered_like_any_other(channel: grpc.Channel) -> None:
    request = ParseRequest(document=Document(text=TEXT))
    answer = channel.unary_unary(PARSE)(request.SerializeToString())
    assert ParseResponse.FromString(answer).article.body == TEXT
    messages = [ParseBatchRequest(documents=[Document(text=TEXT)]).SerializeToString()] * 2
    for answer in channel.stream_stream(PARSE_BATCH)(iter(messages)):
        assert ParseBatchResponse.FromString(answer).results[0].article.body == TEXT


def peak_memory(pid: int) -> int:
    """The most bytes that the process has held so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of another process's memory is told by Linux alone")
def test_one_that_swells_is_refused_before_it_fills_the_memory(server: RunningServer, channel: grpc.Channel) -> None:
    before = peak_memory(server.process.pid)
    for method in (channel.unary_unary(PARSE), channel.unary_unary("/grpc.health.v1.Health/Check")):
        refused = refused_call(lambda method=method: method(bytes(200 * MIB)))
        assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MESSAGE_TOO_LARGE")
    assert peak_memory(server.process.pid) - before < 100 * MIB


def test_one_that_is_broken_is_refused(server: RunningServer) -> None:
    refused = refused_call(lambda: server.channel.unary_unary(PARSE)(gzip.compress(b"news" * 99)[:-9]))
    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


def test_what_is_packed_may_have_as_many_bytes_as_what_is_not() -> None:
    assert len(unpack(gzip.compress(bytes(MOST_BYTES_IN), 1))) == MOST_BYTES_IN
    with pytest.raises(MessageTooLarge):
        unpack(gzip.compress(bytes(MOST_BYTES_IN + 1), 1))


@pytest.mark.parametrize(
    "raw",
    [b"\x1f\x8b", gzip.compress(b"news") + b"more", gzip.compress(b"news")[:-1]],
    ids=["only its beginning", "more behind it", "without its end"],  # the bytes hold the time
)
def test_nothing_but_one_whole_stream_is_unpacked(raw: bytes) -> None:
    with pytest.raises(MalformedRequest):
        unpack(raw)
