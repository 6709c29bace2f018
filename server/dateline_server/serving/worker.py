"""A worker process: loads the language model once and reads what it is sent, until the server is gone.

Started by `workers.py` as `python -m dateline_server.serving.worker FD MODEL FORMAT LEVEL`.
"""

import os
import select
import socket
import sys

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.services.errors import status_of
from dateline_server.services.results import prepare_documents, read_documents, read_prepared
from dateline_server.serving.frames import Kind, receive_frame, send_frame
from dateline_server.serving.logs import LogFormat, LogLevel, configure_logs
from dateline_server.stopping import Checkpoint, Stopped

# Reading gives way to answering.
_NICENESS = 10
# The first pass of a model is slow; it is made before anybody waits.
_WARM_UP = "Ministers from Norway and Kenya met in Nairobi on Tuesday. “We agreed,” the Norwegian minister said."


def main(arguments: list[str]) -> int:
    """Serve the socket with the number given first; returns when the other side has closed it."""
    descriptor, model, log_format, log_level = arguments
    os.nice(_NICENESS)
    logs = configure_logs(LogFormat(log_format), LogLevel(log_level))
    with socket.socket(fileno=int(descriptor)) as connection:
        try:
            _serve(connection, model)
        except (OSError, Stopped):  # the server is gone, and with it whoever waited
            return 1
        finally:
            logs.close()
    return 0


def _serve(connection: socket.socket, model: str) -> None:
    try:
        checkpoint = _checkpoint_of(connection)
        parser = Parser(model, checkpoint=checkpoint)
        parser.parse(Document(text=_WARM_UP))
    except DatelineError as error:
        send_frame(connection, Kind.FAILED, status_of(error).SerializeToString())
        return
    send_frame(connection, Kind.READY, parser.engine.SerializeToString())
    while (frame := receive_frame(connection)) is not None:
        kind, content = frame
        if kind == Kind.STOP:  # it came too late, or was seen at a checkpoint already
            continue
        try:
            send_frame(connection, kind, _answer(parser, kind, content, checkpoint))
        except Stopped:
            send_frame(connection, Kind.STOPPED, b"")


def _checkpoint_of(connection: socket.socket) -> Checkpoint:
    """Stops when something comes while an answer is owed: that is a STOP, or the end of the server."""
    arrivals = select.poll()
    arrivals.register(connection, select.POLLIN)

    def checkpoint() -> None:
        if arrivals.poll(0):
            raise Stopped

    return checkpoint


def _answer(parser: Parser, kind: Kind, content: bytes, checkpoint: Checkpoint) -> bytes:
    if kind == Kind.READ_PREPARED:
        prepared = [result.article for result in ParseBatchResponse.FromString(content).results]
        return ParseBatchResponse(results=read_prepared(parser, prepared)).SerializeToString()
    request = ParseBatchRequest.FromString(content)
    if kind == Kind.PREPARE:
        results = prepare_documents(request.documents, checkpoint=checkpoint)
    else:
        results = read_documents(parser, request.documents, request.options)
    return ParseBatchResponse(results=results).SerializeToString()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
