"""A caller whose machine vanishes, so that no end of its connection ever comes, is noticed, and its calls end."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import grpc
import pytest
from running_server import RunningServer

from dateline.v1.change_service_pb2 import WatchRequest
from dateline.v1.change_service_pb2_grpc import ChangeServiceStub

_NOTICED_WITHIN = 60  # seconds; 40 by the settings of the server


class Wire:
    """A relay before the server that can be cut: both its ends stay open, and nothing passes any more."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._server = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.cut = threading.Event()
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                self._ends += [caller, server]
                for one, other in ((caller, server), (server, caller)):
                    threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while (content := one.recv(65_536)) and not self.cut.is_set():
                other.sendall(content)

    def close(self) -> None:
        for each in (self._listening, *self._ends):
            each.close()


@pytest.mark.slow
def test_its_watch_is_ended(tmp_path: Path) -> None:
    server = RunningServer(tmp_path)
    wire = Wire(server.address)
    try:
        with grpc.insecure_channel(wire.address) as channel:
            # Heartbeats so rare that the connection is silent.
            stream = ChangeServiceStub(channel).Watch(WatchRequest(heartbeat_seconds=300))
            next(stream)
            wire.cut.set()
            begun = time.monotonic()
            while not (ended := [line for line in server.lines("call") if line["method"].endswith("/Watch")]):
                assert time.monotonic() - begun < _NOTICED_WITHIN
                time.sleep(0.5)
            print(f"noticed after {time.monotonic() - begun:.0f} seconds")
            assert ended[0]["code"] == "CANCELLED"
    finally:
        wire.close()
        server.kill()
