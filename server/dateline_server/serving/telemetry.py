"""Where the measures and traces of a server go: to Prometheus, which fetches, or to a collector, which is sent to.

Nothing leaves the process unless it is asked for. The libraries that do it come with `dateline[telemetry]`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from dateline.version import __version__
from dateline_server.errors import InvalidField, Unavailable
from dateline_server.services.instruments import BOUNDS, call_seconds
from dateline_server.serving.config import ServerConfig

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource

_SECONDS_BETWEEN_SENDINGS = 15.0


def start_telemetry(config: ServerConfig) -> Callable[[], None]:
    """Begin to give out what is measured; returns what ends it and sends the rest.

    Raises InvalidField when the libraries are missing, and Unavailable when the port of Prometheus is taken.
    """
    if config.metrics_listen is None and not config.otlp_endpoint:
        return lambda: None
    if find_spec("opentelemetry.sdk") is None or find_spec("prometheus_client") is None:
        raise InvalidField(
            "Metrics and traces need libraries that are not installed: pip install 'dateline[telemetry]'.",
            field="metrics_listen" if config.metrics_listen else "otlp_endpoint",
        )
    ends = [_start_metrics(config)]
    if config.otlp_endpoint:
        ends.append(_start_traces(config))

    def end() -> None:
        for each in ends:
            each()

    return end


def _start_metrics(config: ServerConfig) -> Callable[[], None]:
    from opentelemetry import metrics
    from opentelemetry.sdk.metrics import Histogram, MeterProvider
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View

    from dateline_server.serving.call_measures import PrometheusReader, SendingReader

    readers: list[MetricReader] = []
    close = _no_port
    if config.metrics_listen is not None:
        readers.append(PrometheusReader())
        close = _listen_for_prometheus(config)
    if config.otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter

        exporter = OTLPMetricExporter(endpoint=config.otlp_endpoint, insecure=_in_the_clear(config.otlp_endpoint))
        readers.append(SendingReader(exporter, _SECONDS_BETWEEN_SENDINGS * 1e3))
    view = View(instrument_type=Histogram, aggregation=ExplicitBucketHistogramAggregation(BOUNDS))
    provider = MeterProvider(readers, resource=_resource(), views=[view], shutdown_on_exit=False)
    metrics.set_meter_provider(provider)
    call_seconds.wanted = True

    def end() -> None:
        provider.shutdown()
        close()

    return end


def _listen_for_prometheus(config: ServerConfig) -> Callable[[], None]:
    from prometheus_client import start_http_server

    address = config.metrics_listen
    assert address is not None
    try:
        server, thread = start_http_server(address.port, address.host)
    except OSError as error:
        raise Unavailable(
            f"Cannot listen on {address} for Prometheus: {error.strerror}. Choose another port.", field="metrics_listen"
        ) from error

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close


def _start_traces(config: ServerConfig) -> Callable[[], None]:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    sampler = ParentBased(TraceIdRatioBased(config.trace_ratio))
    provider = TracerProvider(sampler, _resource(), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=config.otlp_endpoint, insecure=_in_the_clear(config.otlp_endpoint))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider.shutdown


def _resource() -> Resource:
    from opentelemetry.sdk.resources import Resource

    return Resource.create({"service.name": "dateline", "service.version": __version__})


def _in_the_clear(endpoint: str) -> bool:
    return not endpoint.startswith("https://")


def _no_port() -> None:
    """There is none to close."""
