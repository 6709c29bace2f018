"""Which formats there are, and of which resources each can be."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from importlib.util import find_spec

from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CSV,
    EXPORT_FORMAT_JSONL,
    ExportFormat,
    ExportRequest,
    ExportResource,
)
from dateline_server.errors import FormatUnavailable, InvalidField
from dateline_server.export.csv import csv_writer
from dateline_server.export.jsonl import jsonl_writer
from dateline_server.export.records import MESSAGES, Resource
from dateline_server.export.writer import Writer

_EVERYTHING = frozenset(MESSAGES)


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: of which resources it can be, and what library it needs.

    A file that cannot go on after a break, because it says at its end where everything stands, is not `resumable`.
    """

    open: Callable[[Resource], Writer]
    resources: Set[Resource] = _EVERYTHING
    library: str = ""
    resumable: bool = True


FORMATS: dict[ExportFormat.ValueType, Format] = {
    EXPORT_FORMAT_JSONL: Format(jsonl_writer),
    EXPORT_FORMAT_CSV: Format(csv_writer),
}


def choose_format(request: ExportRequest) -> Format:
    """The format that the request asks for.

    Raises InvalidField where the resource has none such, and FormatUnavailable where a library is not installed.
    """
    chosen = FORMATS.get(request.format or EXPORT_FORMAT_JSONL)
    if chosen is None:
        raise InvalidField(f"{ExportFormat.Name(request.format)} is not written yet.", field="format")
    if request.resource not in chosen.resources:
        possible = ", ".join(ExportResource.Name(resource) for resource in sorted(chosen.resources))
        raise InvalidField(
            f"{ExportFormat.Name(request.format)} has no form for {ExportResource.Name(request.resource)}. "
            f"Ask for {possible}.",
            field="format",
        )
    if chosen.library and find_spec(chosen.library) is None:
        raise FormatUnavailable(
            f"This server has no {chosen.library}, which writes {ExportFormat.Name(request.format)}. Whoever runs it "
            f"installs it with: pip install 'dateline[server,arrow]'. Or ask for another format.",
            field="format",
        )
    return chosen
