"""A process that gives way is nicer and takes long turns where Linux lets it choose; who answers takes shorter ones."""

import ctypes
import os
import platform
import struct
import subprocess
import sys

import pytest

from dateline_server.serving.config import make_config
from dateline_server.serving.frames import receive_frame
from dateline_server.serving.spawning import spawn_worker

NICEST = 19
LONG_TURN = 100_000_000
# The first version of sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
ATTRIBUTES = struct.Struct("=IIQiIQQQ")
GET_ATTRIBUTES = {"x86_64": 315, "aarch64": 275}.get(platform.machine()) if sys.platform == "linux" else None


def niceness_and_turn(process: int) -> tuple[int, int]:
    """As the system has them; the turn in nanoseconds, 0 where it is not for a process to choose."""
    buffer = ctypes.create_string_buffer(ATTRIBUTES.size)
    if ctypes.CDLL(None).syscall(GET_ATTRIBUTES, process, buffer, ATTRIBUTES.size, 0):
        return os.getpriority(os.PRIO_PROCESS, process), 0
    _, policy, _, niceness, _, turn, _, _ = ATTRIBUTES.unpack(buffer.raw)
    assert policy == os.SCHED_OTHER
    return niceness, turn


@pytest.mark.skipif(GET_ATTRIBUTES is None or not niceness_and_turn(0)[1], reason="Linux before 6.12")
def test_a_worker_takes_long_turns_and_stays_nice() -> None:
    worker = spawn_worker(make_config(store="unused.db", workers=1))
    try:
        assert receive_frame(worker.connection) is not None
        niceness, turn = niceness_and_turn(worker.process.pid)
        assert niceness == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, NICEST)
        assert turn == LONG_TURN
        assert niceness_and_turn(0)[1] < LONG_TURN
    finally:
        worker.end()


@pytest.mark.skipif(GET_ATTRIBUTES is None or not niceness_and_turn(0)[1], reason="Linux before 6.12")
def test_who_answers_takes_shorter_turns_and_so_do_its_threads_and_is_no_nicer() -> None:
    code = """
import threading
from dateline_server.serving.giving_way import come_to_answer
come_to_answer()
threading.Thread(target=lambda: (print(threading.get_native_id(), flush=True), input())).start()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        thread = int(process.stdout.readline())
        niceness, given = niceness_and_turn(0)
        niceness_there, turn = niceness_and_turn(process.pid)
        assert (niceness_there, turn) == niceness_and_turn(thread)
        assert niceness_there == niceness
        assert given / 2 < turn < given
        process.communicate(b"\n")


def test_where_no_turn_can_be_chosen_a_process_is_nice_all_the_same() -> None:
    code = """
import os, platform
platform.machine = lambda: "pdp11"
from dateline_server.serving.giving_way import give_way
before = os.nice(0)
give_way()
print(os.nice(0) == min(before + 10, 19))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n"
