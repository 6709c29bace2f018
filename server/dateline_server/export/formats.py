"""Which formats there are, and of which resources each can be."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from importlib.util import find_spec

from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CLOUDEVENTS,
    EXPORT_FORMAT_CLOUDEVENTS_PROTOBUF,
    EXPORT_FORMAT_CSV,
    EXPORT_FORMAT_GDELT,
    EXPORT_FORMAT_JSONL,
    EXPORT_FORMAT_NINJS,
    EXPORT_FORMAT_PARQUET,
    EXPORT_FORMAT_PROV,
    EXPORT_FORMAT_SCHEMA_ORG,
    EXPORT_FORMAT_WEB_ANNOTATION,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    ExportFormat,
    ExportRequest,
    ExportResource,
)
from dateline_server.errors import FormatUnavailable, InvalidField
from dateline_server.export import cloudevents, gdelt, jsonl, ninjs, prov, schema_org, web_annotation
from dateline_server.export.csv import csv_writer
from dateline_server.export.records import MESSAGES, Resource
from dateline_server.export.writer import Writer

_EVERYTHING = frozenset(MESSAGES)
_ARTICLES = frozenset({EXPORT_RESOURCE_ARTICLES})
_EVENTS = frozenset({EXPORT_RESOURCE_EVENTS})


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: of which resources it can be, and what library it needs.

    A file that cannot go on after a break, because it says at its end where everything stands, is not `resumable`.
    """

    open: Callable[[Resource], Writer]
    resources: Set[Resource] = _EVERYTHING
    library: str = ""
    resumable: bool = True


def _parquet_writer(resource: Resource) -> Writer:
    # The library is large, and not everybody's: only who asks for the format loads it.
    from dateline_server.export.parquet import ParquetWriter

    return ParquetWriter(resource)


FORMATS: dict[ExportFormat.ValueType, Format] = {
    EXPORT_FORMAT_JSONL: Format(jsonl.jsonl_writer),
    EXPORT_FORMAT_CSV: Format(csv_writer),
    EXPORT_FORMAT_PARQUET: Format(_parquet_writer, library="pyarrow", resumable=False),
    EXPORT_FORMAT_NINJS: Format(ninjs.ninjs_writer, _ARTICLES),
    EXPORT_FORMAT_SCHEMA_ORG: Format(schema_org.schema_org_writer, _ARTICLES),
    EXPORT_FORMAT_WEB_ANNOTATION: Format(web_annotation.web_annotation_writer, _ARTICLES),
    EXPORT_FORMAT_CLOUDEVENTS: Format(cloudevents.json_writer),
    EXPORT_FORMAT_CLOUDEVENTS_PROTOBUF: Format(cloudevents.protobuf_writer),
    EXPORT_FORMAT_GDELT: Format(gdelt.gdelt_writer, _EVENTS),
    EXPORT_FORMAT_PROV: Format(prov.prov_writer, _ARTICLES),
}


def choose_format(request: ExportRequest) -> Format:
    """The format that the request asks for.

    Raises InvalidField where the resource has none such, and FormatUnavailable where a library is not installed.
    """
    chosen = FORMATS[request.format]
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
            "installs it with: pip install 'dateline[server,arrow]'. Or ask for another format.",
            field="format",
        )
    return chosen
