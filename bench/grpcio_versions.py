"""Which release of grpcio serves fastest: `python -m bench.grpcio_versions [VERSION…]`, a table with one row for each.

It installs each release into a folder of its own below build/bench, which needs the package index, and takes it alone
from there: everything else of a server stays as it is, so that nothing but gRPC makes a difference. All servers run at
once over one store, and are measured in turn. Releases that a server does not start with are told with the reason.

Beside the rates stands what a server computed for each call or article (Linux): the machine's other work moves the rates
by more than the releases differ, and this hardly.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

import grpc

from bench.load import Target, calls_per_second, client_name, target_of
from bench.passthrough import METHOD, STREAM
from bench.running import dateline_server, passthrough_server
from bench.stream_over_raw import WATCH, WHOLE_ARTICLES, fill, read_whole, stream_seconds
from dateline import Client
from dateline.v1.article_service_pb2 import GetArticleRequest

# The one that is pinned, the last whose calls a server can take in, and some between.
VERSIONS = ("1.76.0", "1.78.2", "1.81.2", "1.83.2")
_KEPT = Path(__file__).parents[1] / "build" / "bench"
_GET = "/dateline.v1.ArticleService/GetArticle"
_ARTICLES = 2_000
_CALLS = 1_600
_ROUNDS = 8


@dataclass(slots=True)
class Candidate:
    """The servers with one release, and what each round has measured."""

    version: str
    pid: int
    get: Target
    bare: Target
    watching: grpc.Channel
    streaming: grpc.Channel
    messages: int
    rounds: list[tuple[float, ...]] = field(default_factory=list)

    def measure(self) -> None:
        """One round more: calls and articles a second, then microseconds of the server for a Get and for an article."""
        began = _cpu_seconds(self.pid)
        get = calls_per_second(self.get, _CALLS)
        called = _cpu_seconds(self.pid)
        watch = _ARTICLES / stream_seconds(self.watching, WATCH, WHOLE_ARTICLES, self.messages)
        told = _cpu_seconds(self.pid)
        self.rounds.append(
            (
                get,
                calls_per_second(self.bare, _CALLS),
                watch,
                _ARTICLES / stream_seconds(self.streaming, STREAM, str(self.messages).encode(), self.messages),
                (called - began) / _CALLS * 1e6,
                (told - called) / _ARTICLES * 1e6,
            )
        )

    def summary(self) -> list[float]:
        """Of all rounds but the first, which warmed up: medians of rates, means of what the kernel counts in its ticks."""
        *rates, get, watch = zip(*self.rounds[1:], strict=True)
        return [*map(median, rates), mean(get), mean(watch)]


def main(versions: Sequence[str]) -> None:
    """Measure these releases, and print the table."""
    with ExitStack() as stack:
        store = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store.db")
        fill(store, _ARTICLES)
        candidates = []
        for version in versions:
            try:
                candidates.append(_start(stack, version, _install(version), store))
            except RuntimeError as error:
                print(f"{version}: {error}")
        for _ in range(_ROUNDS + 1):
            for candidate in candidates:
                candidate.measure()
        _print(candidates)


def _install(version: str) -> Path:
    """The folder that holds that release, installed unless it is there. Raises RuntimeError when it cannot be."""
    folder = _KEPT / f"grpcio-{version}"
    if not (folder / f"grpcio-{version}.dist-info").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        installed = subprocess.run([*command, f"grpcio=={version}"], capture_output=True, text=True, check=False)
        if installed.returncode:
            raise RuntimeError(installed.stderr.strip().splitlines()[-1])
    return folder


def _start(stack: ExitStack, version: str, folder: Path, store: str) -> Candidate:
    """Servers with that release. Raises RuntimeError when one does not start with it."""
    told = Path(f"{store}.{version}.log")
    log = stack.enter_context(told.open("w"))
    try:
        server = stack.enter_context(dateline_server(store, "--workers", "1", log=log, packages=folder))
    except RuntimeError:
        raise RuntimeError(f"no server starts: {told.read_text().strip().splitlines()[-1]}") from None
    options = [("grpc.max_receive_message_length", -1)]
    watching = stack.enter_context(grpc.insecure_channel(server.address, options))
    with Client(server.address) as client:
        [article] = client.articles.list().take(1)
    get = target_of(server.address, _GET, GetArticleRequest(name=article.name).SerializeToString())
    sizes = read_whole(watching, _ARTICLES)
    bare = stack.enter_context(passthrough_server(bytes(get.answer_bytes), folder))
    raw = stack.enter_context(passthrough_server(bytes(sum(sizes) // len(sizes)), folder))
    streaming = stack.enter_context(grpc.insecure_channel(raw.address, options))
    passthrough = Target(bare.address, METHOD, get.request, get.answer_bytes)
    return Candidate(version, server.process.pid, get, passthrough, watching, streaming, len(sizes))


def _cpu_seconds(pid: int) -> float:
    """What the process has computed until now, without its children."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _print(candidates: Sequence[Candidate]) -> None:
    print(
        f"Calls and articles a second, and microseconds of the server for each, of {_ROUNDS} rounds; in brackets over"
    )
    print("the first release.")
    print(f"Unary calls are made by {client_name()}, streams read by grpcio {grpc.__version__}.")
    heads = ("grpcio", "Get", "passthrough", "Watch", "raw stream", "µs a Get", "µs an article")
    print("".join(f"{head:>18}" for head in heads))
    first = candidates[0].summary()
    for candidate in candidates:
        cells = [f"{value:,.0f} ({value / base:.2f})" for value, base in zip(candidate.summary(), first, strict=True)]
        print("".join(f"{cell:>18}" for cell in (candidate.version, *cells)))


if __name__ == "__main__":
    main(sys.argv[1:] or VERSIONS)
