"""What the audit log says of a write: which resources, with what outcome; never a word of an article."""

from collections.abc import Iterable

from google.longrunning.operations_pb2 import Operation
from google.protobuf.message import Message

from dateline.v1.article_service_pb2 import IngestArticlesResponse, IngestResult
from dateline.v1.queue_pb2 import QueueArticlesRequest
from dateline_server.services.access.caller import sign

# Fields of requests that name what is changed.
_NAMING = ("name", "article", "key", "target", "sources", "filter")


def describe_write(request: Message | None, response: Message | bytes) -> dict[str, object]:
    """The parts of the audit line that depend on the method: `resources`, and `by` where that is kept.

    For documents there are their `outcomes` too, or how many were queued.

    On a stream there is no one request, and each response is described by itself.
    """
    if isinstance(request, QueueArticlesRequest) and isinstance(response, Operation):
        return {"resources": [response.name], "documents": len(request.documents)}
    if isinstance(response, IngestArticlesResponse):
        return {
            "resources": [result.name for result in response.results if result.name],
            "outcomes": _count(_outcome(result) for result in response.results),
        }
    parts: dict[str, object] = {"resources": [value for field in _NAMING for value in _values(request, field)]}
    if request is not None and "by" in request.DESCRIPTOR.fields_by_name:
        parts["by"] = sign("".join(_values(request, "by")))
    return parts


def _values(request: Message | None, field: str) -> list[str]:
    value = getattr(request, field, "")
    return [value] if isinstance(value, str) and value else list(value)


def _outcome(result: IngestResult) -> str:
    return "error" if result.HasField("error") else IngestResult.Outcome.Name(result.outcome)


def _count(outcomes: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for outcome in outcomes:
        counted[outcome] = counted.get(outcome, 0) + 1
    return counted
