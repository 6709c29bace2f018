"""A worker ends with its server, even in the middle of a step in which it cannot notice that the server is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SERVER = """
import sys, time
from dateline_server.serving.config import make_config
from dateline_server.serving.frames import receive_frame
from dateline_server.serving.spawning import spawn_worker

worker = spawn_worker(make_config(store="unused.db", workers=1), hurry=True)
assert receive_frame(worker.connection) is not None
print(worker.process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_worker_that_is_held_up_ends_with_its_server() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            worker = int(server.stdout.readline())
            os.kill(worker, signal.SIGSTOP)
            assert is_there(worker)
        finally:
            server.kill()
    wait_until_gone(worker)


def test_a_process_whose_parent_is_gone_already_ends_at_once() -> None:
    code = "from dateline_server.serving.parentage import die_with_parent; die_with_parent(1); print('went on')"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")


def is_there(process: int) -> bool:
    """Whether it has not ended; one that nobody has buried yet has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(process: int) -> None:
    for _ in range(600):
        if not is_there(process):
            return
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    pytest.fail(f"process {process} outlived its server")
