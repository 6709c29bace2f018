"""One worker process as the server sees it: started, asked, ended."""

import asyncio
import os
import socket
import sys
from contextlib import suppress

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline_server.errors import WorkerCrashed
from dateline_server.services.errors import Refusal
from dateline_server.serving.config import ServerConfig
from dateline_server.serving.frames import Kind, read_frame, write_frame

_BYTES_A_PAGE = os.sysconf("SC_PAGE_SIZE")
# Workers share the processors; threads inside them would fight for the same.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class WorkerProcess:
    """A worker that has loaded its model. It does one thing at a time: ask again only after the answer."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        engine: Engine,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.engine = engine
        self.documents_read = 0
        self._memory = _memory_of(process.pid)

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._process.pid

    def growth(self) -> int:
        """Bytes that the process holds in memory beyond what it held when it was ready; 0 where the system does not tell."""
        return _memory_of(self.pid) - self._memory

    async def ask(self, kind: Kind, content: bytes) -> bytes | None:
        """What the worker answers; None when it was told to stop, and did. Raises WorkerCrashed when it dies over it."""
        try:
            write_frame(self._writer, kind, content)
            await self._writer.drain()
            answered, answer = await read_frame(self._reader)
        except (EOFError, OSError) as error:
            raise WorkerCrashed(
                "The process that read the document died over it, twice. It was not stored; please report the document."
            ) from error
        return None if answered == Kind.STOPPED else answer

    def stop(self) -> None:
        """Tell the worker that what it was asked is not wanted; it answers soon, at a checkpoint."""
        write_frame(self._writer, Kind.STOP, b"")

    async def end(self) -> None:
        """End the process, whatever it is at: it keeps nothing that could be lost."""
        self._writer.close()
        await _kill(self._process)


async def start_worker(config: ServerConfig) -> WorkerProcess:
    """A worker that is ready: seconds, in which the model is loaded.

    Raises Refusal with what the worker says when it cannot, such as MODEL_MISSING, and WorkerCrashed when it dies.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "dateline_server.serving.worker"),
            *(str(theirs.fileno()), config.model, config.log_format, config.log_level),
            pass_fds=(theirs.fileno(),),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            env=_ONE_THREAD | os.environ,
            start_new_session=True,  # Ctrl-C in a terminal is for the server alone
        )
    try:
        reader, writer = await asyncio.open_connection(sock=ours)
        kind, content = await read_frame(reader)
        if kind == Kind.FAILED:
            raise Refusal(Status.FromString(content))
        return WorkerProcess(process, reader, writer, Engine.FromString(content))
    except (EOFError, OSError) as error:
        await _kill(process)
        raise WorkerCrashed(
            f"A worker process ended with code {process.returncode} while it loaded the language model; "
            "what it wrote to stderr says why."
        ) from error
    except BaseException:  # a cancelled start too must leave no process
        await _kill(process)
        raise


def _memory_of(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * _BYTES_A_PAGE
    except OSError:
        return 0


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
