"""What a client shows to a server, and what it wants to be shown: certificates and a token."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import InvalidArgument

if TYPE_CHECKING:
    import grpc


def tls_credentials(ca: str = "", certificate: str = "", key: str = "") -> grpc.ChannelCredentials:
    """The credentials of an encrypted connection, from files in PEM.

    The server must show a certificate of the authorities in `ca`, or else of those that gRPC brings along. `certificate`
    and `key` are what this client shows to a server that asks for it. Raises InvalidArgument (INVALID_CREDENTIALS) when
    a file cannot be read or one of the last two is missing.
    """
    import grpc

    if bool(certificate) != bool(key):
        raise InvalidArgument(
            "A client certificate needs its private key, and the key its certificate: --client-cert and --client-key.",
            reason="INVALID_CREDENTIALS",
        )
    _check(ca, certificate, key)
    return grpc.ssl_channel_credentials(
        _read(ca) if ca else None, _read(key) if key else None, _read(certificate) if certificate else None
    )


def read_token(path: str) -> str:
    """The token in a file, without the end of its line. Raises InvalidArgument when it cannot be read, or holds none."""
    token = _read(path).decode(errors="replace").strip()
    if not token:
        raise InvalidArgument(f"{path} is empty; it is to hold the token.", reason="INVALID_CREDENTIALS")
    return token


def token_metadata(token: str) -> dict[str, str]:
    """How a token travels with a call; nothing for none. Raises InvalidArgument for what no header can carry."""
    if not token:
        return {}
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise InvalidArgument("The token has characters that no token has.", reason="INVALID_CREDENTIALS")
    return {"authorization": f"Bearer {token}"}


def _check(ca: str, certificate: str, key: str) -> None:
    """Raise InvalidArgument for what gRPC would fail over at the first call without saying why."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if ca:
            context.load_verify_locations(cadata=_read(ca).decode("ascii", errors="replace"))
    except ssl.SSLError as error:
        raise InvalidArgument(f"{ca} holds no certificate in PEM.", reason="INVALID_CREDENTIALS") from error
    try:
        if certificate:
            _read(certificate), _read(key)
            context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise InvalidArgument(
            f"{certificate} and {key} are no certificate with its private key, in PEM and without a password.",
            reason="INVALID_CREDENTIALS",
        ) from error


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be read: {error.strerror}.", reason="INVALID_CREDENTIALS") from error
