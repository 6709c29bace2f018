"""What a person puts right in an event outlives every new reading of its article, until it is taken back."""

import pytest
from contract.articles import ArticleBuilder, build_article
from contract.clock import Clock

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord, EventTime, Participant
from dateline.v1.event_service_pb2 import EVENT_DIMENSION_TYPE, EventBucket
from dateline.v1.span_pb2 import Mention, Span
from dateline_server.errors import EtagMismatch, InvalidField, NotFound
from dateline_server.storage.corrections import Correction
from dateline_server.storage.requests import Request
from dateline_server.storage.store import AggregateQuery, ListQuery, SearchQuery, Store

BODY = "Ada met Kofi in Oslo on Tuesday. Ada left."


def report(body: str = BODY, first: tuple[str, ...] = (), met: str = "CONSULT-1") -> Article:
    """Two people meet; `first` are actors that come before them, so that their local ids differ."""
    draft: ArticleBuilder = build_article(document_id="1", body=body)
    for name in first:
        draft.actor(name)
    people = []
    for name in ("Ada", "Kofi"):
        people.append(draft.actor(name, country="NOR" if name == "Ada" else "KEN"))
        mentions = draft.article.actors[-1].mentions
        del mentions[:]
        at = body.find(name)
        while at >= 0:
            mentions.append(Mention(span=Span(start=at, end=at + len(name), text=name), type=Mention.NAME))
            at = body.find(name, at + 1)
    draft.event("CONSULT", sides=people, place=draft.place("Oslo", "NOR"), time=draft.time("2025-04-08"))
    event = draft.article.events[0]
    event.key = met
    event.trigger.CopyFrom(Span(start=body.find("met"), end=body.find("met") + 3, text="met"))
    return draft.article


def put(store: Store, article: Article) -> Article:
    [stored] = store.ingest([article])
    return get(store, stored.name)


def get(store: Store, name: str) -> Article:
    return Article.FromString(store.get_article(name))


def correct(store: Store, name: str, event: Event, *fields: str, key: str = "CONSULT-1", **more: str) -> Article:
    return Article.FromString(store.correct_event(name, Correction(key, event, fields, **more)))


def warnings(article: Article) -> list[str]:
    return [warning.message for warning in article.warnings if warning.code == "CORRECTION_UNMATCHED"]


def test_a_correction_is_a_new_revision_that_says_what_was_put_right(store: Store) -> None:
    read = put(store, report())
    article = correct(
        store, read.name, Event(type="ASSAULT", status=Event.CLAIMED), "type", "status", reason="A fight.", by="kn"
    )
    event = article.events[0]
    assert article == get(store, read.name)
    assert (article.revision, article.etag != read.etag) == (2, True)
    assert (event.type, event.status, event.quad_class, event.key) == (
        "ASSAULT",
        Event.CLAIMED,
        Event.MATERIAL_CONFLICT,
        "CONSULT-1",
    )
    assert (event.intensity < 0, event.cameo_code != "") == (True, True)
    correction = event.correction
    assert (correction.reason, correction.by, list(correction.fields)) == ("A fight.", "kn", ["type", "status"])
    assert correction.time == article.update_time


def test_lists_go_by_what_was_put_right(store: Store) -> None:
    read = put(store, report())
    correct(store, read.name, Event(type="ASSAULT"), "type")
    assert len(store.list_events(ListQuery(filter="type = ASSAULT")).items) == 1
    assert not store.list_events(ListQuery(filter="type = CONSULT")).items
    assert store.last_change() == 2


def test_a_filter_finds_what_was_put_right(store: Store) -> None:
    name = put(store, report()).name
    other = build_article(document_id="2", body="Mombasa sent grain.")
    other.event("AID", agents=[other.country("KEN")])
    put(store, other.article)
    assert not store.list_events(ListQuery("corrected = true")).items
    correct(store, name, Event(type="AGREE"), "type")
    [item] = store.list_events(ListQuery("corrected = true")).items
    assert EventRecord.FromString(item).event.key == "CONSULT-1"
    [item] = store.list_events(ListQuery("corrected = false")).items
    assert EventRecord.FromString(item).event.type == "AID"
    assert len(store.list_events(ListQuery("corrected = true AND type = AGREE")).items) == 1
    assert not store.list_events(ListQuery("corrected = true AND type = AID")).items
    [bucket] = store.aggregate_events(AggregateQuery("corrected = true", (EVENT_DIMENSION_TYPE,))).items
    assert EventBucket.FromString(bucket).event_count == 1
    assert len(store.search_events(SearchQuery("met", "corrected = true")).items) == 1
    store.uncorrect_event(name, "CONSULT-1")
    assert not store.list_events(ListQuery("corrected != false")).items
    assert not store.search_events(SearchQuery("met", "corrected = true")).items
    assert store.list_events(ListQuery("NOT corrected = true")).items == store.list_events(ListQuery()).items


def test_it_is_made_again_in_an_edited_article_by_what_it_refers_to(store: Store) -> None:
    read = put(store, report())
    event = Event(
        participants=[Participant(role=Participant.AGENT, actor="a2")], place="p1", time=EventTime(expression="t1")
    )
    correct(store, read.name, event, "participants", "place", "time")
    edited = put(store, report("Rain fell. " + BODY, first=("Zoe", "Max")))
    event = edited.events[0]
    [part] = event.participants
    assert (part.role, part.actor, part.text) == (Participant.AGENT, "a4", "Kofi")
    assert edited.body[part.span.start : part.span.end] == "Kofi"
    assert (event.place, event.time.value, event.time.expression) == ("p1", "2025-04-08", "t1")
    assert list(event.correction.fields) == ["participants", "place", "time"]
    assert edited.revision == 3
    assert len(store.list_events(ListQuery(filter="agent.country = KEN")).items) == 1
    assert not store.list_events(ListQuery(filter="agent.country = NOR")).items


