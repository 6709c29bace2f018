"""What is measured of a server, by OpenTelemetry's API: without a telemetry set up all of it costs and does nothing.

The names are those of the semantic conventions where there are some, and begin with `dateline` elsewhere. No attribute
holds a word of an article, a token or an address.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from opentelemetry import metrics, trace

from dateline_server.services.durations import CallDurations

METER = "dateline"
# Upper bounds of histograms, in seconds: from a point read to a long text.
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_meter = metrics.get_meter(METER)

tracer = trace.get_tracer("dateline")

call_seconds = CallDurations(BOUNDS)
documents_read = _meter.create_counter(
    "dateline.documents.read",
    description="Documents that workers have answered for, by outcome: read, refused or given up",
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


_GAUGES = {
    "dateline.calls.active": "Calls under way",
    "dateline.jobs.waiting": "Jobs that no worker has taken yet",
    "dateline.workers.ready": "Workers that can read",
    "dateline.changes.last": "Number of the last change of the store",
    "dateline.queue.documents": "Documents in the queue of the store, which all its servers share",
    "dateline.queue.age": "Seconds since the first document in the queue was handed in",
}
# What each gauge asks: one source a server of this process.
_sources: dict[str, list[Callable[[], int]]] = {name: [] for name in _GAUGES}


@contextmanager
def watch_gauges(sources: Mapping[str, Callable[[], int]]) -> Iterator[None]:
    """Inside the block the sources are asked whenever the measures are read; by the name of the gauge."""
    for name, source in sources.items():
        _sources[name].append(source)
    try:
        yield
    finally:
        for name, source in sources.items():
            _sources[name].remove(source)


def _ask(name: str, _options: metrics.CallbackOptions) -> list[metrics.Observation]:
    return [metrics.Observation(source()) for source in _sources[name]]


for _name, _description in _GAUGES.items():
    _meter.create_observable_gauge(_name, callbacks=[partial(_ask, _name)], description=_description)
