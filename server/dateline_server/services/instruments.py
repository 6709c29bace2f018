"""What is measured of a server, by OpenTelemetry's API: without a telemetry set up all of it costs and does nothing.

The names are those of the semantic conventions where there are some, and begin with `dateline` elsewhere. No attribute
holds a word of an article, a token or an address.
"""

from opentelemetry import metrics, trace

_meter = metrics.get_meter("dateline")

tracer = trace.get_tracer("dateline")

call_seconds = _meter.create_histogram(
    "rpc.server.call.duration", unit="s", description="How long calls took, by method and code"
)
documents_read = _meter.create_counter(
    "dateline.documents.read", description="Documents that workers have answered for, by outcome: read or refused"
)
reading_seconds = _meter.create_histogram(
    "dateline.reading.duration", unit="s", description="How long workers took for a job of up to 16 documents"
)
workers_lost = _meter.create_counter(
    "dateline.workers.lost", description="Workers that died, hung, or read what nobody waited for"
)
calls_refused = _meter.create_counter(
    "dateline.calls.refused", description="Calls that ended with a refusal, by its reason"
)


def watch_gauges(gauges: "dict[str, tuple[str, metrics.CallbackT]]") -> None:
    """Have the callbacks asked whenever the measures are read; by name, with a description."""
    for name, (description, callback) in gauges.items():
        _meter.create_observable_gauge(name, callbacks=[callback], description=description)
