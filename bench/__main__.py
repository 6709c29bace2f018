"""`make bench`: measures every figure, prints it beside its bar and writes bench/results.json.

`python -m bench NAME…` measures only the named files. The figures over a full store are taken with 100,000 articles
generated from templates with a fixed seed, or as many as BENCH_ARTICLES says.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import (
    disk_over_articles,
    filter_p95_over_get,
    get_over_passthrough,
    help_over_start,
    import_over_grpc,
    ingest_over_executemany,
    overload,
    page1000_over_page1,
    parquet_over_pyarrow,
    parse_many_over_raw,
    parse_over_spacy,
    parse_scaling,
    parse_slope,
    read_p99_loaded_over_idle,
    search_p95_over_get,
    server_memory,
    start_over_model_load,
    stream_over_raw,
    watch_changes_per_second,
)
from bench.generated import SEED, article_count
from bench.load import client_name
from bench.stores import KINDS, full_store, suffix

RESULTS = Path(__file__).parent / "results.json"
MEASURES: list[Callable[[], dict[str, float]]] = [
    parse_over_spacy.measure,
    parse_slope.measure,
    parse_scaling.measure,
    get_over_passthrough.measure,
    read_p99_loaded_over_idle.measure,
    overload.measure,
    stream_over_raw.measure,
    start_over_model_load.measure,
    server_memory.measure,
    ingest_over_executemany.measure,
    import_over_grpc.measure,
    help_over_start.measure,
    parse_many_over_raw.measure,
    watch_changes_per_second.measure,
    parquet_over_pyarrow.measure,
]
STORE_MEASURES = [
    disk_over_articles.measure,
    search_p95_over_get.measure,
    filter_p95_over_get.measure,
    page1000_over_page1.measure,
]
# What each figure must reach: ("<", bar) is at most, (">", bar) at least; a figure without a bar is for information.
BARS = {
    "parse_over_spacy": ("<", 1.5),
    "parse_slope": ("<", 1.2),
    "parse_scaling": (">", 0.85),
    "get_over_passthrough": (">", 0.9),
    "get_full_over_passthrough": (">", 0.8),
    "read_p99_loaded_over_idle": ("<", 3),
    "overloaded_p99_over_unloaded": ("<", 3),
    # Or 0.8 of raw bytes, which a client that is not written in Python takes four times as fast.
    "stream_articles_per_second": (">", 100_000),
    "stream_again_over_raw": (">", 0.8),
    "start_over_model_load": ("<", 1.3),
    "import_over_grpc": ("<", 1.5),
    "help_over_start": ("<", 1),
    "parse_many_over_raw": (">", 0.9),
    "parquet_over_pyarrow": (">", 0.5),
    **{
        f"{name}{suffix(kind)}": bar
        for kind in KINDS
        for name, bar in {
            "ingest_over_executemany": (">", 0.5),
            "disk_over_articles": ("<", 2.5),
            "search_p95_over_get": ("<", 50),
            "filter_p95_over_get": ("<", 20),
            "page1000_over_page1": ("<", 1.5),
            "watch_changes_per_second": (">", 50_000),
        }.items()
    },
}


def main(names: Sequence[str]) -> int:
    """Run the measures of that name, all for none; 1 when a figure misses its bar, 2 when a name is none of them."""
    known = [*map(_name_of, MEASURES), *map(_name_of, STORE_MEASURES)]
    if set(names) - set(known):
        print(f"{__doc__}\nNames: {', '.join(known)}", file=sys.stderr)
        return 2
    figures: dict[str, float] = {}
    for measure in MEASURES:
        if _wanted(measure, names):
            figures.update(_timed(measure.__module__, measure))
    for kind in KINDS:
        wanted = [measure for measure in STORE_MEASURES if _wanted(measure, names)]
        if not wanted:
            continue
        print(f"{article_count():,} articles generated from templates, seed {SEED}, in {kind} …", file=sys.stderr)
        with full_store(kind) as store:
            for stored in wanted:
                found = _timed(stored.__module__, lambda stored=stored: stored(store))  # type: ignore[misc]
                figures.update({f"{name}{suffix(kind)}": value for name, value in found.items()})
    missed = [name for name, value in figures.items() if name in BARS and not _holds(value, *BARS[name])]
    for name, value in figures.items():
        side, bar = BARS.get(name, ("", 0.0))
        print(
            f"{name:44} {value:12.3f}" + (f"   {side} {bar}" if side else "") + ("   MISSED" if name in missed else "")
        )
    machine = {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "calls_made_by": client_name(),
        "stored_articles": f"{article_count()} generated from templates, seed {SEED}",
    }
    RESULTS.write_text(json.dumps({"figures": figures, "machine": machine}, indent=2) + "\n")
    return 1 if missed else 0


def _wanted(measure: Callable[..., dict[str, float]], names: Sequence[str]) -> bool:
    return not names or _name_of(measure) in names


def _name_of(measure: Callable[..., dict[str, float]]) -> str:
    return measure.__module__.removeprefix("bench.")


def _timed(module: str, measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    started = time.monotonic()
    print(f"{module.removeprefix('bench.')} …", file=sys.stderr, flush=True)
    figures = measure()
    print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return figures


def _holds(value: float, side: str, bar: float) -> bool:
    return value <= bar if side == "<" else value >= bar


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
