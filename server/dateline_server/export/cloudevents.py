"""CloudEvents 1.0, in JSON (one a line) and in protobuf: each record is the data of one.

`id` follows from the record, so that one that has not changed has the id that it had; `subject` names the article or
actor. An event has its status as the extension attribute `status`, for those who choose without reading the data.
The protobuf format is written from its field numbers: a file is one `io.cloudevents.v1.CloudEventBatch`.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.json_format import MessageToDict

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline_server.export.jsonl import json_line
from dateline_server.export.records import Resource, reader_of
from dateline_server.export.writer import PlainWriter, Writer
from dateline_server.storage.wire import frame, frame_text

SOURCE = "urn:dateline"
_VERSION = "1.0"
# Fields of CloudEvent, of the values of its attributes, and of CloudEventBatch.
_ID, _SOURCE, _SPEC_VERSION, _TYPE, _ATTRIBUTES, _PROTO_DATA = 1, 2, 3, 4, 5, 8
_STRING, _TIMESTAMP = 3, 7
_EVENTS = 1


def json_writer(resource: Resource) -> Writer:
    """One CloudEvent a line, with the record as canonical proto JSON."""
    read = reader_of(resource)

    def write(record: bytes) -> bytes:
        message = read(record)
        made: dict[str, object] = {
            "specversion": _VERSION,
            "id": _identify(message, record),
            "source": SOURCE,
            "type": message.DESCRIPTOR.full_name,
            "datacontenttype": "application/json",
            **dict(_attributes(message)),
        }
        if isinstance(message, Article) and message.HasField("update_time"):
            made["time"] = message.update_time.ToJsonString()
        return json_line({**made, "data": MessageToDict(message)})

    return PlainWriter(write)


def protobuf_writer(resource: Resource) -> Writer:
    """CloudEvents of a batch, with the record as a message."""
    read = reader_of(resource)

    def write(record: bytes) -> bytes:
        message = read(record)
        kind = message.DESCRIPTOR.full_name
        parts = [
            frame_text(_ID, _identify(message, record)),
            frame_text(_SOURCE, SOURCE),
            frame_text(_SPEC_VERSION, _VERSION),
            frame_text(_TYPE, kind),
            *(_attribute(name, frame_text(_STRING, value)) for name, value in _attributes(message)),
        ]
        if isinstance(message, Article) and message.HasField("update_time"):
            parts.append(_attribute("time", frame(_TIMESTAMP, message.update_time.SerializeToString())))
        packed = Packed(type_url=f"type.googleapis.com/{kind}", value=record)
        parts.append(frame(_PROTO_DATA, packed.SerializeToString()))
        return frame(_EVENTS, b"".join(parts))

    return PlainWriter(write)


def _attributes(message: Any) -> Iterator[tuple[str, str]]:
    yield "subject", _subject(message)
    if isinstance(message, EventRecord):
        yield "status", Event.Status.Name(message.event.status)


def _attribute(name: str, value: bytes) -> bytes:
    return frame(_ATTRIBUTES, frame_text(1, name) + frame(2, value))


def _subject(message: Any) -> str:
    return str(message.name if isinstance(message, Article | ActorProfile) else message.article)


def _identify(message: Any, record: bytes) -> str:
    return f"{_subject(message)}#{hashlib.sha256(record).hexdigest()[:24]}"
