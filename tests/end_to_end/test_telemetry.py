"""What a server tells of itself: to Prometheus that fetches, and to a collector that is sent to."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from running_server import RunningServer, eventually, start_and_fail
from telemetry_samples import fetch, free_port

from dateline import Client, NotFound
from dateline.documents import make_document

TEXT = "The governor of Quintana Roo, Elba Canul, opened a market in Tulum on Friday."
TRACE = "0af7651916cd43dd8448eb211c80319c"


class Collector(trace_service_pb2_grpc.TraceServiceServicer, metrics_service_pb2_grpc.MetricsServiceServicer):
    """A collector of OpenTelemetry that keeps what it is sent."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.measures: set[str] = set()
        self._server = grpc.server(ThreadPoolExecutor(2))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)
        metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Export(self, request: object, context: object) -> object:  # noqa: N802
        """Take what is sent; both services have a method of this name."""
        if isinstance(request, trace_service_pb2.ExportTraceServiceRequest):
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    self.spans.extend(scope.spans)
            return trace_service_pb2.ExportTraceServiceResponse()
        assert isinstance(request, metrics_service_pb2.ExportMetricsServiceRequest)
        for resource_metrics in request.resource_metrics:
            for scope_metrics in resource_metrics.scope_metrics:
                self.measures.update(metric.name for metric in scope_metrics.metrics)
        return metrics_service_pb2.ExportMetricsServiceResponse()

    def stop(self) -> None:
        """Take nothing more."""
        self._server.stop(None)


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.stop()


def counted(port: int) -> dict[str, float]:
    """The measures, once the call that found nothing is among them."""
    samples = fetch(port)
    return samples if any("GetArticle" in key and "NOT_FOUND" in key for key in samples) else {}


def test_prometheus_reads_calls_documents_and_workers(tmp_path: Path) -> None:
    port = free_port()
    server = RunningServer(tmp_path, "--metrics-listen", f"127.0.0.1:{port}")
    try:
        with Client(server.address) as client:
            client.parse(TEXT)
            with pytest.raises(NotFound):
                client.articles.get("articles/none")
        samples = eventually(lambda: counted(port))
    finally:
        server.kill()

    def sum_of(name: str, *parts: str) -> float:
        return sum(value for key, value in samples.items() if key.startswith(name) and all(p in key for p in parts))

    assert sum_of("rpc_server_call_duration_seconds_count", "ParserService/Parse", 'code="OK"') == 1
    assert sum_of("rpc_server_call_duration_seconds_count", "GetArticle", 'code="NOT_FOUND"') == 1
    assert sum_of("dateline_calls_refused_total", 'error_type="NOT_FOUND"') == 1
    assert sum_of("dateline_documents_read_total", 'outcome="read"') == 1
    assert sum_of("dateline_workers_ready") == 1
    assert not any("Quintana" in key or "articles/none" in key for key in samples)


def test_a_call_is_traced_below_the_span_of_its_caller(tmp_path: Path, collector: Collector) -> None:
    server = RunningServer(tmp_path, "--otlp-endpoint", f"http://{collector.address}", "--trace-ratio", "0")
    try:
        sampled = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        with Client(server.address, metadata=sampled) as client:
            list(client.ingest_many([make_document(TEXT)]))
        with Client(server.address) as undecided:
            undecided.parse(TEXT)
        assert server.stop() == 0
    finally:
        server.kill()
    spans = {span.name: span for span in collector.spans}
    assert set(spans) == {
        "dateline.v1.ArticleService/IngestArticles",
        "prepare documents",
        "read documents",
        "write to the store",
    }
    call = spans["dateline.v1.ArticleService/IngestArticles"]
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    assert call.parent_span_id.hex() == "b7ad6b7169203331"
    assert {span.parent_span_id for span in collector.spans if span is not call} == {call.span_id}
    assert "rpc.server.call.duration" in collector.measures


def test_an_error_is_told_by_its_kind_and_not_by_what_it_says(tmp_path: Path, collector: Collector) -> None:
    server = RunningServer(tmp_path, "--otlp-endpoint", f"http://{collector.address}", "--trace-ratio", "1")
    try:
        with Client(server.address) as client, pytest.raises(NotFound):
            client.articles.delete("articles/Quintana")
        assert server.stop() == 0
    finally:
        server.kill()
    told = {span.name: span for span in collector.spans}
    for name in ("dateline.v1.ArticleService/DeleteArticle", "write to the store"):
        attributes = {attribute.key: attribute.value.string_value for attribute in told[name].attributes}
        assert attributes["error.type"] == "NOT_FOUND"
    assert "Quintana" not in str(collector.spans)


def test_a_collector_that_is_away_stops_nothing(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, "--otlp-endpoint", f"http://127.0.0.1:{free_port()}", "--trace-ratio", "1")
    try:
        with Client(server.address) as client:
            assert client.parse(TEXT).body == TEXT
        stopped = threading.Thread(target=server.stop)
        stopped.start()
        stopped.join(30)
        assert not stopped.is_alive()
    finally:
        server.kill()


def test_a_port_of_prometheus_that_is_taken_is_said(tmp_path: Path, server: RunningServer) -> None:
    ended = start_and_fail(tmp_path, "--metrics-listen", server.address)
    assert ended.returncode == 5
    assert f"Cannot listen on {server.address} for Prometheus" in ended.stderr
