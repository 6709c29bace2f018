"""Operations from the client: looked at until they are done, over breaks, and told as what they ended with."""

from collections.abc import Iterator
from concurrent import futures

import grpc
import pytest
from google.longrunning import operations_pb2, operations_pb2_grpc

from dateline import Cancelled, Client, DeadlineExceeded, NotFound, Unavailable
from dateline.aio import AsyncClient
from dateline.operations import Operation, read_operation
from dateline.v1.reparse_pb2 import ReparseMetadata, ReparseResponse

NAME = "operations/1"


class SteppingServer(operations_pb2_grpc.OperationsServicer):
    """Its one operation comes one step further with each look, and is done after `steps`; it is away for `breaks` looks."""

    def __init__(self, steps: int = 3) -> None:
        self.steps = steps
        self.looks = 0
        self.breaks = 0
        self.cancelled = False
        self.server = grpc.server(futures.ThreadPoolExecutor(4))
        operations_pb2_grpc.add_OperationsServicer_to_server(self, self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"
        self.server.start()

    def WaitOperation(  # noqa: N802
        self, request: operations_pb2.WaitOperationRequest, context: grpc.ServicerContext
    ) -> operations_pb2.Operation:
        if request.name != NAME:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such operation")
        if self.looks and self.breaks:
            self.breaks -= 1
            context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        self.looks += 1
        return self.stand()

    def CancelOperation(  # noqa: N802
        self, request: operations_pb2.CancelOperationRequest, context: grpc.ServicerContext
    ) -> object:
        from google.protobuf.empty_pb2 import Empty

        self.cancelled = True
        return Empty()

    def stand(self) -> operations_pb2.Operation:
        operation = operations_pb2.Operation(name=NAME, done=self.cancelled or self.looks >= self.steps)
        operation.metadata.Pack(ReparseMetadata(total=self.steps, done=self.looks))
        if self.cancelled:
            operation.error.code, operation.error.message = 1, "cancelled"
        elif operation.done:
            operation.response.Pack(ReparseResponse(total=self.steps, consistency_token="t1"))
        return operation


@pytest.fixture
def server() -> Iterator[SteppingServer]:
    running = SteppingServer()
    yield running
    running.server.stop(None)


@pytest.fixture
def client(server: SteppingServer) -> Iterator[Client]:
    with Client(server.address) as connected:
        yield connected


def test_each_look_is_told_until_it_is_done(client: Client) -> None:
    seen: list[int] = []
    operation = client.operations.wait(NAME, on_progress=lambda now: seen.append(now.progress.done))
    assert seen == [1, 2, 3]
    assert operation.done
    assert operation.result().total == 3


def test_the_client_reads_what_it_has_waited_for(client: Client) -> None:
    client.operations.wait(NAME)
    assert client.consistency_token == "t1"


def test_a_server_that_is_away_for_a_while_is_waited_for(client: Client, server: SteppingServer) -> None:
    server.breaks = 6
    assert client.operations.wait(NAME).done
    assert server.breaks == 0


def test_patience_has_an_end(client: Client, server: SteppingServer) -> None:
    server.breaks = 1_000
    with pytest.raises(Unavailable):
        client.operations.wait(NAME, patience=0.3)


def test_what_it_ended_with_is_raised_when_the_result_is_asked_for(client: Client) -> None:
    client.operations.cancel(NAME)
    operation = client.operations.wait(NAME)
    with pytest.raises(Cancelled, match="cancelled"):
        operation.result()


def test_there_is_no_result_before_it_is_done(server: SteppingServer) -> None:
    operation = read_operation(server.stand())
    assert (operation.error, operation.response) == (None, None)
    with pytest.raises(ValueError, match="not done"):
        operation.result()


def test_waiting_gives_up_after_the_timeout_and_the_operation_goes_on(client: Client, server: SteppingServer) -> None:
    server.steps = 10**9
    with pytest.raises(DeadlineExceeded, match="goes on in the server"):
        client.operations.wait(NAME, timeout=0.2)
    assert not server.cancelled


def test_one_that_is_not_there_is_said_at_once(client: Client, server: SteppingServer) -> None:
    with pytest.raises(NotFound):
        client.operations.wait("operations/2")
    assert server.looks == 0


async def test_the_asynchronous_client_waits_alike(server: SteppingServer) -> None:
    seen: list[Operation] = []
    async with AsyncClient(server.address) as client:
        server.breaks = 2
        operation = await client.operations.wait(NAME, on_progress=seen.append)
    assert [now.progress.done for now in seen] == [1, 2, 3]
    assert operation.result() == seen[-1].result()