def test_a_participant_stands_where_its_words_are_nearest_to_the_trigger(store: Store) -> None:
    body = "Ada spoke. On the way Ada met Kofi."
    read = put(store, report(body))
    by_actor = correct(
        store, read.name, Event(participants=[Participant(role=Participant.AGENT, actor="a1")]), "participants"
    )
    assert by_actor.events[0].participants[0].span.start == 22
    by_words = correct(
        store, read.name, Event(participants=[Participant(role=Participant.HOST, text="the way")]), "participants"
    )
    [part] = by_words.events[0].participants
    assert (part.actor, body[part.span.start : part.span.end]) == ("", "the way")


def test_one_that_finds_no_event_is_told_and_waits(store: Store) -> None:
    read = put(store, report())
    correct(store, read.name, Event(status=Event.NEGATED), "status")
    without = put(store, report("Ada met Kofi twice.", met="another"))
    assert without.events[0].status == Event.OCCURRED
    [message] = warnings(without)
    assert "CONSULT-1" in message
    assert "status" in message
    again = put(store, report("Ada met Kofi in Oslo once."))
    assert (again.events[0].status, warnings(again)) == (Event.NEGATED, [])


def test_a_part_that_refers_to_what_is_gone_is_told_and_the_others_are_made(store: Store) -> None:
    read = put(store, report())
    event = Event(status=Event.NEGATED, participants=[Participant(role=Participant.AGENT, actor="a2")])
    correct(store, read.name, event, "status", "participants")
    edited = report("Ada met somebody.")
    del edited.actors[1]
    edited.events[0].participants.pop()
    article = put(store, edited)
    assert (article.events[0].status, list(article.events[0].correction.fields)) == (Event.NEGATED, ["status"])
    [message] = warnings(article)
    assert "(participants)" in message


def test_a_second_correction_adds_to_the_first(store: Store) -> None:
    read = put(store, report())
    correct(store, read.name, Event(status=Event.NEGATED), "status", reason="one")
    article = correct(store, read.name, Event(type="AID"), "type", reason="two")
    event = article.events[0]
    assert (event.status, event.type, event.correction.reason) == (Event.NEGATED, "AID", "two")
    assert sorted(event.correction.fields) == ["status", "type"]


def test_what_is_so_already_changes_nothing(store: Store, clock: Clock) -> None:
    read = put(store, report())
    first = correct(store, read.name, Event(status=Event.NEGATED), "status")
    clock.advance(hours=1)
    assert correct(store, read.name, Event(status=Event.NEGATED), "status") == first
    assert store.last_change() == 2


def test_taken_back_the_event_is_as_it_was_read_last(store: Store) -> None:
    read = put(store, report())
    correct(
        store,
        read.name,
        Event(type="AID", participants=[Participant(role=Participant.AGENT, actor="a1")]),
        "type",
        "participants",
    )
    edited = report("Rain fell. " + BODY)
    put(store, report("Rain fell. " + BODY))
    back = Article.FromString(store.uncorrect_event(read.name, "CONSULT-1"))
    assert (back.revision, list(back.events)) == (4, list(edited.events))
    assert put(store, report("Snow fell. " + BODY)).events[0].type == "CONSULT"
    with pytest.raises(NotFound, match="No correction"):
        store.uncorrect_event(read.name, "CONSULT-1")


def test_one_that_waits_can_be_taken_back_too(store: Store) -> None:
    read = put(store, report())
    correct(store, read.name, Event(status=Event.NEGATED), "status")
    put(store, report("Ada met Kofi twice.", met="another"))
    back = Article.FromString(store.uncorrect_event(read.name, "CONSULT-1"))
    assert warnings(back) == []


def test_it_outlives_deletion(store: Store) -> None:
    read = put(store, report())
    correct(store, read.name, Event(status=Event.NEGATED), "status")
    store.delete_article(read.name)
    with pytest.raises(NotFound):
        correct(store, read.name, Event(status=Event.OCCURRED), "status")
    assert put(store, report()).events[0].status == Event.NEGATED


def test_conflicts_and_repeated_requests(store: Store) -> None:
    read = put(store, report())
    correction = Correction("CONSULT-1", Event(status=Event.NEGATED), ("status",))
    request = Request("one", b"correct")
    first = store.correct_event(read.name, correction, read.etag, request)
    assert store.correct_event(read.name, correction, read.etag, request) == first
    with pytest.raises(EtagMismatch):
        store.correct_event(read.name, correction, read.etag)
    with pytest.raises(EtagMismatch):
        store.uncorrect_event(read.name, "CONSULT-1", read.etag)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Event(participants=[Participant(role=Participant.AGENT, actor="a9")]), "event.participants[0].actor"),
        (Event(participants=[Participant(role=Participant.AGENT, text="nobody")]), "event.participants[0].text"),
        (Event(place="p9"), "event.place"),
        (Event(time=EventTime(expression="t9")), "event.time.expression"),
    ],
)
def test_references_must_lead_somewhere(store: Store, event: Event, field: str) -> None:
    read = put(store, report())
    with pytest.raises(InvalidField) as refused:
        correct(store, read.name, event, field.split(".")[1].split("[")[0])
    assert refused.value.field == field
    assert store.last_change() == 1


def test_what_is_not_there_is_not_found(store: Store) -> None:
    read = put(store, report())
    with pytest.raises(NotFound) as article:
        correct(store, "articles/nothing", Event(type="AID"), "type")
    with pytest.raises(NotFound) as event:
        correct(store, read.name, Event(type="AID"), "type", key="none")
    assert (article.value.field, event.value.field) == ("article", "key")
