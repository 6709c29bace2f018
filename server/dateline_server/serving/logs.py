"""Logs: one structured line an event, on stderr, as JSON for machines or in columns for people."""

import json
import sys
from datetime import UTC, datetime

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.log_writer import LineWriter


def configure_logs(log_format: LogFormat, level: LogLevel) -> LineWriter:
    """Send all logs of this process to stderr from now on. Close the writer before the process ends."""
    writer = LineWriter(sys.stderr)
    processors: list[Processor] = [structlog.processors.add_log_level, _add_time]
    if log_format == LogFormat.JSON:
        processors += [structlog.processors.format_exc_info, _render_json]
    else:
        processors.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=True,
    )
    return writer


# A line is written for every call, and structlog's own renderer makes an encoder for every line.
_encode = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _render_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return _encode(event)


def _add_time(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if "timestamp" not in event:
        event["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event
