"""Log lines reach the stream, and never hold up who writes them."""

import io
import json
import os
import time

import pytest
import structlog

from dateline_server.serving.log_writer import LineWriter
from dateline_server.serving.logs import LogFormat, LogLevel, configure_logs


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


def test_a_closed_stream_is_no_error() -> None:
    stream = io.StringIO()
    writer = LineWriter(stream)
    stream.close()
    writer.write("lost")
    writer.close()


def test_json_lines_have_time_level_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        writer = configure_logs(LogFormat.JSON, LogLevel.INFO)
        log = structlog.get_logger()
        log.debug("too small")
        log.info("ready", address="127.0.0.1:1")
        writer.close()
    finally:
        structlog.reset_defaults()
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["address"]) == ("ready", "info", "127.0.0.1:1")
    assert line["timestamp"].endswith("+00:00")
