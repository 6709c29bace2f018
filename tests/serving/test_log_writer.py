"""Log lines reach the stream, and never hold up who writes them."""

import io
import os
import time

from dateline_server.serving.log_writer import LineWriter


def test_lines_are_written_in_order() -> None:
    stream = io.StringIO()
    writer = LineWriter(stream)
    for number in range(100):
        writer.write(str(number))
    writer.close()
    assert stream.getvalue().split() == [str(number) for number in range(100)]


def test_a_pipe_that_nobody_empties_holds_up_nobody() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "w") as stream, os.fdopen(read_end):
        writer = LineWriter(stream)
        started = time.monotonic()
        for _ in range(20_000):
            writer.write("x" * 100)
        writer.close()
        assert time.monotonic() - started < 3
    time.sleep(0.1)  # the thread finds the pipe closed and goes on


def test_how_many_lines_were_lost_is_told_once_there_is_room_again() -> None:
    lost: list[int] = []
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "w") as stream, os.fdopen(read_end) as taken:
        writer = LineWriter(stream, lost.append)
        for _ in range(5_000):  # more than a pipe holds
            writer.write("x" * 100)
        time.sleep(0.2)  # the thread is stuck in writing them
        for _ in range(10_007):
            writer.write("x")
        for _ in range(5_000):
            taken.readline()
        for _ in range(10_000):
            taken.readline()
        writer.close()
    assert lost == [7]


def test_a_closed_stream_is_no_error() -> None:
    stream = io.StringIO()
    writer = LineWriter(stream)
    stream.close()
    writer.write("lost")
    writer.close()
