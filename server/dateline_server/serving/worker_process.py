"""One worker process as the server sees it: started, asked, ended."""

import asyncio
import os

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Engine
from dateline_server.errors import WorkerCrashed
from dateline_server.services.errors import Refusal
from dateline_server.serving.config import ServerConfig
from dateline_server.serving.frames import Kind, read_frame, write_frame
from dateline_server.serving.spawning import Spawned, spawn_worker

# For a process that has hung up: killed meanwhile, it would not tell its own exit code.
_SECONDS_TO_END = 5.0
_BYTES_A_PAGE = os.sysconf("SC_PAGE_SIZE")


class WorkerProcess:
    """A worker that has loaded its model. It does one thing at a time: ask again only after the answer."""

    def __init__(
        self,
        spawned: Spawned,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        engine: Engine,
    ) -> None:
        self._spawned = spawned
        self._reader = reader
        self._writer = writer
        self.engine = engine
        self.documents_read = 0
        self._memory = _memory_of(self.pid)

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._spawned.process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the process is there no longer."""
        return self._spawned.process.poll() is not None

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
        await asyncio.to_thread(self._spawned.end)


async def start_worker(config: ServerConfig) -> WorkerProcess:
    """A worker that is ready: seconds, in which the model is loaded. Raises as `await_worker`."""
    return await await_worker(spawn_worker(config))


async def await_worker(spawned: Spawned) -> WorkerProcess:
    """The worker, once it is ready; no process is left when it does not come to that.

    Raises Refusal with what the worker says when it cannot, such as MODEL_MISSING, and WorkerCrashed when it dies.
    """
    try:
        reader, writer = await asyncio.open_connection(sock=spawned.connection)
        kind, content = await read_frame(reader)
        if kind == Kind.FAILED:
            raise Refusal(Status.FromString(content))
        return WorkerProcess(spawned, reader, writer, Engine.FromString(content))
    except (EOFError, OSError) as error:
        code = await asyncio.to_thread(spawned.end, _SECONDS_TO_END)
        raise WorkerCrashed(
            f"A worker process ended with code {code} while it loaded the language model; "
            "what it wrote to stderr says why."
        ) from error
    except BaseException:  # a cancelled start too must leave no process
        await asyncio.to_thread(spawned.end)
        raise


def _memory_of(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * _BYTES_A_PAGE
    except OSError:
        return 0
