"""Read masks: what is kept of a message, and what is refused."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Span
from dateline_server.errors import InvalidField
from dateline_server.services.masks import ReadMask, cut_all
from dateline_server.storage.index_rows import BASIC_FIELDS, basic_view

ARTICLE = Article(
    title="Talks open",
    body="Talks opened.",
    revision=3,
    events=[
        Event(
            id="e1", type="CONSULT", trigger=Span(start=6, end=12, text="opened"), evidence=[Span(text="Talks opened.")]
        ),
        Event(id="e2", type="AID"),
    ],
    actors=[Actor(id="a1", name="Ada", external_ids={"wikidata": "Q1"})],
)


def kept(*paths: str) -> Article:
    mask = ReadMask.read(FieldMask(paths=paths), Article)
    assert mask is not None
    return Article.FromString(cut_all([ARTICLE.SerializeToString()], mask, Article)[0])


def test_only_the_fields_named_are_kept() -> None:
    assert kept("title", "revision") == Article(title="Talks open", revision=3)


def test_a_path_leads_through_messages_also_repeated_ones() -> None:
    assert kept("events.trigger.text", "events.id") == Article(
        events=[Event(id="e1", trigger=Span(text="opened")), Event(id="e2")]
    )


@pytest.mark.parametrize("paths", [("events", "events.id"), ("events.id", "events")])
def test_the_whole_of_a_field_wins_over_a_part_of_it(paths: tuple[str, ...]) -> None:
    assert kept(*paths) == Article(events=ARTICLE.events)


def test_no_mask_and_a_star_are_everything() -> None:
    assert ReadMask.read(FieldMask(), Article) is None
    assert ReadMask.read(FieldMask(paths=["title", "*"]), Article) is None


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("titel", "Did you mean title?"),
        ("publishedDate", "Did you mean published_date?"),
        ("events.tpye", "Did you mean events.type?"),
        ("events.trigger.nonsense", "Fields: start, end, text, part."),
        ("title.length", "`title` has no fields of its own"),
        ("actors.external_ids.wikidata", "`actors.external_ids` has no fields of its own"),
        ("", "leads to no field"),
        ("events.", "leads to no field"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_with_what_is_near(path: str, hint: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        ReadMask.read(FieldMask(paths=["title", path]), Article)
    assert hint in refusal.value.message
    assert refusal.value.field == "read_mask"


def test_the_basic_view_is_what_its_fields_name() -> None:
    full = Article.FromString(ARTICLE.SerializeToString())
    for field in Article.DESCRIPTOR.fields:
        if field.is_repeated or field.message_type:
            continue
        setattr(full, field.name, "x" if field.cpp_type == field.CPPTYPE_STRING else 1)
    full.authors.append("Ada")
    for name in ("published_time", "received_time", "create_time", "update_time", "delete_time"):
        getattr(full, name).seconds = 1
    mask = ReadMask.read(FieldMask(paths=sorted(BASIC_FIELDS)), Article)
    assert mask is not None
    [basic] = cut_all([full.SerializeToString()], mask, Article)
    assert Article.FromString(basic) == basic_view(full)
    assert {field.name for field, _ in basic_view(full).ListFields()} == BASIC_FIELDS


PATHS = st.sampled_from(
    ["article", "event", "event.id", "event.trigger", "event.trigger.text", "event.participants.text", "actors.name"]
)


@given(paths=st.lists(PATHS, min_size=1, max_size=4))
def test_a_mask_keeps_what_it_names_and_cuts_twice_like_once(paths: list[str]) -> None:
    record = EventRecord(article="articles/1", event=ARTICLE.events[0], actors=ARTICLE.actors, place=Place(id="p1"))
    mask = ReadMask.read(FieldMask(paths=paths), EventRecord)
    assert mask is not None
    [once] = cut_all([record.SerializeToString()], mask, EventRecord)
    assert cut_all([once], mask, EventRecord) == [once]
    cut = EventRecord.FromString(once)
    assert bool(cut.article) == ("article" in paths)
    assert bool(cut.event.id) == bool({"event", "event.id"} & set(paths))
    assert bool(cut.event.trigger.text) == bool({"event", "event.trigger", "event.trigger.text"} & set(paths))
    assert not cut.HasField("place")
