"""Calls made as fast as a server answers: by h2load where that is installed, else by a client in Python.

A client in Python makes hardly more calls a second than a server in Python answers, so it blurs what it measures; h2load
(Debian's package nghttp2-client) makes several times as many.
"""

import asyncio
import re
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import grpc

_H2LOAD = shutil.which("h2load")
_AT_ONCE = 16
_HEADERS = ("content-type: application/grpc", "te: trailers")
_WIDE_WINDOWS = ("-w30", "-W30")  # bits of HTTP/2's flow control: the server never waits for a message to be counted
FRAME_HEAD = 5  # bytes before a message


@dataclass(frozen=True, slots=True)
class Target:
    """A method of a server, the one request that it is sent, and the bytes of the message that it answers with."""

    address: str
    method: str
    request: bytes
    answer_bytes: int
    token: str = ""

    @property
    def framed(self) -> bytes:
        """The request as it goes over the wire."""
        return b"\0" + struct.pack("!I", len(self.request)) + self.request


def target_of(address: str, method: str, request: bytes, token: str = "") -> Target:
    """The target, as large as the answer is now: what is stored need not be as long as the message that it is read as."""
    with grpc.insecure_channel(address) as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(method)
        target = Target(address, method, request, 0, token)
        return replace(target, answer_bytes=len(call(request, metadata=_metadata(target))))


def client_name() -> str:
    """Who makes the calls."""
    return "h2load" if _H2LOAD else "grpc.aio, for want of h2load"


def calls_per_second(target: Target, calls: int) -> float:
    """The rate of so many calls, 16 of them under way. Raises RuntimeError when one is not answered as it should be."""
    if _H2LOAD is None:
        return asyncio.run(_call_from_python(target, calls))
    out = _run_h2load(target, calls, _AT_ONCE)
    return float(_find(r"([\d.]+) req/s", out))


def latencies(target: Target, calls: int) -> list[float]:
    """Seconds that each of so many calls took, one after another. Raises RuntimeError as `calls_per_second`."""
    if _H2LOAD is None:
        return _time_from_python(target, calls)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        _run_h2load(target, calls, 1, f"--log-file={log}")
        # Each line: when it began, the status of HTTP, microseconds.
        return [int(line.split("\t")[2]) / 1e6 for line in log.read_text().splitlines()]


def bytes_per_second(target: Target, seconds: float) -> float:
    """The rate at which the answers of one stream come for so long; it is left then. The stream must be longer."""
    if _H2LOAD is None:
        return _stream_to_python(target, seconds)
    with tempfile.NamedTemporaryFile() as body:
        body.write(target.framed)
        body.flush()
        limits = ["-c1", "-m1", *_WIDE_WINDOWS, f"-D{round(seconds * 1000)}ms"]
        command = [*h2load_command(target, body.name), *limits]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    took, unit = _find(r"finished in ([\d.]+)(m?s),", out), _find(r"finished in [\d.]+(m?s),", out)
    return int(_find(r"\((\d+)\) data", out)) / float(took) * (1000 if unit == "ms" else 1)


def h2load_command(target: Target, body: str) -> list[str]:
    """The command that sends the target the file `body`, to which options can be added; h2load must be installed."""
    headers: Sequence[str] = (*_HEADERS, *([f"authorization: Bearer {target.token}"] if target.token else []))
    command = ["h2load", f"http://{target.address}{target.method}", f"-d{body}"]
    return command + [part for header in headers for part in ("-H", header)]


def _run_h2load(target: Target, calls: int, at_once: int, *options: str) -> str:
    with tempfile.NamedTemporaryFile() as body:
        body.write(target.framed)
        body.flush()
        command = [*h2load_command(target, body.name), f"-n{calls}", "-c1", f"-m{at_once}", *options]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # gRPC tells failures in trailers, which h2load does not read: an answer that is none has no message.
    expected = calls * (target.answer_bytes + FRAME_HEAD)
    if int(_find(r"(\d+) 2xx", out)) != calls or int(_find(r"\((\d+)\) data", out)) != expected:
        raise RuntimeError(f"not every call to {target.method} was answered as it should be:\n{out}")
    return out


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"h2load says nothing of {pattern!r}:\n{text}")
    return found[1]


def _stream_to_python(target: Target, seconds: float) -> float:
    with grpc.insecure_channel(target.address, [("grpc.max_receive_message_length", -1)]) as channel:
        method: grpc.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(target.method)
        call = method(target.request, metadata=_metadata(target))
        started, taken, now = time.perf_counter(), 0, 0.0
        for message in call:
            taken, now = taken + len(message), time.perf_counter() - started
            if now >= seconds:
                call.cancel()
                return taken / now
    raise RuntimeError(f"{target.method} ended after {now:.2f} seconds")


async def _call_from_python(target: Target, calls: int) -> float:
    async with grpc.aio.insecure_channel(target.address) as channel:
        method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(target.method)
        metadata = _metadata(target)

        async def call_in_turn() -> None:
            for _ in range(calls // _AT_ONCE):
                _check(target, await method(target.request, metadata=metadata))

        await method(target.request, metadata=metadata)
        started = time.perf_counter()
        await asyncio.gather(*(call_in_turn() for _ in range(_AT_ONCE)))
        return calls // _AT_ONCE * _AT_ONCE / (time.perf_counter() - started)


def _time_from_python(target: Target, calls: int) -> list[float]:
    seconds = []
    with grpc.insecure_channel(target.address) as channel:
        method: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(target.method)
        method(target.request, metadata=_metadata(target))
        for _ in range(calls):
            started = time.perf_counter()
            answer = method(target.request, metadata=_metadata(target))
            seconds.append(time.perf_counter() - started)
            _check(target, answer)
    return seconds


def _metadata(target: Target) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {target.token}"),) if target.token else ()


def _check(target: Target, answer: bytes) -> None:
    if len(answer) != target.answer_bytes:
        raise RuntimeError(f"{target.method} was answered with {len(answer)} bytes instead of {target.answer_bytes}")
