"""The collector of garbage is off while a process loads, whatever it loads, and on when it answers."""

import subprocess
import sys

# Each object holds itself, so that only the collector can take it away.
PROCESS = """
import gc
from dateline_server.serving.garbage import leave_garbage, pass_over_what_is_there

def make_garbage():
    for _ in range(5_000):
        circle = []
        circle.append(circle)

looks = []
gc.callbacks.append(lambda phase, _: looks.append(phase))
leave_garbage()
from dateline_server.extraction.parser import Parser
parser = Parser()
make_garbage()
assert not looks, "looked while it loaded"
pass_over_what_is_there()
assert gc.get_freeze_count() > 100_000, "would look through what was loaded"
make_garbage()
assert looks, "never looks again"
"""


def test_a_process_looks_for_garbage_only_after_it_has_loaded_its_model_and_only_in_what_came_later() -> None:
    done = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
