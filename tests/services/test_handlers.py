"""What handlers make of bytes, answers and errors, with a real gRPC server and client in this process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from types import SimpleNamespace

import grpc
import pytest
from google.rpc.status_pb2 import Status
from structlog.testing import capture_logs

from dateline.v1 import article_service_pb2, change_service_pb2, parser_service_pb2
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.actor_service_pb2 import DESCRIPTOR, GetActorRequest
from dateline_server.errors import EmptyText
from dateline_server.services.access.gate import Gate
from dateline_server.services.access.rates import Rates
from dateline_server.services.calls import Calls
from dateline_server.services.errors import reason_of
from dateline_server.services.handlers import make_handler

GET = "/dateline.v1.ActorService/GetActor"
PARSE_BATCH = "/dateline.v1.ParserService/ParseBatch"
WATCH = "/dateline.v1.ChangeService/Watch"


class Actors:
    """Answers by the name that is asked for."""

    async def get_actor(self, request: GetActorRequest) -> ActorProfile | bytes:
        match request.name:
            case "bytes":
                return b"\x0a\x01x"
            case "refused":
                raise EmptyText("Nothing there.", field="name")
            case "fault":
                raise ZeroDivisionError("the secret of the house")
            case "slow":
                await asyncio.sleep(60)
        return ActorProfile(name=request.name)

    async def list_actors(self, request: object) -> bytes:
        return b""

    search_actors = resolve_actor = merge_actors = unmerge_actor = list_actors


class Parser:
    async def parse(self, request: object) -> bytes:
        return b""

    async def parse_batch(self, requests: AsyncIterator[object]) -> AsyncGenerator[bytes, None]:
        async for _ in requests:
            yield b""


class Changes:
    async def get_cursor(self, request: object) -> bytes:
        return b""

    async def watch(self, request: object) -> AsyncGenerator[bytes, None]:
        while True:
            yield bytes(1024 * 1024)  # more than the connection takes at once: the writer waits for the reader


@pytest.fixture
async def calls() -> AsyncIterator[SimpleNamespace]:
    server, count = grpc.aio.server(), Calls(Gate(None, Rates(0, 0)))
    parser = parser_service_pb2.DESCRIPTOR.services_by_name["ParserService"]
    server.add_generic_rpc_handlers(
        [
            make_handler(DESCRIPTOR.services_by_name["ActorService"], Actors(), count),
            make_handler(parser, Parser(), count),
            make_handler(change_service_pb2.DESCRIPTOR.services_by_name["ChangeService"], Changes(), count),
        ]
    )
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield SimpleNamespace(
            get=channel.unary_unary(GET),
            parse=channel.stream_stream(PARSE_BATCH),
            watch=channel.unary_stream(WATCH),
            count=count,
        )
    await server.stop(None)


def ask(name: str) -> bytes:
    return GetActorRequest(name=name).SerializeToString()


async def fail(call: object) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as failure:
        await call
    return failure.value


def status_in(failure: grpc.aio.AioRpcError) -> Status:
    return Status.FromString(failure.trailing_metadata()["grpc-status-details-bin"])


async def test_a_message_is_answered_with_a_message(calls: SimpleNamespace) -> None:
    assert await calls.get(ask("actors/a")) == ActorProfile(name="actors/a").SerializeToString()


async def test_bytes_go_out_as_they_are(calls: SimpleNamespace) -> None:
    assert await calls.get(ask("bytes")) == b"\x0a\x01x"


@pytest.mark.parametrize("raw", [b"\xff\xff\xff", b"\x0a\x02\xff\xfe"], ids=["no message", "invalid UTF-8"])
async def test_bytes_that_are_no_message_are_the_callers_fault(calls: SimpleNamespace, raw: bytes) -> None:
    failure = await fail(calls.get(raw))
    assert failure.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(status_in(failure)) == "MALFORMED_REQUEST"


async def test_so_are_they_in_a_stream(calls: SimpleNamespace) -> None:
    stream = calls.parse(iter([b"", b"\xff\xff"]))
    assert await stream.read() == b""
    failure = await fail(stream.read())
    assert failure.code() == grpc.StatusCode.INVALID_ARGUMENT


async def test_a_refusal_has_its_details_in_the_trailing_metadata(calls: SimpleNamespace) -> None:
    failure = await fail(calls.get(ask("refused")))
    status = status_in(failure)
    assert (status.code, status.message) == (failure.code().value[0], failure.details())
    assert reason_of(status) == "EMPTY_TEXT"


async def test_a_fault_of_ours_stays_in_the_log(calls: SimpleNamespace) -> None:
    with capture_logs() as logs:
        failure = await fail(calls.get(ask("fault"), metadata=(("x-request-id", "mine-1"),)))
    assert failure.code() == grpc.StatusCode.INTERNAL
    assert "mine-1" in failure.details()
    assert "secret" not in str(failure)
    fault = next(line for line in logs if line["event"] == "fault")
    assert (fault["request_id"], str(fault["exc_info"])) == ("mine-1", "the secret of the house")


async def test_each_call_is_one_line_with_what_an_operator_needs(calls: SimpleNamespace) -> None:
    with capture_logs() as logs:
        await calls.get(ask("actors/a"))
        await fail(calls.get(ask("refused")))
        calls.count.lines.write()
    good, bad = logs
    assert (good["method"], good["code"]) == (GET, "OK")
    assert good["duration_ms"] >= 0
    assert good["peer"].startswith("ipv4:127.0.0.1")
    assert (bad["code"], bad["reason"]) == ("INVALID_ARGUMENT", "EMPTY_TEXT")
    assert good["request_id"] != bad["request_id"]


async def test_a_call_that_runs_out_of_time_is_dropped(calls: SimpleNamespace) -> None:
    with capture_logs() as logs:
        failure = await fail(calls.get(ask("slow"), timeout=0.05))
        while calls.count.under_way:
            await asyncio.sleep(0.01)
        calls.count.lines.write()
    assert failure.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert [line["code"] for line in logs] == ["CANCELLED"]


async def test_no_call_stays_counted(calls: SimpleNamespace) -> None:
    await calls.get(ask("actors/a"))
    await fail(calls.get(ask("refused")))
    await fail(calls.get(b"\xff"))
    assert calls.count.under_way == 0


def test_a_service_that_lacks_a_method_is_not_put_up() -> None:
    with pytest.raises(AttributeError, match="batch_get_articles"):
        make_handler(
            article_service_pb2.DESCRIPTOR.services_by_name["ArticleService"],
            SimpleNamespace(ingest_articles=None, queue_articles=None, list_queue_failures=None, get_article=None),
            Calls(Gate(None, Rates(0, 0))),
        )


async def test_readers_who_leave_while_a_message_is_written_are_no_fault(calls: SimpleNamespace) -> None:
    streams = [calls.watch(b"") for _ in range(50)]
    with capture_logs() as lines:
        for stream in streams:
            assert await stream.read()
        for stream in streams:
            stream.cancel()
        while calls.count.under_way:
            await asyncio.sleep(0.01)
        calls.count.lines.write()
    assert not [line for line in lines if line["event"] == "fault"]
    assert [line["code"] for line in lines if line.get("method") == WATCH] == ["CANCELLED"] * 50
