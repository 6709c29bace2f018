"""Where servers are: what people write, and what gRPC is to connect to."""

import os
import re
import socket
from collections.abc import Sequence

from dateline.errors import InvalidArgument, Unavailable

DEFAULT_ADDRESS = "127.0.0.1:50051"
ADDRESS_VARIABLE = "DATELINE_SERVER"

# A host in brackets for IPv6.
_HOST_AND_PORT = re.compile(r"(\[[^\]\s,]+\]|[^:/\s,]+):(\d{1,5})")
_FORM_OF_GRPC = re.compile(r"(unix|unix-abstract|dns|ipv4|ipv6|xds):\S+")


def server_address(address: str | Sequence[str] = "") -> str:
    """`address`, or the one in `DATELINE_SERVER`, or 127.0.0.1:50051; several with commas between them.

    Raises InvalidArgument (INVALID_ADDRESS) when one is not HOST:PORT: gRPC would take a port of its own choice.
    """
    given = address if isinstance(address, str) else ",".join(address)
    chosen = given or os.environ.get(ADDRESS_VARIABLE, "") or DEFAULT_ADDRESS
    if _FORM_OF_GRPC.fullmatch(chosen):
        return chosen
    parts = [part.strip() for part in chosen.split(",")]
    for part in parts:
        found = _HOST_AND_PORT.fullmatch(part)
        if not found:
            raise InvalidArgument(
                f"{part!r} is no address of a server; write HOST:PORT, such as {DEFAULT_ADDRESS}.",
                reason="INVALID_ADDRESS",
            )
        if not 0 < int(found[2]) < 65536:
            raise InvalidArgument(
                f"{part!r} is no address of a server: ports are numbers from 1 to 65535.", reason="INVALID_ADDRESS"
            )
    return ",".join(parts)


def names_several(address: str) -> bool:
    """Whether there may be several servers behind the address, among which calls are to be shared out."""
    return "," in address or address.startswith("dns:")


def first_host(address: str) -> str:
    """The host of the first of several servers; empty for one alone and for gRPC's own forms."""
    if "," not in address or _FORM_OF_GRPC.fullmatch(address):
        return ""
    return address.split(",")[0].rpartition(":")[0].strip("[]")


def grpc_target(address: str) -> str:
    """What gRPC connects to; the names of several servers are looked up here, since gRPC takes several numbers only.

    Raises Unavailable when none of the names is known.
    """
    if not first_host(address):
        return address
    places: dict[tuple[str, int], bool] = {}  # in the order of the addresses; whether it is of IPv6
    unknown = []
    for part in address.split(","):
        host, _, port = part.rpartition(":")
        try:
            found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            unknown.append(host)
            continue
        for family, *_, place in found:
            places[str(place[0]), int(port)] = family == socket.AF_INET6
    if not places:
        raise Unavailable(f"There is no host {' or '.join(unknown)}.", reason="UNKNOWN_HOST")
    if not any(places.values()):
        return "ipv4:" + ",".join(f"{host}:{port}" for host, port in places)
    mapped = (f"[{host if is_six else '::ffff:' + host}]:{port}" for (host, port), is_six in places.items())
    return "ipv6:" + ",".join(mapped)
