"""`make bench`: measures every figure, prints it beside its bar and writes bench/results.json."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import get_over_passthrough, parse_over_spacy, parse_slope, server_memory

RESULTS = Path(__file__).parent / "results.json"
MEASURES: list[Callable[[], dict[str, float]]] = [
    parse_over_spacy.measure,
    parse_slope.measure,
    get_over_passthrough.measure,
    server_memory.measure,
]
# What each figure must reach: ("<", bar) is at most, (">", bar) at least; a figure without a bar is for information.
BARS = {"parse_over_spacy": ("<", 1.5), "parse_slope": ("<", 1.2), "get_over_passthrough": (">", 0.80)}


def main() -> int:
    """Run all measures; 1 when a figure misses its bar."""
    figures: dict[str, float] = {}
    for measure in MEASURES:
        started = time.monotonic()
        print(f"{measure.__module__.removeprefix('bench.')} …", file=sys.stderr, flush=True)
        figures.update(measure())
        print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    missed = [name for name, (side, bar) in BARS.items() if not _holds(figures[name], side, bar)]
    for name, value in figures.items():
        side, bar = BARS.get(name, ("", 0.0))
        print(
            f"{name:40} {value:10.3f}" + (f"   {side} {bar}" if side else "") + ("   MISSED" if name in missed else "")
        )
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    RESULTS.write_text(json.dumps({"figures": figures, "machine": machine}, indent=2) + "\n")
    return 1 if missed else 0


def _holds(value: float, side: str, bar: float) -> bool:
    return value <= bar if side == "<" else value >= bar


if __name__ == "__main__":
    sys.exit(main())
