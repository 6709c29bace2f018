"""Starts a server as its users do, in a process of its own, and ends it again."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_LISTENING = "listening on "


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Where a server answers, and its process."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def dateline_server(
    store: str = "",
    *options: str,
    log: IO[str] | None = None,
    packages: Path | None = None,
    program: str = "dateline_server.commands",
) -> Iterator[RunningServer]:
    """`dateline serve` on a free port, with an empty store if none is named. Raises RuntimeError when it does not start.

    Only faults are logged unless the options say otherwise; to `log`, or where this process writes its own. What is
    installed in the folder `packages` is taken from there. `program` is the module that is `dateline serve`.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = store or str(Path(folder) / "bench.db")
        arguments = ["--listen", "127.0.0.1:0", "--store", store, "--log-level", "error", *options]
        with _run([sys.executable, "-m", program, *arguments], log, packages) as server:
            yield server


@contextmanager
def passthrough_server(payload: bytes, packages: Path | None = None) -> Iterator[RunningServer]:
    """The ceiling: a gRPC server that answers every call with the same bytes; `packages` as for `dateline_server`."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(payload)
        file.flush()
        with _run([sys.executable, "-m", "bench.passthrough", file.name], packages=packages) as server:
            yield server


@contextmanager
def _run(command: list[str], log: IO[str] | None = None, packages: Path | None = None) -> Iterator[RunningServer]:
    environment = {**os.environ, "PYTHONPATH": str(packages)} if packages else None
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        if not first.startswith(_LISTENING):
            raise RuntimeError(f"{command[2]} did not start: {first!r}")
        yield RunningServer(first.removeprefix(_LISTENING).strip(), process)
    finally:
        process.terminate()
        process.wait(30)
