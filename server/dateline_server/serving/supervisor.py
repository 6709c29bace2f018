"""Several server processes behind one port, each replaced when it dies.

The kernel spreads new connections over the processes (SO_REUSEPORT). The supervisor holds the port without listening,
starts the processes, and hands on the signals that it gets; it never loads gRPC, so that there is nothing in it to die of.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

import structlog

from dateline_server.serving.config import Address, ServerConfig
from dateline_server.serving.ports import hold_port

_log = structlog.get_logger("dateline.supervisor")

_LONGEST_PAUSE = 30.0
# A process that ran for this long before it died is started again at once.
_SECONDS_TO_BE_SOUND = 60.0
_READY = b"listening on "


class Supervisor:
    """Runs the processes of a server. `settings` is what each is told in its environment."""

    def __init__(self, config: ServerConfig, settings: Mapping[str, str]) -> None:
        self._config = config
        self._settings = settings
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self._ready: set[int] = set()
        self._stopping = asyncio.Event()
        self._failed = 0

    async def run(self) -> int:
        """The exit code: 0 after a signal; that of the first process which could not be started at all.

        Raises Unavailable or InvalidField when the port cannot be had.
        """
        with hold_port(self._config.listen, "listen") as held:
            address = Address(self._config.listen.host, held.getsockname()[1])
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._stop, number)
            keeping = [
                asyncio.create_task(self._keep_running(index, address)) for index in range(self._config.processes)
            ]
            await asyncio.gather(*keeping)
        return self._failed

    def _stop(self, number: int) -> None:
        """Hand the signal on: the first asks for an end in order, the second for one on the spot."""
        self._stopping.set()
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.send_signal(number)

    async def _keep_running(self, index: int, address: Address) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._run_one(index, address)
            if self._stopping.is_set():
                return
            if index not in self._ready:  # it has never served: what stands in its way stands in the way of all
                self._failed = self._failed or code or 1
                self._stop(signal.SIGTERM)
                return
            if time.monotonic() - began > _SECONDS_TO_BE_SOUND:
                pause = 1.0
            _log.error("process lost", process=index, code=code, seconds_until_next_start=pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _run_one(self, index: int, address: Address) -> int:
        """Its exit code, when it has ended."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "dateline_server.commands"),
            env=os.environ | self._settings | self._settings_of(index, address),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is for the supervisor alone, which hands it on
        )
        self._running[index] = process
        try:
            assert process.stdout is not None
            async for line in process.stdout:
                if line.startswith(_READY):
                    self._welcome(index, address)
            return await process.wait()
        finally:
            del self._running[index]
            with suppress(ProcessLookupError):
                process.kill()

    def _welcome(self, index: int, address: Address) -> None:
        if index not in self._ready:
            self._ready.add(index)
            if len(self._ready) == self._config.processes:
                print(f"listening on {address}", flush=True)

    def _settings_of(self, index: int, address: Address) -> dict[str, str]:
        """What holds for one process: ports of its own where a fixed one was given, and its share of the workers."""
        config = self._config
        own = {
            "DATELINE_LISTEN": str(address),
            "DATELINE_PROCESSES": "1",
            "DATELINE_REUSE_PORT": "1",
            "DATELINE_WORKERS": str(max(1, config.workers // config.processes)),
        }
        if config.admin_listen is not None:
            own["DATELINE_ADMIN_LISTEN"] = str(_beside(config.admin_listen, index))
        if config.metrics_listen is not None:
            own["DATELINE_METRICS_LISTEN"] = str(_beside(config.metrics_listen, index))
        return own


def _beside(address: Address, index: int) -> Address:
    return Address(address.host, address.port + index if address.port else 0)
