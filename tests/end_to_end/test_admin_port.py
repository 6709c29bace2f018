"""The port for those who run the server: what it is, and what gRPC knows of its connections."""

import os
import signal
import time

import grpc
import pytest
from grpc_channelz.v1.channelz_pb2 import GetServersRequest
from grpc_channelz.v1.channelz_pb2_grpc import ChannelzStub
from running_server import Refused, RunningServer, eventually

from dateline.cli.main import run
from dateline.v1.admin_service_pb2 import (
    DeleteSetAsideRequest,
    DrainRequest,
    GetServerInfoRequest,
    GetSetAsideRequest,
    ListSetAsideRequest,
)
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub
from dateline.v1.article_service_pb2 import ListArticlesRequest
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseRequest, ParseResponse

LONG = " ".join(f"On Friday the council of ward {number} thanked the mayor." for number in range(400))


def admin_address(server: RunningServer) -> str:
    [ready] = eventually(lambda: server.lines("ready"))
    assert ready["admin"].startswith("127.0.0.1:")
    assert ready["admin"] != server.address
    return str(ready["admin"])


def admin_channel(server: RunningServer) -> grpc.Channel:
    return grpc.insecure_channel(admin_address(server))


def test_it_says_what_the_server_is(server: RunningServer) -> None:
    with admin_channel(server) as channel:
        assert AdminServiceStub(channel).GetServerInfo(GetServerInfoRequest()).version


def test_it_serves_no_articles(server: RunningServer) -> None:
    with admin_channel(server) as channel, pytest.raises(grpc.RpcError) as refused:
        ArticleServiceStub(channel).ListArticles(ListArticlesRequest())
    assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_where_nothing_was_set_aside_the_command_says_so(
    server: RunningServer, capfd: pytest.CaptureFixture[str]
) -> None:
    command = ("admin", "set-aside", "--server", admin_address(server))
    assert (run(command), *capfd.readouterr()) == (0, "", "No documents were set aside.\n")
    assert (run((*command, "-o", "jsonl")), *capfd.readouterr()) == (0, "", "")


def test_it_alone_tells_of_connections(server: RunningServer) -> None:
    server.articles.ListArticles(ListArticlesRequest())
    with admin_channel(server) as channel:
        served = ChannelzStub(channel).GetServers(GetServersRequest()).server
        assert sum(each.data.calls_succeeded for each in served) > 0
    with pytest.raises(grpc.RpcError) as refused:
        ChannelzStub(server.channel).GetServers(GetServersRequest())
    assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_document_that_ends_its_workers_is_set_aside_and_listed(own_server: RunningServer) -> None:
    deadly = ParseRequest(document=Document(id="deadly", text=LONG, title="A deadly text"))
    known: set[int] = set()
    answer = own_server.parser.Parse.future(deadly)
    while not answer.done():
        for worker in set(own_server.workers()) - known:
            known.add(worker)
            time.sleep(0.2)
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.02)
    assert Refused.of(answer.exception()).reason == "WORKER_CRASHED"
    with admin_channel(own_server) as channel:
        stub = AdminServiceStub(channel)
        [entry] = stub.ListSetAside(ListSetAsideRequest()).set_aside
        assert (entry.document.title, entry.document.text) == ("A deadly text", "")
        assert stub.GetSetAside(GetSetAsideRequest(name=entry.name)).document.text == LONG
        with pytest.raises(grpc.RpcError) as refused:
            own_server.parser.Parse(deadly)
        assert Refused.of(refused.value).reason == "SET_ASIDE"
        stub.DeleteSetAside(DeleteSetAsideRequest(name=entry.name))
        assert eventually(lambda: read_again(own_server, deadly)).HasField("article")


def read_again(server: RunningServer, request: ParseRequest) -> ParseResponse | None:
    """The answer, once the server has forgotten what it set aside, which it looks up every few seconds."""
    try:
        return server.parser.Parse(request)
    except grpc.RpcError as error:
        if Refused.of(error).reason != "SET_ASIDE":
            raise
        return None


def test_the_port_for_everyone_refuses_what_is_for_few(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        AdminServiceStub(server.channel).Drain(DrainRequest())
    assert Refused.of(refused.value).reason == "ADMIN_PORT_ONLY"
    assert server.process.poll() is None


def test_draining_ends_the_server_in_order(own_server: RunningServer) -> None:
    with admin_channel(own_server) as channel:
        AdminServiceStub(channel).Drain(DrainRequest())
        assert own_server.wait() == 0
