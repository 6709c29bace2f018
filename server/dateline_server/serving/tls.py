"""TLS of the server: certificates read anew when their files change, so that they can be rotated while it runs."""

import os
import ssl
from pathlib import Path

import grpc
import structlog

from dateline_server.errors import InvalidField
from dateline_server.serving.config import TlsFiles

_log = structlog.get_logger("dateline.tls")


def make_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """What one port needs to speak TLS, and to ask for client certificates where the files name their authorities.

    gRPC asks before each handshake whether there is something new. New files that cannot be used are told in the log
    and change nothing. Raises InvalidField when the files cannot be used at the start.
    """
    reader = _Reader(files)
    return grpc.dynamic_ssl_server_credentials(
        reader.configuration,
        reader.renew,  # type: ignore[arg-type]  # gRPC's own text lets it return None for "no change"
        require_client_authentication=bool(files.client_ca),
    )


class _Reader:
    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._stamp = self._look()
        self.configuration = self._read()

    def renew(self) -> grpc.ServerCertificateConfiguration | None:
        """The configuration when the files have changed, else None: for gRPC, in one of its threads."""
        try:
            stamp = self._look()
            if stamp == self._stamp:
                return None
            self._stamp = stamp
            configuration = self._read()
        except InvalidField as error:
            _log.error("certificate not read; the earlier one stays", reason=error.message)
            return None
        _log.info("certificate read again", file=self._files.certificate)
        return configuration

    def _look(self) -> list[tuple[int, int]]:
        return [(state.st_mtime_ns, state.st_ino) for state in map(self._stat, self._paths())]

    def _paths(self) -> list[str]:
        return [path for path in (self._files.certificate, self._files.key, self._files.client_ca) if path]

    def _read(self) -> grpc.ServerCertificateConfiguration:
        files = self._files
        self._check()
        authorities = Path(files.client_ca).read_bytes() if files.client_ca else None
        pair = (Path(files.key).read_bytes(), Path(files.certificate).read_bytes())
        return grpc.ssl_server_certificate_configuration([pair], authorities)

    def _check(self) -> None:
        """Have OpenSSL read the files first: gRPC would take any and fail at each handshake."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self._files.certificate, self._files.key)
        except ssl.SSLError as error:
            raise InvalidField(
                f"{self._files.certificate} and {self._files.key} are no certificate and its key in PEM: {error.reason}.",
                "tls_cert",
            ) from error
        try:
            if self._files.client_ca:
                context.load_verify_locations(self._files.client_ca)
        except ssl.SSLError as error:
            raise InvalidField(f"{self._files.client_ca} holds no certificates in PEM.", "client_ca") from error

    @staticmethod
    def _stat(path: str) -> os.stat_result:
        try:
            with open(path, "rb") as file:
                return os.fstat(file.fileno())
        except OSError as error:
            raise InvalidField(f"{path} cannot be read: {error.strerror}.", "tls_cert") from error
