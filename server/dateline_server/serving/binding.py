"""The port of the server: tried before gRPC takes it, so that what is wrong can be said in one sentence."""

import socket

import grpc

from dateline_server.errors import InvalidField, Unavailable
from dateline_server.serving.config import Address, TlsFiles
from dateline_server.serving.tls import make_credentials


def bind(server: grpc.aio.Server, address: Address, setting: str, tls: TlsFiles | None = None) -> Address:
    """Have the server listen at the address, in the clear without TLS; returns it with the port that it got.

    Raises Unavailable when the port is taken or may not be used, and InvalidField when this machine has no such host, or
    the files of TLS cannot be used; `setting` is the field at fault.
    """
    _try(address, setting)
    try:
        if tls is None:
            port = server.add_insecure_port(str(address))
        else:
            port = server.add_secure_port(str(address), make_credentials(tls))
    except RuntimeError as error:
        raise Unavailable(f"Cannot listen on {address}: {error}", field=setting) from error
    return Address(address.host, port)


def _try(address: Address, setting: str) -> None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen()
    except socket.gaierror as error:
        raise InvalidField(f"There is no host {address.host!r} to listen on ({error.strerror}).", setting) from error
    except OSError as error:
        raise Unavailable(
            f"Cannot listen on {address}: {error.strerror}. Choose another port, or 0 for a free one.", field=setting
        ) from error
