"""The port of a server, once it is known that it can be had."""

import grpc

from dateline_server.errors import Unavailable
from dateline_server.serving.config import Address, TlsFiles
from dateline_server.serving.ports import try_port
from dateline_server.serving.tls import make_credentials


def bind(
    server: grpc.aio.Server, address: Address, setting: str, tls: TlsFiles | None = None, *, shared: bool = False
) -> Address:
    """Have the server listen at the address, in the clear without TLS; returns it with the port that it got.

    A `shared` port is listened on by other processes of this server too. Raises Unavailable when the port is taken or
    may not be used, and InvalidField when this machine has no such host, or the files of TLS cannot be used; `setting`
    is the field at fault.
    """
    if not shared:
        try_port(address, setting)
    try:
        if tls is None:
            port = server.add_insecure_port(str(address))
        else:
            port = server.add_secure_port(str(address), make_credentials(tls))
    except RuntimeError as error:
        raise Unavailable(f"Cannot listen on {address}: {error}", field=setting) from error
    return Address(address.host, port)
