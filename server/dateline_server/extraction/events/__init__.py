"""Events: who did what to whom, when and where."""

from dateline_server.extraction.events.find import find_events
from dateline_server.extraction.events.gists import write_gists

__all__ = ["find_events", "write_gists"]
