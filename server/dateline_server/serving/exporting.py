"""Export processes as the server sees them: one for each file that is being written."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress

from google.rpc.status_pb2 import Status

from dateline.v1.export_service_pb2 import ExportRequest
from dateline_server.errors import WorkerCrashed
from dateline_server.services.errors import Refusal
from dateline_server.serving.frames import Kind, read_frame, write_frame
from dateline_server.serving.log_settings import LogFormat, LogLevel


class ExportProcesses:
    """The Exporter of a server: makes files out of the store at an address, each in a process of its own."""

    def __init__(
        self, store: str, log_format: LogFormat = LogFormat.CONSOLE, log_level: LogLevel = LogLevel.INFO
    ) -> None:
        self._store = store
        self._logs = (log_format, log_level)

    async def export(self, request: ExportRequest) -> AsyncGenerator[bytes, None]:
        """Serialised ExportResponses; the process waits while they are not taken, and ends with the iterator.

        Raises Refusal with what the process says, and WorkerCrashed when it dies.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "dateline_server.serving.export_process"),
                *(str(theirs.fileno()), str(os.getpid()), *self._logs),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                # Ctrl-C in a terminal is for the server alone. In a session of its own, which Linux can give as much of the
                # processors as any other, it would not give way to the server.
                process_group=0,
            )
        try:
            reader, writer = await asyncio.open_connection(sock=ours)
            try:
                # The address may hold a password, so it is nothing for the list of processes.
                write_frame(writer, Kind.EXPORT, os.fsencode(self._store))
                write_frame(writer, Kind.EXPORT, request.SerializeToString())
                while True:
                    kind, content = await read_frame(reader)
                    if kind == Kind.DONE:
                        return
                    if kind == Kind.FAILED:
                        raise Refusal(Status.FromString(content))
                    yield content
            finally:
                writer.close()
        except (EOFError, OSError) as error:
            raise WorkerCrashed("The process that wrote the file died. Go on from the last resume token.") from error
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
