"""What a worker says over its socket: that it is ready, then an answer to everything that it is asked."""

import gc
import select
import socket
from collections.abc import Callable

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.intake.html import load_page_reader
from dateline_server.services.errors import status_of
from dateline_server.services.results import prepare_documents, read_documents, read_prepared
from dateline_server.serving.frames import Kind, receive_frame, send_frame
from dateline_server.stopping import Checkpoint, Stopped

# The first pass of a model is slow, and loads the tables; it is made before anybody waits.
_WARM_UP = "Ministers from Norway and Kenya met in Nairobi on Tuesday. “We agreed,” the Norwegian minister said."


class Answering:
    """A parser that is ready, and the socket over which it is asked."""

    def __init__(self, connection: socket.socket, parser: Parser, checkpoint: Checkpoint) -> None:
        self._connection = connection
        self._parser = parser
        self._checkpoint = checkpoint

    @classmethod
    def begin(cls, connection: socket.socket, model: str, load_more: Callable[[], None]) -> "Answering | None":
        """Load the model, `load_more`, and say READY; None when it said FAILED instead."""
        checkpoint = _checkpoint_of(connection)
        try:
            parser = Parser(model, checkpoint=checkpoint)
            load_more()
            parser.parse(Document(text=_WARM_UP))
        except DatelineError as error:
            send_frame(connection, Kind.FAILED, status_of(error).SerializeToString())
            return None
        send_frame(connection, Kind.READY, parser.engine.SerializeToString())
        return cls(connection, parser, checkpoint)

    def go_on(self) -> None:
        """Answer until the other side has closed the socket. Raises OSError or Stopped when it does so over a question."""
        while (frame := receive_frame(self._connection)) is not None:
            kind, content = frame
            if kind == Kind.STOP:  # it came too late, or was seen at a checkpoint already
                continue
            try:
                send_frame(self._connection, kind, self._answer(kind, content))
            except Stopped:
                send_frame(self._connection, Kind.STOPPED, b"")

    def _answer(self, kind: Kind, content: bytes) -> bytes:
        if kind == Kind.READ_PREPARED:
            prepared = [result.article for result in ParseBatchResponse.FromString(content).results]
            return ParseBatchResponse(results=read_prepared(self._parser, prepared)).SerializeToString()
        request = ParseBatchRequest.FromString(content)
        if kind == Kind.PREPARE:
            results = prepare_documents(request.documents, checkpoint=self._checkpoint)
        else:
            results = read_documents(self._parser, request.documents, request.options)
        return ParseBatchResponse(results=results).SerializeToString()


def load_what_can_wait() -> None:
    """Import what most documents are read without: the reader of pages, and the writer of logs.

    The collector of garbage, which was to be off until now, is on from then, and passes over all that was loaded.
    """
    import structlog  # noqa: F401

    load_page_reader()
    gc.collect()
    gc.freeze()
    gc.enable()


def _checkpoint_of(connection: socket.socket) -> Checkpoint:
    """Stops when something comes while an answer is owed: that is a STOP, or the end of the server."""
    arrivals = select.poll()
    arrivals.register(connection, select.POLLIN)

    def checkpoint() -> None:
        if arrivals.poll(0):
            raise Stopped

    return checkpoint
