"""Claims in words."""

import pytest
from samples import sample_article

from dateline.render import wording
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Attribution, Event, EventLink, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression


def test_who_does_it_to_whom() -> None:
    meeting, threat, protest = event_records(sample_article())
    assert str(wording.sides(meeting)) == "Ingrid Solberg → her Kenyan counterpart"
    assert str(wording.sides(threat)) == "The ministry"
    assert str(wording.sides(protest)) == "Dockworkers"


def test_equal_sides_and_helpers() -> None:
    record = EventRecord(
        event=Event(
            participants=[
                Participant(role=Participant.PARTICIPANT, text="Norway"),
                Participant(role=Participant.PARTICIPANT, text="Kenya"),
                Participant(role=Participant.MEDIATOR, text="Ghana"),
            ]
        )
    )
    assert str(wording.sides(record)) == "Norway ↔ Kenya (mediated by Ghana)"


def test_what_an_event_is_to_others_of_its_article() -> None:
    raid, march = Event(id="e1", trigger=Span(text="raid")), Event(id="e2", trigger=Span(text="marched"))
    march.links.add(type=EventLink.FOLLOWS, event="e1")
    march.links.add(type=EventLink.PART_OF, event="e9")
    assert wording.relations(march, [raid, march]) == "after “raid”"
    assert wording.relations(raid, [raid, march]) == ""


def test_one_to_whom_it_is_done_by_nobody_named() -> None:
    record = EventRecord(event=Event(participants=[Participant(role=Participant.RECIPIENT, text="a bank")]))
    assert str(wording.sides(record)) == "→ a bank"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (EventTime(), ""),
        (EventTime(value="2025-04-08", earliest="2025-04-08", latest="2025-04-08"), "2025-04-08"),
        (EventTime(value="2025-04", earliest="2025-04-01", latest="2025-04-30"), "2025-04"),
        (EventTime(value="2025-W15", earliest="2025-04-07", latest="2025-04-13"), "2025-04-07 to 2025-04-13"),
        (EventTime(value="PAST_REF"), "in the past"),
        (EventTime(value="2025-04-08TEV", earliest="2025-04-08", latest="2025-04-08"), "2025-04-08 evening"),
        (EventTime(value="2025-04-08T09:30"), "2025-04-08 09:30"),
        (EventTime(latest="2025-04-09", basis=EventTime.PUBLICATION), "by 2025-04-09"),
        (EventTime(earliest="2025-04-09"), "from 2025-04-09"),
        (EventTime(latest="2025-04-09"), "until 2025-04-09"),
    ],
)
def test_when(time: EventTime, words: str) -> None:
    assert wording.when(time) == words


def test_where_and_how_sure_it_is() -> None:
    meeting, threat, protest = event_records(sample_article())
    assert [wording.where(record) for record in (meeting, threat, protest)] == ["Nairobi, KEN", "", "Mombasa, KEN ?"]


def test_a_country_is_named_alone() -> None:
    assert wording.place_name(Place(name="Kenya", kind=Place.COUNTRY, country_code="KEN")) == "Kenya"


def test_who_says_so_and_through_whom() -> None:
    record = EventRecord(
        event=Event(attributions=[Attribution(source="a1", via=["a2"], stance=Attribution.CLAIM)]),
        actors=[Actor(id="a1", name="the ministry"), Actor(id="a2", name="Coast Wire")],
    )
    assert wording.who_says(record) == "claimed by the ministry, via Coast Wire"
    assert wording.who_says(event_records(sample_article())[1]) == "denied by The ministry"
    assert wording.who_says(event_records(sample_article())[0]) == ""


def test_quotes_name_their_speaker() -> None:
    direct, _ = quote_records(sample_article())
    assert wording.speaker(direct) == "Ingrid Solberg"
    assert wording.words_said(direct) == "We agreed to open two new consulates,"


def test_a_role_names_its_body_once() -> None:
    roles = [
        Actor.Role(title="foreign minister", organization="Norway"),
        Actor.Role(title="head of the Coast Guard", organization="the Coast Guard"),
        Actor.Role(title="captain"),
    ]
    said = ["foreign minister, Norway", "head of the Coast Guard", "captain"]
    assert wording.role_phrases(Actor(roles=roles)) == said


def test_a_time_that_cannot_be_made_a_day_is_told_in_the_words_of_the_article() -> None:
    time = EventTime(value="XXXX-WXX-2", basis=EventTime.STATED)
    record = EventRecord(event=Event(time=time), time=TimeExpression(span=Span(text="on Tuesday")))
    assert wording.when_of(record) == "“on Tuesday”"
    record.event.time.earliest = record.event.time.latest = "2025-04-08"
    assert wording.when_of(record) == "2025-04-08"
