"""Logs: one structured line an event, on stderr, as JSON for machines or in columns for people.

No line holds a word of an article or a token: of an unforeseen error it tells where it came about (`faults.py`), and what
libraries log is told without the values in it.
"""

import json
import logging
import sys
import warnings
from datetime import UTC, datetime
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from dateline_server.serving.faults import describe_fault
from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.log_writer import LineWriter

_LONGEST_OF_OTHERS = 200
# Whose values are addresses and codes, and nothing that callers send.
_KNOW_NOTHING_SENT = ("opentelemetry",)


def configure_logs(log_format: LogFormat, level: LogLevel) -> LineWriter:
    """Send all logs of this process to stderr from now on. Close the writer before the process ends."""
    writer = LineWriter(sys.stderr, _tell_lost)
    structlog.configure(
        processors=make_processors(log_format, colors=sys.stderr.isatty()),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=True,
    )
    logging.getLogger().handlers = [_Others()]
    warnings.showwarning = _tell_warning
    return writer


def make_processors(log_format: LogFormat, *, colors: bool) -> list[Processor]:
    """What makes a line of an event."""
    common: list[Processor] = [structlog.processors.add_log_level, _add_time, _add_fault]
    if log_format == LogFormat.JSON:
        return [*common, _render_json]
    return [*common, _escape, structlog.dev.ConsoleRenderer(colors=colors)]


# A line is written for every call, and structlog's own renderer makes an encoder for every line.
_encode = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _render_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return _encode(event)


def _add_time(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if "timestamp" not in event:
        event["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


def _add_fault(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["exception"] = describe_fault(error)
    return event


def _escape(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The event with nothing in its values that would begin a line, or steer a terminal; JSON does so itself."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable() and key != "exception":
            event[key] = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in value)
    return event


def _tell_lost(lines: int) -> None:
    structlog.get_logger().warning("lines of the log lost: nobody took them in time", lines=lines)


class _Others(logging.Handler):
    """Logs what libraries have to say, from warnings on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        says = record.getMessage() if record.name.startswith(_KNOW_NOTHING_SENT) else str(record.msg)
        if record.name == "asyncio":  # it puts the arguments of what it ran into the message itself
            says = says.partition("(")[0]
        error = record.exc_info[1] if record.exc_info else None
        says = says.partition("\n")[0][:_LONGEST_OF_OTHERS]
        structlog.get_logger().log(record.levelno, "library", library=record.name, says=says, exc_info=error)


def _tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    structlog.get_logger().warning("library", library="warnings", says=category.__name__, at=f"{filename}:{lineno}")
