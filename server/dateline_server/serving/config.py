"""How a server runs: checked once, before anything is started."""

import ipaddress
import os
from dataclasses import dataclass

from dateline_server.errors import InvalidField
from dateline_server.serving.logs import LogFormat, LogLevel

DEFAULT_LISTEN = "127.0.0.1:50051"
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
class ServerConfig:
    """What the server is told: times in seconds, `documents_per_worker` before it is replaced by a fresh one."""

    store: str
    listen: Address
    model: str = ""
    workers: int = 1
    log_format: LogFormat = LogFormat.CONSOLE
    log_level: LogLevel = LogLevel.INFO
    documents_per_worker: int = 5_000
    seconds_per_job: float = 180.0
    grace: float = 10.0


def make_config(
    *,
    store: str,
    listen: str = DEFAULT_LISTEN,
    model: str = "",
    workers: int = 0,
    log_format: str = LogFormat.CONSOLE,
    log_level: str = LogLevel.INFO,
    insecure_bind: bool = False,
) -> ServerConfig:
    """The configuration from what was typed; `workers` 0 means one for each processor but one.

    Raises InvalidField, whose field is the setting at fault.
    """
    if not 0 <= workers <= _MOST_WORKERS:
        raise InvalidField(f"{workers} workers; give 1 to {_MOST_WORKERS}, or 0 for one a processor.", field="workers")
    address = read_address(listen)
    if not address.is_local and not insecure_bind:
        raise InvalidField(
            f"{listen} can be reached from other machines, and this server has neither encryption nor passwords. "
            "Listen on 127.0.0.1, or add --insecure-bind if the network is yours alone.",
            field="listen",
        )
    return ServerConfig(
        store=store,
        listen=address,
        model=model,
        workers=workers or max(1, (os.cpu_count() or 1) - 1),
        log_format=LogFormat(log_format),
        log_level=LogLevel(log_level),
    )


def read_address(listen: str) -> Address:
    """`HOST:PORT`, `[IPV6]:PORT` or `:PORT` (this machine only). Raises InvalidField for anything else."""
    host, colon, port = listen.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    bracketed = bare != host
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > 65_535 or (":" in bare and not bracketed):
        raise InvalidField(
            f"{listen!r} is no address. Give HOST:PORT such as {DEFAULT_LISTEN}; port 0 takes a free one.",
            field="listen",
        )
    return Address(bare or "127.0.0.1", int(port))
