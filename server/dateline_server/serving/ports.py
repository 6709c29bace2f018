"""Ports, tried before anybody takes them, so that what is wrong can be said in one sentence."""

import socket

from dateline_server.errors import InvalidField, Unavailable
from dateline_server.serving.config import Address


def try_port(address: Address, setting: str) -> None:
    """Raises Unavailable when the port is taken or may not be used, and InvalidField when this machine has no such host."""
    _open(address, setting, listen=True).close()


def hold_port(address: Address, setting: str) -> socket.socket:
    """A socket that keeps the port, a free one for 0, for processes that share it. Raises as `try_port`."""
    try_port(address, setting)
    return _open(address, setting, listen=False)


def _open(address: Address, setting: str, *, listen: bool) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if listen else socket.SO_REUSEPORT, 1)
            opened.bind(place)
            if listen:
                opened.listen()
        except BaseException:  # whatever stopped it, the port is given back
            opened.close()
            raise
    except socket.gaierror as error:
        raise InvalidField(f"There is no host {address.host!r} to listen on ({error.strerror}).", setting) from error
    except OSError as error:
        raise Unavailable(
            f"Cannot listen on {address}: {error.strerror}. Choose another port, or 0 for a free one.", field=setting
        ) from error
    return opened
