"""What a server says inside a process that is not its own: faults, and nothing else."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.typing import EventDict, WrappedLogger

from dateline_server.serving.log_settings import LogFormat
from dateline_server.serving.logs import make_processors

_ASYNCIO = logging.getLogger("asyncio")


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Inside the block only faults are logged, to stderr, unless this process has set its logs up itself."""
    mine = not structlog.is_configured()
    if mine:
        structlog.configure(
            processors=[_only_faults, *make_processors(LogFormat.CONSOLE, colors=False)],
            wrapper_class=structlog.make_filtering_bound_logger("error"),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            cache_logger_on_first_use=False,
        )
    others_news = _OthersNews()  # one for each server: whichever ends takes its own away
    _ASYNCIO.addFilter(others_news)
    try:
        yield
    finally:
        _ASYNCIO.removeFilter(others_news)
        if mine:
            structlog.reset_defaults()


def _only_faults(_logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drops what is written at every level."""
    if name != "error":
        raise structlog.DropEvent
    return event


class _OthersNews(logging.Filter):
    """Drops what gRPC throws when two event loops of a process wait for the same news and the other one has taken it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, BlockingIOError) and "PollerCompletionQueue" in record.getMessage())
