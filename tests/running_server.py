"""A real server in a process of its own, on a free port, over a real store."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from dateline.v1.actor_service_pb2_grpc import ActorServiceStub
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub
from dateline.v1.change_service_pb2_grpc import ChangeServiceStub
from dateline.v1.event_service_pb2_grpc import EventServiceStub
from dateline.v1.parser_service_pb2_grpc import ParserServiceStub
from dateline.v1.quote_service_pb2_grpc import QuoteServiceStub
from dateline.v1.story_service_pb2_grpc import StoryServiceStub

T = TypeVar("T")

DETAILS = "grpc-status-details-bin"
MOST_BYTES = 64 * 1024 * 1024


class ServerCalls:
    """The services of a server at an address, over one channel."""

    def __init__(self, address: str, credentials: grpc.ChannelCredentials | None = None) -> None:
        self.address = address
        limits = [("grpc.max_receive_message_length", MOST_BYTES), ("grpc.max_send_message_length", MOST_BYTES)]
        self.channel = (
            grpc.insecure_channel(address, options=limits)
            if credentials is None
            else grpc.secure_channel(address, credentials, options=limits)
        )
        self.parser = ParserServiceStub(self.channel)
        self.articles = ArticleServiceStub(self.channel)
        self.events = EventServiceStub(self.channel)
        self.quotes = QuoteServiceStub(self.channel)
        self.actors = ActorServiceStub(self.channel)
        self.stories = StoryServiceStub(self.channel)
        self.changes = ChangeServiceStub(self.channel)


class RunningServer(ServerCalls):
    """`dateline serve` in a process of its own; it can answer when the constructor returns."""

    def __init__(self, folder: Path, *options: str, credentials: grpc.ChannelCredentials | None = None) -> None:
        self.log = folder / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "dateline_server.commands", "--log-format", "json"),
                    *("--listen", "127.0.0.1:0", "--store", str(folder / "store.db"), *options),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        assert self.first_line.startswith("listening on "), self.log.read_text()
        super().__init__(self.first_line.split()[-1], credentials)

    def workers(self) -> list[int]:
        """Process ids of the workers that it has had so far."""
        return [line["pid"] for line in self.lines("worker ready")]

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Its log lines of that kind."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def kill(self) -> None:
        """End it without warning, as a power cut would."""
        self.process.kill()
        self._leave()

    def stop(self) -> int:
        """End it with SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once it has ended."""
        code = self.process.wait(60)
        self._leave()
        return code

    def _leave(self) -> None:
        self.process.wait(60)
        self.channel.close()
        if self.process.stdout is not None:
            self.process.stdout.close()


def eventually(look: Callable[[], T], seconds: float = 60) -> T:
    """What it finds, once it finds something: log lines and the like come a moment after a call is answered."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def start_and_fail(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """A server that cannot start with these options, when it has ended; it would have had its store in the folder."""
    command = [sys.executable, "-m", "dateline_server.commands", "--listen", "127.0.0.1:0"]
    store = ["--store", str(folder / "store.db")]
    return subprocess.run([*command, *store, *options], capture_output=True, text=True, timeout=60, check=False)


class Refused:
    """What a caller learns from a status: its code, reason, message, the field at fault, the seconds to wait."""

    def __init__(self, status: Status) -> None:
        self.code = grpc.StatusCode(next(code.value for code in grpc.StatusCode if code.value[0] == status.code)).name
        self.message = status.message
        self.reason = self.field = ""
        self.metadata: dict[str, str] = {}
        self.retry_after: float | None = None
        for detail in status.details:
            info, bad_request, retry = ErrorInfo(), BadRequest(), RetryInfo()
            if detail.Unpack(info):
                self.reason, self.domain, self.metadata = info.reason, info.domain, dict(info.metadata)
            elif detail.Unpack(bad_request):
                self.field = bad_request.field_violations[0].field
            elif detail.Unpack(retry):
                self.retry_after = retry.retry_delay.ToMilliseconds() / 1e3

    @staticmethod
    def of(error: grpc.RpcError) -> "Refused":
        """What a failed call says."""
        packed = dict(error.trailing_metadata()).get(DETAILS)  # type: ignore[attr-defined]
        assert packed is not None, error
        refused = Refused(Status.FromString(packed))
        assert refused.code == error.code().name  # type: ignore[attr-defined]
        return refused
