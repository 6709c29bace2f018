"""What can be exported, by the names that people use: `export("events", "csv")`, `dateline export events --format csv`."""

from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import ExportFormat, ExportRequest, ExportResource, ExportResponse

Resource: TypeAlias = Literal["articles", "events", "actors", "quotes"]
Format: TypeAlias = Literal[
    "jsonl",
    "csv",
    "parquet",
    "ninjs",
    "schema-org",
    "web-annotation",
    "cloudevents",
    "cloudevents-protobuf",
    "gdelt",
    "prov",
]
RESOURCES: tuple[Resource, ...] = get_args(Resource)
FORMATS: tuple[Format, ...] = get_args(Format)
# Formats that have a form for one kind of record only.
MADE_OF: dict[Format, Resource] = {
    "ninjs": "articles",
    "schema-org": "articles",
    "web-annotation": "articles",
    "gdelt": "events",
    "prov": "articles",
}
# Files that are no text.
BINARY: frozenset[Format] = frozenset({"parquet", "cloudevents-protobuf"})


def export_request(
    resource: Resource,
    format: Format = "jsonl",
    filter: str = "",
    statuses: Iterable[Event.Status.ValueType] = (),
    resume_token: str = "",
    count_remaining: bool = False,
) -> ExportRequest:
    """The request. Raises ValueError for a resource or format that there is none of."""
    for given, known in ((resource, RESOURCES), (format, FORMATS)):
        if given not in known:
            raise ValueError(f"{given!r} is none of {', '.join(known)}")
    return ExportRequest(
        resource=ExportResource.Value(f"EXPORT_RESOURCE_{resource.upper()}"),
        format=ExportFormat.Value(f"EXPORT_FORMAT_{format.upper().replace('-', '_')}"),
        filter=filter,
        statuses=statuses,
        resume_token=resume_token,
        count_remaining=count_remaining,
    )


def can_resume(format: Format) -> bool:
    """Whether a file of this format can be gone on with after a break. Parquet says at its end where everything stands."""
    return format != "parquet"


class WholeRecords:
    """Joins messages until records are whole, in a format that can be gone on with."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._records = 0
        self._left: int | None = None

    def add(self, response: ExportResponse) -> ExportResponse | None:
        """All since the last whole record, once the message ends one."""
        self._parts.append(response.data)
        self._records += response.record_count
        self._left = response.remaining_count if response.HasField("remaining_count") else None
        return self.take(response.resume_token) if response.resume_token else None

    def take(self, resume_token: str = "") -> ExportResponse | None:
        """All since the last whole record; None for nothing."""
        if not self._parts:
            return None
        joined = ExportResponse(
            data=b"".join(self._parts),
            record_count=self._records,
            resume_token=resume_token,
            remaining_count=self._left,
        )
        self.drop()
        return joined

    def drop(self) -> None:
        """Forget it: the connection broke inside a record."""
        self._parts, self._records = [], 0
