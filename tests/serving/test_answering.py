"""A worker at its socket: it is there for whoever asks before it does anything else."""

import socket
from threading import Thread

import pytest

from dateline.v1.article_pb2 import Engine
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse
from dateline_server.serving.answering import Answering
from dateline_server.serving.frames import Kind, receive_frame, send_frame

QUESTION = ParseBatchRequest(documents=[Document(text="The mayor of Cork met fishers on Friday.")]).SerializeToString()


@pytest.mark.parametrize("asked", [0, 1])
def test_what_can_wait_is_done_once_nothing_is_asked_any_more(asked: int) -> None:
    ours, theirs = socket.socketpair()
    happened: list[str] = []
    with ours, theirs:
        answering = Answering.begin(theirs, "", lambda: happened.append("tables"))
        assert answering is not None
        answering.say_ready()
        for _ in range(asked):
            send_frame(ours, Kind.PREPARE, QUESTION)

        def pause() -> None:
            happened.append("pause")
            ours.shutdown(socket.SHUT_WR)  # nothing more will come

        thread = Thread(target=answering.go_on, args=(pause,))
        thread.start()
        ready = receive_frame(ours)
        assert ready is not None
        assert ready[0] == Kind.READY
        assert Engine.FromString(ready[1]).digest
        for _ in range(asked):
            answer = receive_frame(ours)
            assert answer is not None
            assert ParseBatchResponse.FromString(answer[1]).results[0].HasField("article")
            assert happened == ["tables"]
        thread.join()
    assert happened == ["tables", "pause"]


def test_a_worker_that_has_put_nothing_off_only_answers() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answering = Answering.begin(theirs, "", lambda: None)
        assert answering is not None
        thread = Thread(target=answering.go_on)
        thread.start()
        send_frame(ours, Kind.PREPARE, QUESTION)
        answer = receive_frame(ours)
        ours.shutdown(socket.SHUT_WR)
        thread.join()
    assert answer is not None
    assert ParseBatchResponse.FromString(answer[1]).results[0].HasField("article")
