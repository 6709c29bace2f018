"""TLS of the server: certificates read anew when their files change, so that they can be rotated while it runs."""

import ssl
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import grpc
import structlog

from dateline_server.clock import utc_now
from dateline_server.errors import InvalidField
from dateline_server.services.watched_files import WatchedFiles
from dateline_server.serving.certificates import read_last_day
from dateline_server.serving.config import TlsFiles

_DAYS_OF_WARNING = 14
_log = structlog.get_logger("dateline.server")


def make_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """What one port needs to speak TLS, and to ask for client certificates where the files name their authorities.

    gRPC asks before each handshake whether there is something new. New files that cannot be used are told in the log
    and change nothing. Raises InvalidField when the files cannot be used at the start.
    """
    watched = WatchedFiles("certificate", _paths(files), lambda: _read(files))

    def renewed() -> grpc.ServerCertificateConfiguration | None:
        return watched.value if watched.renew() else None

    return grpc.dynamic_ssl_server_credentials(
        watched.value,
        renewed,  # type: ignore[arg-type]  # gRPC's own text lets it return None for "no change"
        require_client_authentication=bool(files.client_ca),
    )


def _paths(files: TlsFiles) -> list[str]:
    return [path for path in (files.certificate, files.key, files.client_ca) if path]


def _read(files: TlsFiles) -> grpc.ServerCertificateConfiguration:
    certificate, key, *authorities = (_read_bytes(path) for path in _paths(files))
    _check(files)
    _warn_of_end(files.certificate, certificate)
    return grpc.ssl_server_certificate_configuration([(key, certificate)], authorities[0] if authorities else None)


def _check(files: TlsFiles) -> None:
    """Have OpenSSL read the files first: gRPC would take any and fail at each handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(files.certificate, files.key, password=lambda: _refuse_passphrase(files.key))
    except ssl.SSLError as error:
        raise InvalidField(
            f"{files.certificate} and {files.key} are no certificate and its key in PEM: {error.reason}.", "tls_cert"
        ) from error
    try:
        if files.client_ca:
            context.load_verify_locations(files.client_ca)
    except ssl.SSLError as error:
        raise InvalidField(f"{files.client_ca} holds no certificates in PEM.", "client_ca") from error


def _refuse_passphrase(path: str) -> NoReturn:
    """OpenSSL would ask the terminal for it, and hold up the server meanwhile."""
    raise InvalidField(
        f"{path} is protected by a passphrase, which nobody can be asked for. Give the key without one: openssl pkey -in …",
        "tls_key",
    )


def _warn_of_end(path: str, certificate: bytes) -> None:
    """A server that shows an old certificate is up and yet reached by nobody: the log says why."""
    with suppress(ValueError):  # OpenSSL has read it, and so will callers
        end = read_last_day(certificate)
        days = (end - utc_now()).days
        if days < 0:
            _log.error("the certificate has expired: clients refuse it", file=path, since=end.isoformat())
        elif days < _DAYS_OF_WARNING:
            _log.warning("the certificate expires soon", file=path, until=end.isoformat())


def _read_bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InvalidField(f"{path} cannot be read: {error.strerror}.", "tls_cert") from error
