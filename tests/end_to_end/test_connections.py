"""Connections end: idle ones and old ones, and nobody loses a call by it."""

import socket
import threading
import time
from pathlib import Path

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from running_server import Refused
from server_here import serve_here

from dateline import Client

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"  # and empty settings
GO_AWAY = 7


def seconds_open(address: str) -> float:
    """How long the server keeps a connection on which nothing is asked; it says goodbye before it closes it."""
    host, _, port = address.rpartition(":")
    began = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(PREFACE)
        came = b""
        while piece := connection.recv(65_536):
            came += piece
    kinds = []
    while came:
        kinds.append(came[3])
        came = came[9 + int.from_bytes(came[:3]) :]
    assert GO_AWAY in kinds
    return time.monotonic() - began


@pytest.mark.parametrize("setting", ["connection_age", "connection_idle"])
def test_a_connection_on_which_nothing_is_asked_is_closed(tmp_path: Path, setting: str) -> None:
    with serve_here(tmp_path, **{setting: 1.0}) as server:
        for address in (server.address, server.admin_address):
            assert seconds_open(address) < 20


@pytest.mark.parametrize("setting", ["connection_age", "connection_idle"])
def test_no_call_of_a_client_without_a_policy_of_its_own_is_lost_by_it(tmp_path: Path, setting: str) -> None:
    failures: list[grpc.RpcError] = []
    came: list[grpc.ChannelConnectivity] = []

    def ask(channel: grpc.Channel, end: float, pause: float) -> None:
        check = HealthStub(channel).Check
        while time.monotonic() < end:
            try:
                check(HealthCheckRequest(), timeout=20)
            except grpc.RpcError as error:
                failures.append(error)
            time.sleep(pause)

    with serve_here(tmp_path, **{setting: 0.2}) as server:
        options = [("grpc.use_local_subchannel_pool", 1)]
        channels = [grpc.insecure_channel(server.address, options) for _ in range(4)]
        channels[-1].subscribe(came.append)
        end = time.monotonic() + 4
        pauses = (0.0, 0.05, 0.2, 0.3)
        asking = [
            threading.Thread(target=ask, args=(channel, end, pause))
            for channel, pause in zip(channels, pauses, strict=True)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        for channel in channels:
            channel.close()
    assert failures == []
    assert came.count(grpc.ChannelConnectivity.READY) > 2  # so connections did end


def test_a_stream_outlives_the_age_of_its_connection(tmp_path: Path) -> None:
    with serve_here(tmp_path, connection_age=0.3, stream_age=3.0) as server:
        began = time.monotonic()
        with pytest.raises(grpc.RpcError) as ended:
            list(HealthStub(server.channel).Watch(HealthCheckRequest()))
        assert Refused.of(ended.value).reason == "STREAM_TOO_OLD"
        assert time.monotonic() - began > 2.5


def test_a_client_that_goes_by_health_loses_no_call_when_its_watch_ends(tmp_path: Path) -> None:
    with serve_here(tmp_path, stream_age=0.3) as server, Client([server.address, "127.0.0.1:9"], timeout=20) as client:
        end = time.monotonic() + 3
        while time.monotonic() < end:
            client.get_cursor()


def test_the_health_of_a_server_can_be_watched_again(tmp_path: Path) -> None:
    with serve_here(tmp_path, stream_age=0.3) as server:
        for _ in range(3):
            watching = HealthStub(server.channel).Watch(HealthCheckRequest())
            assert next(watching).status == HealthCheckResponse.SERVING
            with pytest.raises(grpc.RpcError) as ended:
                next(watching)
            assert Refused.of(ended.value).reason == "STREAM_TOO_OLD"
