"""The records of each resource: which message they are, and in which table they have their columns."""

from collections.abc import Callable
from typing import Any, TypeAlias

from google.protobuf.message import Message

from dateline.frames import Table
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.export_service_pb2 import (
    EXPORT_RESOURCE_ACTORS,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    EXPORT_RESOURCE_QUOTES,
    ExportResource,
)
from dateline.v1.quote_pb2 import QuoteRecord

Resource: TypeAlias = ExportResource.ValueType

MESSAGES: dict[Resource, type[Message]] = {
    EXPORT_RESOURCE_ARTICLES: Article,
    EXPORT_RESOURCE_EVENTS: EventRecord,
    EXPORT_RESOURCE_ACTORS: ActorProfile,
    EXPORT_RESOURCE_QUOTES: QuoteRecord,
}
TABLES: dict[Resource, Table] = {
    EXPORT_RESOURCE_ARTICLES: "articles",
    EXPORT_RESOURCE_EVENTS: "events",
    EXPORT_RESOURCE_ACTORS: "actors",
    EXPORT_RESOURCE_QUOTES: "quotes",
}


def reader_of(resource: Resource) -> Callable[[bytes], Any]:
    """What makes the message of a record of its bytes."""
    return MESSAGES[resource].FromString
