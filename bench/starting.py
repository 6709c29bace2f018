"""What it costs to start: processor seconds of whole processes, side by side in turn."""

import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ROUNDS = 15
DATELINE = [str(Path(sys.executable).with_name("dateline"))]


def python(code: str) -> list[str]:
    """A Python process that does this and ends."""
    return [sys.executable, "-c", code]


def processor_seconds(*commands: Sequence[str]) -> list[float]:
    """The median of each command over the rounds, in each of which all of them have their turn."""
    rounds = [[_one(command) for command in commands] for _ in range(_ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _one(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
