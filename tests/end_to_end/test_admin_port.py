"""The port for those who run the server: what it is, and what gRPC knows of its connections."""

import time

import grpc
import pytest
from grpc_channelz.v1.channelz_pb2 import GetServersRequest
from grpc_channelz.v1.channelz_pb2_grpc import ChannelzStub
from running_server import RunningServer

from dateline.v1.admin_service_pb2 import GetServerInfoRequest
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub
from dateline.v1.article_service_pb2 import ListArticlesRequest
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub


def admin_channel(server: RunningServer) -> grpc.Channel:
    deadline = time.monotonic() + 10
    while not server.lines("ready") and time.monotonic() < deadline:
        time.sleep(0.05)  # log lines are written a moment later
    [ready] = server.lines("ready")
    assert ready["admin"].startswith("127.0.0.1:")
    assert ready["admin"] != server.address
    return grpc.insecure_channel(ready["admin"])


def test_it_says_what_the_server_is(server: RunningServer) -> None:
    with admin_channel(server) as channel:
        assert AdminServiceStub(channel).GetServerInfo(GetServerInfoRequest()).version


def test_it_serves_no_articles(server: RunningServer) -> None:
    with admin_channel(server) as channel, pytest.raises(grpc.RpcError) as refused:
        ArticleServiceStub(channel).ListArticles(ListArticlesRequest())
    assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_it_alone_tells_of_connections(server: RunningServer) -> None:
    server.articles.ListArticles(ListArticlesRequest())
    with admin_channel(server) as channel:
        served = ChannelzStub(channel).GetServers(GetServersRequest()).server
        assert sum(each.data.calls_succeeded for each in served) > 0
    with pytest.raises(grpc.RpcError) as refused:
        ChannelzStub(server.channel).GetServers(GetServersRequest())
    assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED
