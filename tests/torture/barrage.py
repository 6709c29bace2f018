"""Calls of raw bytes, many at once, each judged: what a server may answer to anything at all.

A call may succeed, or be refused with a code of ours, ErrorInfo and a reason; it may not be told of an internal error,
hang until its deadline or find the server gone.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status

from dateline_server.services.errors import reason_of

_DETAILS = "grpc-status-details-bin"
# What has no end is left after this.
_SECONDS_TO_LISTEN = 0.3
# gRPC itself refuses a message with more, and gives no reason.
_MOST_BYTES = 16 * 1024 * 1024
_FAULTS = ("INTERNAL", "UNKNOWN", "UNAVAILABLE", "DATA_LOSS")


@dataclass(frozen=True, slots=True)
class Sent:
    """One call: its messages as bytes; `endless` when it ends only because the caller leaves or its deadline passes."""

    method: str
    messages: tuple[bytes, ...]
    endless: bool = False


@dataclass(slots=True)
class Verdict:
    """What became of the calls: how often each code and reason came, and what should not have come, with its call."""

    outcomes: Counter[str] = field(default_factory=Counter)
    complaints: list[tuple[str, Sent]] = field(default_factory=list)

    def write(self, folder: Path, most: int = 5) -> str:
        """A line for each of the first complaints; the messages of each are written to files of the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for number, (complaint, sent) in enumerate(self.complaints[:most]):
            for position, message in enumerate(sent.messages):
                (folder / f"{number}-{position}.bin").write_bytes(message)
            lines.append(f"{sent.method}: {complaint}; its messages are {folder}/{number}-*.bin")
        return "\n".join([f"{len(self.complaints)} complaints", *lines])


def fire(address: str, calls: Iterable[Sent], at_once: int = 12, seconds: float = 20) -> Verdict:
    """Make the calls, so many at once and each with so many seconds to end, and judge each."""
    verdict, waiting, lock = Verdict(), iter(calls), threading.Lock()
    options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

    def fire_in_turn() -> None:
        while True:
            with lock:
                sent = next(waiting, None)
            if sent is None:
                return
            outcome, complaint = _judge(channel, sent, seconds)
            with lock:
                verdict.outcomes[outcome] += 1
                if complaint:
                    verdict.complaints.append((complaint, sent))

    with grpc.insecure_channel(address, options=options) as channel, ThreadPoolExecutor(at_once) as pool:
        for done in [pool.submit(fire_in_turn) for _ in range(at_once)]:
            done.result()
    return verdict


def _judge(channel: grpc.Channel, sent: Sent, seconds: float) -> tuple[str, str]:
    """What came of the call, and what is wrong with that."""
    try:
        timeout = _SECONDS_TO_LISTEN if sent.endless else seconds
        list(channel.stream_stream(sent.method)(iter(sent.messages), timeout=timeout))
    except grpc.RpcError as error:
        return _judge_refusal(error, sent)
    return "OK", ""


def _judge_refusal(error: grpc.RpcError, sent: Sent) -> tuple[str, str]:
    code, packed = error.code().name, dict(error.trailing_metadata() or ()).get(_DETAILS)
    if code == "DEADLINE_EXCEEDED":
        return code, "" if sent.endless else "it hangs until its deadline"
    if packed is None:
        too_large = code == "RESOURCE_EXHAUSTED" and max(map(len, sent.messages)) > _MOST_BYTES
        return code, "" if too_large else f"{code} without details: {error.details()}"
    status = Status.FromString(packed)
    reason, info = reason_of(status), ErrorInfo()
    ours = any(detail.Unpack(info) and info.domain == "dateline" for detail in status.details)
    said = f"{code} {reason}"
    return said, "" if ours and reason and code not in _FAULTS else f"{said}: {error.details()}"
