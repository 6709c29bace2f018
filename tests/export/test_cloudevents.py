"""CloudEvents: the attributes of the specification, in JSON and in protobuf, with the record inside."""

import json
import re
from functools import cache

import pytest
from export.files import events_of, file_of, records_of
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CLOUDEVENTS,
    EXPORT_FORMAT_CLOUDEVENTS_PROTOBUF,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
)

FIELD = descriptor_pb2.FieldDescriptorProto


@cache
def batch_class() -> type[Message]:
    """CloudEventBatch, described here by its field numbers, apart from the code that writes it."""
    file = descriptor_pb2.FileDescriptorProto(
        name="test/cloudevents.proto",
        package="io.cloudevents.v1",
        syntax="proto3",
        dependency=["google/protobuf/any.proto", "google/protobuf/timestamp.proto"],
    )

    def message(name: str, *fields: tuple[str, int, int, str, bool]) -> descriptor_pb2.DescriptorProto:
        made = descriptor_pb2.DescriptorProto(name=name)
        for field, number, kind, type_name, repeated in fields:
            label = FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL
            made.field.add(name=field, number=number, type=kind, type_name=type_name or None, label=label)  # type: ignore[arg-type]
        return made

    text, part, data, number = FIELD.TYPE_STRING, FIELD.TYPE_MESSAGE, FIELD.TYPE_BYTES, FIELD.TYPE_INT32
    own = ".io.cloudevents.v1.CloudEvent"
    value = message(
        "CloudEventAttributeValue",
        ("ce_boolean", 1, FIELD.TYPE_BOOL, "", False),
        ("ce_integer", 2, number, "", False),
        ("ce_string", 3, text, "", False),
        ("ce_bytes", 4, data, "", False),
        ("ce_uri", 5, text, "", False),
        ("ce_uri_ref", 6, text, "", False),
        ("ce_timestamp", 7, part, ".google.protobuf.Timestamp", False),
    )
    entry = message(
        "AttributesEntry",
        ("key", 1, text, "", False),
        ("value", 2, part, f"{own}.CloudEventAttributeValue", False),
    )
    entry.options.map_entry = True
    event = message(
        "CloudEvent",
        ("id", 1, text, "", False),
        ("source", 2, text, "", False),
        ("spec_version", 3, text, "", False),
        ("type", 4, text, "", False),
        ("attributes", 5, part, f"{own}.AttributesEntry", True),
        ("binary_data", 6, data, "", False),
        ("text_data", 7, text, "", False),
        ("proto_data", 8, part, ".google.protobuf.Any", False),
    )
    event.nested_type.extend([value, entry])
    file.message_type.extend([event, message("CloudEventBatch", ("events", 1, part, own, True))])
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("io.cloudevents.v1.CloudEventBatch"))


@pytest.mark.parametrize("resource", [EXPORT_RESOURCE_ARTICLES, EXPORT_RESOURCE_EVENTS])
def test_json_has_the_attributes_that_must_be_there(articles: list[Article], resource: int) -> None:
    records = records_of("articles" if resource == EXPORT_RESOURCE_ARTICLES else "events", articles)
    made = [json.loads(line) for line in file_of(EXPORT_FORMAT_CLOUDEVENTS, resource, records).splitlines()]  # type: ignore[arg-type]
    for event, record in zip(made, records, strict=True):
        assert event["specversion"] == "1.0"
        assert event["type"] == record.DESCRIPTOR.full_name
        assert all(event[name] for name in ("id", "source", "subject"))
        assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in event)
        assert event["data"] == MessageToDict(record)
    assert len({event["id"] for event in made}) == len(made)


def test_protobuf_is_a_batch_of_the_same_events(articles: list[Article]) -> None:
    records = events_of(articles)
    in_json = [
        json.loads(line) for line in file_of(EXPORT_FORMAT_CLOUDEVENTS, EXPORT_RESOURCE_EVENTS, records).splitlines()
    ]
    batch = batch_class().FromString(file_of(EXPORT_FORMAT_CLOUDEVENTS_PROTOBUF, EXPORT_RESOURCE_EVENTS, records))
    for event, other, record in zip(batch.events, in_json, records, strict=True):  # type: ignore[attr-defined]
        assert (event.id, event.source, event.spec_version, event.type) == (
            *(other["id"], other["source"], other["specversion"], other["type"]),
        )
        assert event.attributes["status"].ce_string == other["status"] == Event.Status.Name(record.event.status)
        inside = EventRecord()
        assert event.proto_data.Unpack(inside)
        assert inside == record


def test_the_time_of_an_article_is_that_of_its_revision(articles: list[Article]) -> None:
    batch = batch_class().FromString(file_of(EXPORT_FORMAT_CLOUDEVENTS_PROTOBUF, EXPORT_RESOURCE_ARTICLES, articles))
    lines = file_of(EXPORT_FORMAT_CLOUDEVENTS, EXPORT_RESOURCE_ARTICLES, articles).splitlines()
    for event, line, article in zip(batch.events, lines, articles, strict=True):  # type: ignore[attr-defined]
        assert event.attributes["time"].ce_timestamp == article.update_time
        assert json.loads(line)["time"] == article.update_time.ToJsonString()


def test_a_record_that_has_not_changed_keeps_its_id_and_a_changed_one_has_another(articles: list[Article]) -> None:
    def identify(article: Article) -> str:
        [line] = file_of(EXPORT_FORMAT_CLOUDEVENTS, EXPORT_RESOURCE_ARTICLES, [article]).splitlines()
        return str(json.loads(line)["id"])

    changed = Article()
    changed.CopyFrom(articles[0])
    changed.revision += 1
    assert identify(articles[0]) == identify(articles[0]) != identify(changed)
