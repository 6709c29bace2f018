"""Events: who did what to whom, when and where."""

from dateline_server.extraction.events.find import find_events

__all__ = ["find_events"]
