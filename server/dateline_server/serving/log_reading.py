"""The log process as the server sees it: there while somebody is told a long piece of the log, and a minute longer."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass

import structlog

from dateline_server.feed.rendering import WatchOptions
from dateline_server.feed.stretches import Stretch
from dateline_server.serving.frames import Kind, read_frame, write_frame
from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.shared_places import Read, Run, SharedPlaces, make_places

# Changes. Until a process has started, a server has told some twenty thousand itself.
_WORTH_STARTING = 16_384
_WORTH_ASKING = 1_024
_UNUSED_SECONDS = 60.0
_SECONDS_AFTER_FAULT = 60.0
_LEFT_SECONDS = 0.25  # a run that nobody has gone on with for so long makes way for another
_LONGEST_SECONDS = 30.0  # for one stretch

_log = structlog.get_logger("dateline.feed")


@dataclass(slots=True)
class _Process:
    """A running log process, and our end of what we share with it."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    places: SharedPlaces

    async def end(self) -> None:
        """End it, whatever it is at."""
        self.writer.close()
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        self.places.close()


class LogReading:
    """The StretchReader of a server: a process over the store at an address, started when a watcher comes from far back.

    It reads for one watcher at a time, and for those who ask for the same; the others are told by the server itself, and so
    is everyone until the process has started, and after it has failed.
    """

    def __init__(
        self,
        store: str,
        log_format: LogFormat = LogFormat.CONSOLE,
        log_level: LogLevel = LogLevel.INFO,
        *,
        worth_starting: int = _WORTH_STARTING,
        worth_asking: int = _WORTH_ASKING,
        unused_seconds: float = _UNUSED_SECONDS,
    ) -> None:
        self._store = store
        self._logs = (log_format, log_level)
        self._worth_starting, self._worth_asking = worth_starting, worth_asking
        self._unused_seconds = unused_seconds
        self._process: _Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._ended: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._run = Run(0, 0, 0, full=False, before=False)
        self._over = True  # the run
        self._busy = False
        self._asked = 0.0

    @property
    def process_id(self) -> int | None:
        """Of the process that reads now."""
        return self._process.process.pid if self._process else None

    async def read(self, after: int, until: int, options: WatchOptions) -> Stretch | None:
        """See StretchReader."""
        if self._busy or options.filter:
            return None
        now = asyncio.get_running_loop().time()
        wanted = self._run._replace(after=after, full=options.full, before=options.before)
        if self._process is None:
            if until - after >= self._worth_starting and now >= self._not_before and sys.platform == "linux":
                self._start_in_time()
            return None
        if self._over or wanted != self._run:
            if until - after < self._worth_asking or (not self._over and now - self._asked < _LEFT_SECONDS):
                return None
            self._run = wanted._replace(number=wanted.number + 1, until=until)
            self._over = False
            write_frame(self._process.writer, Kind.READ_LOG, self._run.pack())
        self._asked = now
        self._end_when_unused()
        return await self._take(self._process)

    async def close(self) -> None:
        """End the process."""
        if self._starting is not None:
            self._starting.cancel()
            with suppress(asyncio.CancelledError):
                await self._starting
        await self._end()

    async def _take(self, process: _Process) -> Stretch | None:
        """The next stretch of the run, None when it is over. Answers of earlier runs may come first."""
        self._busy = True
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                while True:
                    _, content = await read_frame(process.reader)
                    read = Read.unpack(content)
                    current = read.run == self._run.number
                    if not read.length:
                        if not current:
                            continue
                        self._over = True
                        return None
                    message = process.places.read(read.place, read.length) if current else b""
                    write_frame(process.writer, Kind.TAKEN, bytes((read.place,)))
                    if current:
                        self._run = self._run._replace(after=read.last)
                        return Stretch(message, read.last, read.empty)
        except (EOFError, OSError) as error:  # TimeoutError is one
            if self._process is process:  # otherwise it was ended here
                self._do_without("the log process was lost", error)
                await self._end()
            return None
        finally:
            self._busy = False

    def _start_in_time(self) -> None:
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        try:
            self._process = await self._spawn()
            self._over = True
            self._end_when_unused()
        except (EOFError, OSError) as error:
            self._do_without("the log process did not start", error)
        finally:
            self._starting = None

    async def _spawn(self) -> _Process:
        places = make_places()
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", "dateline_server.serving.log_process"),
                    *(str(theirs.fileno()), str(places.descriptor), str(os.getpid()), *self._logs),
                    pass_fds=(theirs.fileno(), places.descriptor),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    # Ctrl-C in a terminal is for the server alone; see exporting.py.
                    process_group=0,
                )
        except BaseException:
            writer.close()
            places.close()
            raise
        spawned = _Process(process, reader, writer, places)
        try:
            # The address may hold a password, so it is nothing for the list of processes.
            write_frame(writer, Kind.READ_LOG, os.fsencode(self._store))
            await read_frame(reader)
        except BaseException:
            await spawned.end()
            raise
        return spawned

    def _do_without(self, what: str, error: Exception) -> None:
        _log.warning(f"{what}; the server reads the log itself for a while", error=repr(error))
        self._not_before = asyncio.get_running_loop().time() + _SECONDS_AFTER_FAULT

    def _end_when_unused(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.get_running_loop().call_later(self._unused_seconds, self._end_unused)

    def _end_unused(self) -> None:
        if not self._busy:
            self._ended = asyncio.create_task(self._end())  # kept, so that it is not collected before it is done

    async def _end(self) -> None:
        process, self._process = self._process, None
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        if process is not None:
            await process.end()
