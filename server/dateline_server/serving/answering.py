"""What a worker says over its socket: that it is ready, then an answer to everything that it is asked."""

import select
import socket
from collections.abc import Callable

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.services.errors import status_of
from dateline_server.services.results import prepare_documents, read_documents, read_prepared
from dateline_server.serving.frames import Kind, receive_frame, send_frame
from dateline_server.stopping import Checkpoint, Stopped

# The first pass of a model is slow, and loads the tables; it is made before anybody waits.
_WARM_UP = "Ministers from Norway and Kenya met in Nairobi on Tuesday. “We agreed,” the Norwegian minister said."

_PAUSE = 200  # milliseconds: whoever asks one thing after the other is not done


class Answering:
    """A parser that is ready, and the socket over which it is asked."""

    def __init__(self, connection: socket.socket, parser: Parser, arrivals: select.poll) -> None:
        self._connection = connection
        self._parser = parser
        self._arrivals = arrivals

    @classmethod
    def begin(cls, connection: socket.socket, model: str, await_tables: Callable[[], None]) -> "Answering | None":
        """Load the model, and read a text as soon as the tables are there; None, and FAILED is said, when that fails."""
        arrivals = select.poll()
        arrivals.register(connection, select.POLLIN)
        try:
            parser = Parser(model, checkpoint=_checkpoint_of(arrivals))
            await_tables()
            parser.parse(Document(text=_WARM_UP))
        except DatelineError as error:
            send_frame(connection, Kind.FAILED, status_of(error).SerializeToString())
            return None
        return cls(connection, parser, arrivals)

    def say_ready(self) -> None:
        """Say READY: from now on questions come."""
        send_frame(self._connection, Kind.READY, self._parser.engine.SerializeToString())

    def go_on(self, in_a_pause: Callable[[], None] | None = None) -> None:
        """Answer until the other side has closed the socket, and do `in_a_pause` once nothing is asked for a while.

        Raises OSError or Stopped when the socket is closed over a question.
        """
        while True:
            if in_a_pause is not None and not self._arrivals.poll(_PAUSE):
                in_a_pause()
                in_a_pause = None
            frame = receive_frame(self._connection)
            if frame is None:
                return
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
            results = prepare_documents(request.documents, checkpoint=_checkpoint_of(self._arrivals))
        else:
            results = read_documents(self._parser, request.documents, request.options)
        return ParseBatchResponse(results=results).SerializeToString()


def _checkpoint_of(arrivals: select.poll) -> Checkpoint:
    """Stops when something comes while an answer is owed: that is a STOP, or the end of the server."""

    def checkpoint() -> None:
        if arrivals.poll(0):
            raise Stopped

    return checkpoint
