"""How a channel to the server behaves: retries, keepalive, message sizes."""

import json
import os
import re

from dateline.errors import InvalidArgument

DEFAULT_ADDRESS = "127.0.0.1:50051"
ADDRESS_VARIABLE = "DATELINE_SERVER"

# A server takes messages of at most 4 MiB; a little is kept for the fields around a document.
MAX_SEND_BYTES = 4 * 1024 * 1024
MAX_DOCUMENT_BYTES = MAX_SEND_BYTES - 64 * 1024
# A page of a thousand whole articles is much larger than gRPC's own limit of 4 MiB.
MAX_RECEIVE_BYTES = 256 * 1024 * 1024

# Calls that may be sent twice without harm. Deletion is not among them: the second attempt would say NOT_FOUND.
_IDEMPOTENT = {
    "dateline.v1.ParserService": ("Parse",),
    "dateline.v1.ArticleService": ("GetArticle", "BatchGetArticles", "ListArticles", "SearchArticles"),
    "dateline.v1.EventService": ("ListEvents",),
    "dateline.v1.ActorService": ("GetActor", "ListActors"),
    "dateline.v1.QuoteService": ("ListQuotes",),
    "grpc.health.v1.Health": ("Check",),
}


# HOST:PORT, a host in brackets for IPv6, or one of gRPC's own forms.
_ADDRESS = re.compile(r"(unix|unix-abstract|dns|ipv4|ipv6|xds):\S+|(\[[^\]\s]+\]|[^:/\s]+):\d{1,5}")


def server_address(address: str = "") -> str:
    """`address`, or the one in `DATELINE_SERVER`, or 127.0.0.1:50051.

    Raises InvalidArgument (INVALID_ADDRESS) when it is not HOST:PORT: gRPC would take a port of its own choice.
    """
    chosen = address or os.environ.get(ADDRESS_VARIABLE, "") or DEFAULT_ADDRESS
    if not _ADDRESS.fullmatch(chosen):
        raise InvalidArgument(
            f"{chosen!r} is no address of a server; write HOST:PORT, such as {DEFAULT_ADDRESS}.",
            reason="INVALID_ADDRESS",
        )
    return chosen


def service_config() -> str:
    """gRPC service config (JSON): idempotent calls are tried up to four times while the server is UNAVAILABLE."""
    names = [{"service": service, "method": method} for service, methods in _IDEMPOTENT.items() for method in methods]
    policy = {
        "maxAttempts": 4,
        "initialBackoff": "0.1s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    return json.dumps({"methodConfig": [{"name": names, "retryPolicy": policy}]})


def channel_options() -> list[tuple[str, int | str]]:
    """Options of every channel: retries, keepalive that notices a dead peer within a minute or so, message sizes."""
    return [
        ("grpc.service_config", service_config()),
        ("grpc.enable_retries", 1),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 0),
        ("grpc.max_send_message_length", MAX_SEND_BYTES),
        ("grpc.max_receive_message_length", MAX_RECEIVE_BYTES),
    ]
