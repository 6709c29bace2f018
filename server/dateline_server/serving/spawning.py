"""Starts worker processes. It imports little, so that `serve` can do so before it loads what a server is made of."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from dateline_server.serving.config import ServerConfig

# Workers share the processors; threads inside them would fight for the same.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Spawned:
    """A worker that has begun to load its model, and our end of the socket over which it says when it has."""

    process: subprocess.Popen[bytes]
    connection: socket.socket

    def end(self, patience: float = 0.0) -> int:
        """End the process, whatever it is at, unless it does so itself in these seconds; its code, once it is gone."""
        self.connection.close()
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(patience)
        self.process.kill()
        return self.process.wait()


def spawn_worker(config: ServerConfig, *, hurry: bool = False) -> Spawned:
    """A new worker process. It gives way to others while it loads too, unless it is in a `hurry`."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "dateline_server.serving.worker"),
                *(str(theirs.fileno()), str(os.getpid()), "hurry" if hurry else ""),
                *(config.model, config.log_format, config.log_level),
            ],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=_ONE_THREAD | os.environ,
            # Ctrl-C in a terminal is for the server alone. In a session of its own, which Linux can give as much of the
            # processors as any other, it would not give way to the server.
            process_group=0,
        )
    return Spawned(process, ours)


@contextmanager
def spawned_workers(config: ServerConfig) -> Iterator[list[Spawned]]:
    """All workers of a server that is about to start, in a hurry; whoever has not ended with the block is ended."""
    workers = [spawn_worker(config, hurry=True) for _ in range(config.workers)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end()
