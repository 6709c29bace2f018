"""Whether an event happened: planned, occurred, ongoing, negated, claimed or hypothetical."""

from dateline_server.extraction.status.decision import Step, decide_status, trace_status

__all__ = ["Step", "decide_status", "trace_status"]
