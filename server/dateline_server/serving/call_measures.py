"""Puts how long calls took among the measures that OpenTelemetry has read, on their way to whoever asked for them."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    PeriodicExportingMetricReader,
    ScopeMetrics,
)
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from dateline_server.services.instruments import METER, call_seconds

_SCOPE = InstrumentationScope(METER)


class PrometheusReader(PrometheusMetricReader):
    """Gives the measures to Prometheus when it asks."""

    def _receive_metrics(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> None:
        super()._receive_metrics(_add_calls(metrics_data), timeout_millis, **kwargs)


class SendingReader(PeriodicExportingMetricReader):
    """Sends the measures to a collector again and again."""

    def _receive_metrics(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> None:
        super()._receive_metrics(_add_calls(metrics_data), timeout_millis, **kwargs)


def _add_calls(data: MetricsData) -> MetricsData:
    points = _read_points()
    if not points:
        return data
    metric = Metric(
        "rpc.server.call.duration",
        "How long calls took, by method and code",
        "s",
        Histogram(points, AggregationTemporality.CUMULATIVE),
    )
    first, *others = data.resource_metrics
    scopes = [*first.scope_metrics, ScopeMetrics(_SCOPE, [metric], "")]
    return MetricsData([replace(first, scope_metrics=scopes), *others])


def _read_points() -> Sequence[HistogramDataPoint]:
    now = time.time_ns()
    points = []
    for (method, code), histogram in call_seconds.read().items():
        counts = list(histogram.counts)
        points.append(
            HistogramDataPoint(
                attributes={"rpc.method": method, "rpc.response.status_code": code},
                start_time_unix_nano=histogram.since,
                time_unix_nano=now,
                count=sum(counts),
                sum=histogram.total,
                bucket_counts=counts,
                explicit_bounds=call_seconds.bounds,
                min=histogram.least,
                max=histogram.most,
            )
        )
    return points
