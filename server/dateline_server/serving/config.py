"""How a server runs: checked once, before anything is started."""

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from dateline_server.errors import InvalidField
from dateline_server.serving.log_settings import LogFormat, LogLevel

DEFAULT_LISTEN = "127.0.0.1:50051"
DEFAULT_ADMIN_LISTEN = "127.0.0.1:0"
DEFAULT_STREAM_AGE = 3_600.0
DEFAULT_STREAM_IDLE = 600.0
DEFAULT_CONNECTION_AGE = 3_600.0
# gRPC calls the end of an idle connection an error, which its clients in Python and C++ write to stderr.
DEFAULT_CONNECTION_IDLE = 0.0
_MOST_WORKERS = 64
_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens. Port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() in _LOCAL_NAMES


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Files in PEM. With `client_ca` only clients with a certificate of these authorities are let in."""

    certificate: str
    key: str
    client_ca: str = ""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What the server is told: times in seconds. Without `admin_listen` there is no port for those who run it.

    `documents_per_worker`, and `worker_growth`, the bytes that it takes beyond what it had with its model loaded: the
    most before a worker is replaced by a fresh one. `metrics_listen` is where Prometheus fetches; `otlp_endpoint` a
    collector that is sent measures, and the spans of `trace_ratio` of those calls whose caller has not decided.
    With `reuse_port` other processes of the same server listen on the same port.
    `access` is the file of who may do what; `calls_per_second` and `calls_at_once` hold for each caller, 0 is no limit.
    Streams end when they are older than `stream_age`, those of documents also after `stream_idle` without one; 0 is never.
    A connection takes no more calls once it is older than `connection_age`, and is closed when those under way have ended,
    as one is that has had none for `connection_idle`; 0 is never.
    `queue_documents` and `queue_megabytes` are the most that may wait in the queue of the store.
    """

    store: str
    listen: Address
    admin_listen: Address | None = None
    tls: TlsFiles | None = None
    access: str = ""
    calls_per_second: float = 0.0
    calls_at_once: int = 0
    stream_age: float = DEFAULT_STREAM_AGE
    stream_idle: float = DEFAULT_STREAM_IDLE
    connection_age: float = DEFAULT_CONNECTION_AGE
    connection_idle: float = DEFAULT_CONNECTION_IDLE
    queue_documents: int = 100_000
    queue_megabytes: int = 1024
    metrics_listen: Address | None = None
    otlp_endpoint: str = ""
    trace_ratio: float = 0.01
    model: str = ""
    workers: int = 1
    processes: int = 1
    reuse_port: bool = False
    log_format: LogFormat = LogFormat.CONSOLE
    log_level: LogLevel = LogLevel.INFO
    documents_per_worker: int = 5_000
    worker_growth: int = 1024**3
    seconds_per_job: float = 180.0
    grace: float = 10.0


def make_config(
    *,
    store: str,
    listen: str = DEFAULT_LISTEN,
    admin_listen: str = DEFAULT_ADMIN_LISTEN,
    tls_cert: str = "",
    tls_key: str = "",
    client_ca: str = "",
    access: str = "",
    calls_per_second: float = 0.0,
    calls_at_once: int = 0,
    stream_age: float = DEFAULT_STREAM_AGE,
    stream_idle: float = DEFAULT_STREAM_IDLE,
    connection_age: float = DEFAULT_CONNECTION_AGE,
    connection_idle: float = DEFAULT_CONNECTION_IDLE,
    queue_documents: int = 100_000,
    queue_megabytes: int = 1024,
    metrics_listen: str = "",
    otlp_endpoint: str = "",
    trace_ratio: float = 0.01,
    model: str = "",
    workers: int = 0,
    processes: int = 1,
    reuse_port: bool = False,
    log_format: str = LogFormat.CONSOLE,
    log_level: str = LogLevel.INFO,
    insecure_bind: bool = False,
) -> ServerConfig:
    """The configuration from what was typed; `workers` 0 means one for each processor but one.

    Raises InvalidField, whose field is the setting at fault.
    """
    if not 1 <= processes <= _MOST_WORKERS:
        raise InvalidField(f"{processes} processes; give 1 to {_MOST_WORKERS}.", field="processes")
    if not 0 <= workers <= _MOST_WORKERS:
        raise InvalidField(f"{workers} workers; give 1 to {_MOST_WORKERS}, or 0 for one a processor.", field="workers")
    tls = _tls_files(tls_cert, tls_key, client_ca)
    return ServerConfig(
        store=store,
        listen=_open_to(listen, "listen", protected=tls is not None or insecure_bind),
        admin_listen=_open_to(admin_listen, "admin_listen", protected=tls is not None or insecure_bind),
        tls=tls,
        access=access,
        calls_per_second=calls_per_second,
        calls_at_once=calls_at_once,
        stream_age=stream_age,
        stream_idle=stream_idle,
        connection_age=connection_age,
        connection_idle=connection_idle,
        queue_documents=queue_documents,
        queue_megabytes=queue_megabytes,
        metrics_listen=_open_to(metrics_listen, "metrics_listen", protected=insecure_bind) if metrics_listen else None,
        otlp_endpoint=_check_endpoint(otlp_endpoint),
        trace_ratio=trace_ratio,
        model=model,
        workers=workers or max(1, (os.cpu_count() or 1) - 1),
        processes=processes,
        reuse_port=reuse_port,
        log_format=LogFormat(log_format),
        log_level=LogLevel(log_level),
    )


def _tls_files(certificate: str, key: str, client_ca: str) -> TlsFiles | None:
    if bool(certificate) != bool(key):
        given, lacking = ("tls_cert", "tls_key") if certificate else ("tls_key", "tls_cert")
        raise InvalidField(f"{given} needs {lacking}: give the certificate and its private key.", field=lacking)
    if client_ca and not certificate:
        raise InvalidField("client_ca needs tls_cert and tls_key: who asks for certificates shows one.", "tls_cert")
    return TlsFiles(certificate, key, client_ca) if certificate else None


def _open_to(listen: str, setting: str, *, protected: bool) -> Address:
    address = read_address(listen, setting)
    if not address.is_local and not protected and setting == "metrics_listen":
        raise InvalidField(
            f"{listen} can be reached from other machines, and measures are given out unencrypted to whoever asks. Listen on "
            "127.0.0.1, or add --insecure-bind if the network is yours alone.",
            field=setting,
        )
    if not address.is_local and not protected:
        raise InvalidField(
            f"{listen} can be reached from other machines, and nothing would be encrypted. Listen on 127.0.0.1, give "
            "--tls-cert and --tls-key, or add --insecure-bind if the network is yours alone.",
            field=setting,
        )
    return address


def _check_endpoint(url: str) -> str:
    """The address of a collector. What is wrong with it may hold a password, and is not repeated."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        sound = False
    if url and not sound:
        raise InvalidField(
            "otlp_endpoint is no address of a collector. Give http://HOST:PORT or https://HOST:PORT, without a user; what a "
            "collector asks to be shown goes into OTEL_EXPORTER_OTLP_HEADERS.",
            field="otlp_endpoint",
        )
    return url


def read_address(listen: str, setting: str = "listen") -> Address:
    """`HOST:PORT`, `[IPV6]:PORT` or `:PORT` (this machine only). Raises InvalidField for anything else."""
    host, colon, port = listen.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    bracketed = bare != host
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > 65_535 or (":" in bare and not bracketed):
        raise InvalidField(
            f"{listen!r} is no address. Give HOST:PORT such as {DEFAULT_LISTEN}; port 0 takes a free one.",
            field=setting,
        )
    return Address(bare or "127.0.0.1", int(port))
