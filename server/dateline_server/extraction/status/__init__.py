"""Whether an event happened: planned, occurred, ongoing, negated, claimed or hypothetical."""

from dateline_server.extraction.status.decision import decide_status

__all__ = ["decide_status"]
