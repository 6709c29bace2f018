"""One log line for each call: method, code, duration, peer and request id; never a word of an article.

Lines are written a moment later and together: formatting one between two calls costs a point read several times what it
costs in a row. Where the log is JSON they are put together here, which takes a fifth of what structlog takes for the same.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NamedTuple

import structlog

_NAME = "dateline.calls"
_SECONDS_TO_GATHER = 0.02
_log = structlog.get_logger(_NAME)


class EndedCall(NamedTuple):
    """What the line of a call tells: `ended` in seconds since 1970; `principal` and `reason` are empty without one."""

    method: str
    code: str
    seconds: float
    ended: float
    peer: str
    request_id: str
    principal: str
    reason: str


class CallLines:
    """The log of the calls of one server; `json` says that the log is written in it. `wanted` is whether lines are."""

    def __init__(self, *, json: bool) -> None:
        self._log = _log.bind()
        self.wanted: bool = self._log.is_enabled_for(logging.INFO)
        self._print: Callable[[str], object] | None = None
        if json:
            self._print = structlog.get_config()["logger_factory"](_NAME).info
        self._ended: list[EndedCall] = []

    def add(self, call: EndedCall) -> None:
        """Have the line of the call written soon."""
        if not self._ended:
            asyncio.get_running_loop().call_later(_SECONDS_TO_GATHER, self.write)
        self._ended.append(call)

    def write(self) -> None:
        """Write the lines of all calls that have ended."""
        ended, self._ended = self._ended, []
        if self._print is not None:
            if ended:
                self._print("\n".join(map(_format_json, ended)))
            return
        for call in ended:
            self._log.info("call", **_tell(call))


def _format_json(call: EndedCall) -> str:
    """What structlog and `json` make of `_tell`, and the level."""
    quote = encode_basestring
    reason = f', "reason": "{call.reason}"' if call.reason else ""
    principal = f', "principal": {quote(call.principal)}' if call.principal else ""
    return (
        f'{{"method": "{call.method}", "code": "{call.code}", "duration_ms": {_milliseconds(call)}, '
        f'"peer": {quote(call.peer)}, "request_id": {quote(call.request_id)}, '
        f'"timestamp": "{_write_time(call.ended)}"{reason}{principal}, "event": "call", "level": "info"}}'
    )


def _tell(call: EndedCall) -> dict[str, object]:
    told: dict[str, object] = {
        "method": call.method,
        "code": call.code,
        "duration_ms": _milliseconds(call),
        "peer": call.peer,
        "request_id": call.request_id,
        "timestamp": _write_time(call.ended),
    }
    if call.reason:
        told["reason"] = call.reason
    if call.principal:
        told["principal"] = call.principal
    return told


def _milliseconds(call: EndedCall) -> float:
    return round(call.seconds * 1e3, 3)


def _write_time(seconds: float) -> str:
    """`2027-01-31T12:00:00.250+00:00`."""
    whole = int(seconds)
    return f"{_write_second(whole)}.{int((seconds - whole) * 1e3):03}+00:00"


@lru_cache(2)
def _write_second(second: int) -> str:
    """`2027-01-31T12:00:00`; calls that end together share it."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
