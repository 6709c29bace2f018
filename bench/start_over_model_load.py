"""From the start of `dateline serve` until it is SERVING, over a process that does nothing but load the model with spaCy.

Both are whole processes, from their start, on a machine whose disk has everything in its cache; the other process imports
spaCy, loads the pipeline that the server reads with, and ends. The modules of both are compiled, as pip leaves them.
"""

import compileall
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import dateline
import dateline_server as package
from bench.running import dateline_server
from dateline_server.language.pipeline import DEFAULT_MODEL

_ROUNDS = 9
_LOAD = f"import spacy; spacy.load({DEFAULT_MODEL!r})"


def measure() -> dict[str, float]:
    """`start_over_model_load` (ratio of seconds, in turn, median) and `start_seconds`, with everything in the disk's cache."""
    for module in (dateline, package):
        compileall.compile_dir(Path(next(iter(module.__path__))), quiet=2)
    rounds = [(_load(), _start()) for _ in range(_ROUNDS + 1)]
    del rounds[0]  # it warmed up
    return {
        "start_over_model_load": median(start / load for load, start in rounds),
        "start_seconds": median(start for _, start in rounds),
    }


def _load() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", _LOAD], check=True)
    return time.perf_counter() - started


def _start() -> float:
    started = time.perf_counter()
    with dateline_server():  # which is there when the server says that it listens, and health says SERVING
        return time.perf_counter() - started
