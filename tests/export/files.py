"""Files as the formats write them, without a server."""

from collections.abc import Iterable

from google.protobuf.message import Message

from dateline.render.records import event_records, quote_records
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.export_service_pb2 import ExportFormat
from dateline_server.export.formats import FORMATS
from dateline_server.export.pieces import cut_pieces
from dateline_server.export.records import Resource


def file_of(format: ExportFormat.ValueType, resource: Resource, records: Iterable[Message]) -> bytes:
    """The file of the records."""
    found = ((record.SerializeToString(), (number,)) for number, record in enumerate(records))
    return b"".join(piece.data for piece in cut_pieces(FORMATS[format].open(resource), found, None))


def events_of(articles: Iterable[Article]) -> list[EventRecord]:
    """The events of all the articles."""
    return [record for article in articles for record in event_records(article)]


def records_of(resource_name: str, articles: list[Article]) -> list[Message]:
    """The records of the articles in a table that is made of articles, events or quotes."""
    if resource_name == "articles":
        return list(articles)
    made = {"events": event_records, "quotes": quote_records}[resource_name]
    return [record for article in articles for record in made(article)]
