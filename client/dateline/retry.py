"""How a channel to the server behaves: retries, keepalive, message sizes."""

import json
import time
from typing import TYPE_CHECKING

from dateline.errors import DatelineError, DeadlineExceeded, SlowReader, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_TIMEOUT = 60.0  # seconds, for one call

# A server takes messages of at most 4 MiB; a little is kept for the fields around a document.
MAX_SEND_BYTES = 4 * 1024 * 1024
MAX_DOCUMENT_BYTES = MAX_SEND_BYTES - 64 * 1024
# A page of a thousand whole articles is much larger than gRPC's own limit of 4 MiB.
MAX_RECEIVE_BYTES = 256 * 1024 * 1024

# What only reads begins with one of these. Any other method is sent twice only under a request id, which makes the
# second time do nothing; the clients give each request one.
_READING = ("Get", "BatchGet", "List", "Search", "Aggregate", "Resolve", "Diff", "Parse")

# Services that are not of this schema. An operation that is deleted twice is not found the second time.
_ELSEWHERE = (
    ("grpc.health.v1.Health", "Check"),
    *(("google.longrunning.Operations", f"{verb}Operation") for verb in ("Get", "Cancel")),
    ("google.longrunning.Operations", "ListOperations"),
)

_FIRST_TRIES = 4
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
_QUEUE_FULL = "QUEUE_FULL"


def idempotent_methods() -> "Iterator[tuple[str, str]]":
    """The methods with one request and one answer that may be sent twice without harm: service and name of each."""
    from dateline.v1 import (
        actor_service_pb2,
        admin_service_pb2,
        article_service_pb2,
        change_service_pb2,
        event_service_pb2,
        parser_service_pb2,
        quote_service_pb2,
        story_service_pb2,
    )

    for module in (
        *(actor_service_pb2, admin_service_pb2, article_service_pb2, change_service_pb2),
        *(event_service_pb2, parser_service_pb2, quote_service_pb2, story_service_pb2),
    ):
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                streams = method.client_streaming or method.server_streaming
                harmless = method.name.startswith(_READING) or "request_id" in method.input_type.fields_by_name
                if harmless and not streams:
                    yield service.full_name, method.name
    yield from _ELSEWHERE


def service_config(*, shared_out: bool = False) -> str:
    """gRPC service config (JSON): idempotent calls are tried up to four times while no server answers or it is busy.

    Calls that are `shared_out` go to one server after the other, among those that say they are serving; so does another
    try of a call.
    """
    names = [{"service": service, "method": method} for service, method in idempotent_methods()]
    policy = {
        "maxAttempts": 4,
        "initialBackoff": "0.1s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        # A server that ends cancels what it has begun or was just sent; what the caller cancels is not tried again.
        # One that is asked for too much says when to try again, and gRPC waits until then.
        "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED", "RESOURCE_EXHAUSTED"],
    }
    config: dict[str, object] = {"methodConfig": [{"name": names, "retryPolicy": policy}]}
    if shared_out:
        config["loadBalancingConfig"] = [{"round_robin": {}}]
        config["healthCheckConfig"] = {"serviceName": ""}
    return json.dumps(config)


def channel_options(*, shared_out: bool = False) -> list[tuple[str, int | str]]:
    """Options of every channel: retries, soon connected again, keepalive that notices a dead peer in a minute, message sizes."""
    # Channels that are alike share their connections, and two of them that begin to ask for the health of one at once
    # can end the process: gRPC lets the second use what the first has not filled in yet (seen in each of three runs of
    # grpcio 1.76, in none of two of 1.83).
    apart = [("grpc.use_local_subchannel_pool", 1)] if shared_out else []
    return [
        *apart,
        ("grpc.service_config", service_config(shared_out=shared_out)),
        ("grpc.enable_retries", 1),
        # A request is kept for another try up to this size; gRPC's own 256 KiB would leave out long pages.
        ("grpc.per_rpc_retry_buffer_size", 2 * MAX_SEND_BYTES),
        # gRPC itself would wait up to two minutes before it looks for a server again that was away.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 1_000),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.http2.ping_timeout_ms", 10_000),  # without it gRPC waits a minute for the answer to a ping
        ("grpc.http2.max_pings_without_data", 0),  # who watches sends nothing, and is to go on asking
        ("grpc.keepalive_permit_without_calls", 0),
        ("grpc.max_send_message_length", MAX_SEND_BYTES),
        ("grpc.max_receive_message_length", MAX_RECEIVE_BYTES),
    ]


def passes(error: DatelineError) -> bool:
    """Whether what ended with this error can go on in another call."""
    if isinstance(error, DeadlineExceeded):
        return False
    return isinstance(error, Unavailable | SlowReader) or error.reason == _QUEUE_FULL


def is_planned(error: DatelineError) -> bool:
    """Whether the server ended a stream because it was old or idle, and will take another at once."""
    return error.reason in ("STREAM_TOO_OLD", "STREAM_IDLE")


class Backoff:
    """Pauses between the tries of a stream: 0.1 seconds, twice that, … up to 2, each less a random part of up to half.

    While the queue of a server is full they are as long as it says, less such a part. `patience` is in seconds from the
    first of these tries on; None has no end. Before anything came at all four tries are enough, unless there is no end.
    """

    def __init__(self, patience: float | None) -> None:
        self._patience = patience
        self._tries = 0
        self._broken_since = 0.0
        self._proven = False

    def succeeded(self) -> None:
        """Something came: begin with short pauses again."""
        self._tries = 0
        self._proven = True

    def after(self, error: DatelineError) -> float:
        """Seconds to wait before the next try. Raises the error when trying again is of no use, or has been enough."""
        if is_planned(error):
            return 0.0
        if not self._tries:
            self._broken_since = time.monotonic()
        self._tries += 1
        full = error.reason == _QUEUE_FULL
        self._proven = self._proven or full
        if not passes(error) or self._is_enough():
            raise error
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(self._tries - 1, 10))
        if full and error.retry_after:
            pause = error.retry_after
        import random  # only after a break: the client starts sooner without

        return pause * random.uniform(0.5, 1.0)

    def _is_enough(self) -> bool:
        if self._patience is None:
            return False
        if not self._proven:
            return self._tries >= _FIRST_TRIES
        return time.monotonic() - self._broken_since > self._patience
