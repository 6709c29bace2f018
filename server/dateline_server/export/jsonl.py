"""JSONL: one record a line, as canonical proto JSON."""

import json

from google.protobuf.json_format import MessageToDict

from dateline_server.export.records import Resource, reader_of
from dateline_server.export.writer import PlainWriter, Writer


def json_line(value: object) -> bytes:
    """The value as JSON on one line, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def jsonl_writer(resource: Resource) -> Writer:
    """One message a line."""
    read = reader_of(resource)
    return PlainWriter(lambda record: json_line(MessageToDict(read(record))))
