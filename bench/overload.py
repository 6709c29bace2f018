"""Reads of a server that is asked for more than it can answer, over those of the same server that has hardly any to do.

The load comes from h2load, over 16 connections with up to 100 calls each; it counts the calls that it would make and holds
back what the connections do not take. Beside it a few callers read at a low and even rate, and tell how long it took and
how it ended; before the load, they are all that there is. The server has one processor and the callers the others.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

import grpc
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from bench.articles import text_samples
from bench.load import FRAME_HEAD, Target, h2load_command, target_of
from bench.running import dateline_server
from dateline import Client
from dateline.v1.article_service_pb2 import GetArticleRequest

_GET = "/dateline.v1.ArticleService/GetArticle"
_CONNECTIONS = 16
_CALLS_OF_EACH = 100
_READERS = 16
_READS_A_SECOND = 150
_CALLS_TO_WARM_UP = 4_000
_CALLS_TO_MEASURE = 12_000
_SECONDS_TO_SETTLE = 1.0
_SECONDS_A_WINDOW = 3.0
_FEWEST_OF_A_WINDOW = 100
_DETAILS = "grpc-status-details-bin"
_BYTES_A_PAGE = 4096
_MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Reads:
    """What the readers saw: of those that were answered, seconds from the first read to when each began, and that it took;
    and those that were refused, with a time to wait or not.
    """

    answered: list[tuple[float, float]] = field(default_factory=list)
    refused: int = 0
    told_when: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """Seconds that 99 of 100 answered reads took at most: the median of windows, for one pause is all of a window's."""
        windows = defaultdict[int, list[float]](list)
        for began, seconds in self.answered:
            windows[int(began / _SECONDS_A_WINDOW)].append(seconds)
        full = [window for window in windows.values() if len(window) >= _FEWEST_OF_A_WINDOW]
        return median(sorted(window)[int(len(window) * 0.99)] for window in full)


@dataclass(frozen=True, slots=True)
class Overload:
    """Reads before, during and after; the calls a second that the server can answer, and does under the load; its resident
    megabytes before and at most.
    """

    capacity: float
    goodput: float
    before: Reads
    during: Reads
    after: Reads
    megabytes_before: float
    megabytes_at_most: float


def available() -> bool:
    """Whether the load can be made here."""
    return shutil.which("h2load") is not None and (os.cpu_count() or 1) > 1


def overload(seconds: int, times: float = 4.0, seconds_before: int = 15, seconds_to_recover: float = 5.0) -> Overload:
    """Offer a server so many times what it can answer for so many seconds."""
    with ExitStack() as stack:
        server = stack.enter_context(dateline_server("", "--workers", "1"))
        _pin(server.process.pid, {0})
        with Client(server.address) as client:
            name = client.ingest(text_samples()[0]).name
        target = target_of(server.address, _GET, GetArticleRequest(name=name).SerializeToString())
        body = stack.enter_context(tempfile.NamedTemporaryFile())
        body.write(target.framed)
        body.flush()
        others = set(range(os.cpu_count() or 1)) - {0}

        def load(*options: str) -> "subprocess.Popen[str]":
            command = [*h2load_command(target, body.name), f"-c{_CONNECTIONS}", *options]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            os.sched_setaffinity(process.pid, others)
            return process

        def offer(rate: float, duration: int) -> "subprocess.Popen[str]":
            each = max(1, round(rate / _CONNECTIONS))
            return load(f"-m{_CALLS_OF_EACH}", f"-D{duration}", f"--rps={each}")

        load("-m2", f"-n{_CALLS_TO_WARM_UP}").communicate()
        calls_began = time.perf_counter()
        load("-m2", f"-n{_CALLS_TO_MEASURE}").communicate()
        capacity = _CALLS_TO_MEASURE / (time.perf_counter() - calls_began)
        megabytes_before = _resident(server.process.pid)
        time.sleep(_SECONDS_TO_SETTLE)
        before = _read(target, seconds_before)
        with _peak(server.process.pid) as peak:
            much = offer(capacity * times, seconds)
            during = _read(target, seconds - _SECONDS_TO_SETTLE)
            much_answered = _answered(much.communicate()[0], target)
            time.sleep(seconds_to_recover)
            after = _read(target, 9)
        return Overload(capacity, much_answered / seconds, before, during, after, megabytes_before, peak[0])


def measure() -> dict[str, float]:
    """`overloaded_p99_over_unloaded` of the reads that are answered, and the shares, at four times the load: of the calls
    that the server could answer those that it does, and of the reads those that it refuses.

    Nothing where the load cannot be made.
    """
    if not available():
        return {}
    seen = overload(20)
    during = seen.during
    return {
        "overloaded_p99_over_unloaded": during.p99 / seen.before.p99,
        "overloaded_goodput_over_capacity": seen.goodput / seen.capacity,
        "overloaded_share_refused": during.refused / (during.refused + len(during.answered)),
    }


def _read(target: Target, seconds: float) -> Reads:
    """Read at a low rate, over connections of its own."""
    reads = Reads()
    lock = threading.Lock()
    with ExitStack() as stack:
        own = [("grpc.use_local_subchannel_pool", 1)]
        channels = [stack.enter_context(grpc.insecure_channel(target.address, options=own)) for _ in range(_READERS)]
        for channel in channels:
            grpc.channel_ready_future(channel).result(10)
        methods: cycle[grpc.UnaryUnaryMultiCallable[bytes, bytes]] = cycle(
            [channel.unary_unary(target.method) for channel in channels]
        )
        calls = []
        first = time.perf_counter()
        end = time.monotonic() + seconds
        turn = time.monotonic()
        while turn < end:
            time.sleep(max(0.0, turn - time.monotonic()))
            turn += 1 / _READS_A_SECOND
            call = next(methods).future(target.request, timeout=20)
            began = time.perf_counter()
            call.add_done_callback(partial(_note, reads, lock, first, began))
            calls.append(call)
        for call in calls:
            call.exception()
    return reads


def _note(reads: Reads, lock: threading.Lock, first: float, began: float, call: "grpc._CallFuture[bytes]") -> None:
    seconds = time.perf_counter() - began
    with lock:
        if call.code() == grpc.StatusCode.OK:
            reads.answered.append((began - first, seconds))
        elif call.code() == grpc.StatusCode.RESOURCE_EXHAUSTED:
            reads.refused += 1
            reads.told_when += _tells_when(call.trailing_metadata())
        else:
            reads.failed.append(f"{call.code()}: {call.details()}")


def _answered(told: str, target: Target) -> float:
    """How many calls were answered, by the bytes that h2load tells: a refusal has none."""
    found = re.search(r"\((\d+)\) data", told)
    assert found is not None, told
    return int(found[1]) / (target.answer_bytes + FRAME_HEAD)


def _tells_when(trailing: Sequence[tuple[str, str | bytes]]) -> bool:
    packed = dict(trailing).get(_DETAILS, b"")
    assert isinstance(packed, bytes)
    return any(detail.Is(RetryInfo.DESCRIPTOR) for detail in Status.FromString(packed).details)


def _pin(pid: int, processors: set[int]) -> None:
    """Leave all threads of the process these processors alone."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), processors)


def _resident(pid: int) -> float:
    """Megabytes of the process itself: workers take no part in reads."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _BYTES_A_PAGE / _MEGABYTE


@contextmanager
def _peak(pid: int) -> Iterator[list[float]]:
    """The most that the process had in memory so far, inside the block."""
    most = [_resident(pid)]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], _resident(pid))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()
