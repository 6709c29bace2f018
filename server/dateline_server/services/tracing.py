"""The span of a call, below the span of its caller: W3C `traceparent` in the metadata; and those of its parts below it.

An error is told by its kind. What it says may quote what it could not read, and a span goes where no text is to go.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context as current
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from dateline_server.errors import DatelineError
from dateline_server.services.access.gate import Metadata
from dateline_server.services.instruments import tracer

_propagator = TraceContextTextMapPropagator()
_FIELDS = ("traceparent", "tracestate")
# What is no fault of the server, by the conventions for servers.
_NO_FAULT = ("OK", "CANCELLED", "INVALID_ARGUMENT", "NOT_FOUND", "ABORTED", "OUT_OF_RANGE", "FAILED_PRECONDITION")


def begin_span(method: str, metadata: Metadata) -> Span:
    """The span of a call that has just arrived; what the call does from here on is below it."""
    sent = {key: value for key, value in metadata if key in _FIELDS}
    span = tracer.start_span(
        method[1:],
        _propagator.extract(sent),
        SpanKind.SERVER,
        {"rpc.system": "grpc", "rpc.method": method},
    )
    # The task of the call ends with it, and its context too: there is nothing to detach.
    current.attach(trace.set_span_in_context(span))
    return span


def end_span(span: Span, code: str, reason: str) -> None:
    """The call is done."""
    span.set_attribute("rpc.response.status_code", code)
    if reason:
        span.set_attribute("error.type", reason)
    if code not in _NO_FAULT:
        span.set_status(Status(StatusCode.ERROR))
    span.end()


@contextmanager
def span_part(name: str, **attributes: int) -> Iterator[None]:
    """What is done inside the block is a span below that of the call, if the call has one."""
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield
        except BaseException as error:
            span.set_attribute("error.type", error.reason if isinstance(error, DatelineError) else type(error).__name__)
            raise
