"""Events counted in buckets."""

import pytest
from contract.articles import build_article

from dateline.v1.event_pb2 import Event
from dateline.v1.event_service_pb2 import (
    EVENT_DIMENSION_AGENT_COUNTRY,
    EVENT_DIMENSION_DAY,
    EVENT_DIMENSION_DYAD,
    EVENT_DIMENSION_MONTH,
    EVENT_DIMENSION_PLACE_COUNTRY,
    EVENT_DIMENSION_QUAD_CLASS,
    EVENT_DIMENSION_STATUS,
    EVENT_DIMENSION_TYPE,
    EVENT_DIMENSION_WEEK,
    EventBucket,
    EventDimension,
)
from dateline_server.errors import InvalidField, InvalidFilter, InvalidPageToken
from dateline_server.storage.store import AggregateQuery, Store


def count(store: Store, *group_by: EventDimension.ValueType, **more: object) -> list[EventBucket]:
    query = AggregateQuery(group_by=group_by, **more)
    return [EventBucket.FromString(item) for item in store.aggregate_events(query).items]


@pytest.fixture
def library(store: Store) -> Store:
    """Talks of Kenya and Norway on two days, told by two papers, and aid of Norway to Kenya a week later."""
    days = [("Gazette", "2025-03-31"), ("Courier", "2025-04-01"), ("Courier", "2025-04-01")]
    articles = []
    for number, (source, published) in enumerate(days):
        draft = build_article(body=f"Talks {number}.", source=source, published=published)
        sides = [draft.country("KEN"), draft.country("NOR")]
        draft.event("CONSULT", sides=sides, place=draft.place("Nairobi", "KEN"), intensity=2.0 + number)
        articles.append(draft.article)
    draft = build_article(body="Aid will come.", source="Courier", published="2025-04-08")
    kenya, norway = draft.country("KEN"), draft.country("NOR")
    draft.event("AID", [norway], [kenya], status=Event.PLANNED, quad_class=Event.MATERIAL_COOPERATION)
    draft.event("AID", [norway], quad_class=Event.MATERIAL_COOPERATION)
    store.ingest([*articles, draft.article])
    return store


def test_without_a_dimension_there_is_one_bucket(library: Store) -> None:
    [bucket] = count(library)
    assert (bucket.event_count, bucket.article_count, bucket.source_count) == (5, 4, 2)
    assert bucket.mean_intensity == 3.0


def test_an_empty_store_has_no_buckets(store: Store) -> None:
    assert count(store) == []
    assert count(store, EVENT_DIMENSION_DAY, include_empty=True) == []


def test_by_type_status_and_quad_class(library: Store) -> None:
    buckets = count(library, EVENT_DIMENSION_TYPE, EVENT_DIMENSION_STATUS, EVENT_DIMENSION_QUAD_CLASS)
    assert [(b.type, b.status, b.quad_class, b.event_count) for b in buckets] == [
        ("AID", Event.PLANNED, Event.MATERIAL_COOPERATION, 1),
        ("AID", Event.OCCURRED, Event.MATERIAL_COOPERATION, 1),
        ("CONSULT", Event.OCCURRED, Event.VERBAL_COOPERATION, 3),
    ]
    assert not buckets[0].HasField("mean_intensity")


def test_an_event_counts_for_each_of_its_countries(library: Store) -> None:
    agents = count(library, EVENT_DIMENSION_AGENT_COUNTRY)
    assert [(b.agent_country, b.event_count) for b in agents] == [("KEN", 3), ("NOR", 5)]
    places = count(library, EVENT_DIMENSION_PLACE_COUNTRY)
    assert [(b.place_country, b.event_count) for b in places] == [("KEN", 3)]


def test_dyads_have_a_direction(library: Store) -> None:
    buckets = count(library, EVENT_DIMENSION_DYAD)
    assert [(b.agent_country, b.recipient_country, b.event_count) for b in buckets] == [
        ("KEN", "NOR", 3),
        ("NOR", "KEN", 4),
    ]


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        (EVENT_DIMENSION_DAY, [("2025-03-31", 1), ("2025-04-01", 2), ("2025-04-08", 2)]),
        (EVENT_DIMENSION_WEEK, [("2025-W14", 3), ("2025-W15", 2)]),
        (EVENT_DIMENSION_MONTH, [("2025-03", 1), ("2025-04", 4)]),
    ],
)
def test_by_time(library: Store, dimension: EventDimension.ValueType, expected: list[tuple[str, int]]) -> None:
    assert [(b.period, b.event_count) for b in count(library, dimension)] == expected


def test_a_filter_says_which_events_count(library: Store) -> None:
    assert [b.event_count for b in count(library, filter="agent.country = KEN")] == [3]
    assert [b.event_count for b in count(library, EVENT_DIMENSION_TYPE, filter='source = "Courier"')] == [2, 2]
    with pytest.raises(InvalidFilter):
        count(library, filter="nonsense = 1")


def test_empty_buckets_are_rows_on_request(library: Store) -> None:
    buckets = count(library, EVENT_DIMENSION_TYPE, EVENT_DIMENSION_DAY, include_empty=True)
    assert len(buckets) == 2 * 9
    assert [(b.period, b.type) for b in buckets[:3]] == [
        ("2025-03-31", "AID"),
        ("2025-03-31", "CONSULT"),
        ("2025-04-01", "AID"),
    ]
    assert sum(b.event_count for b in buckets) == 5
    weeks = count(library, EVENT_DIMENSION_WEEK, include_empty=True, filter="type = CONSULT")
    assert [b.period for b in weeks] == ["2025-W14"]


def test_no_period_that_the_filter_asks_for_is_left_out(library: Store) -> None:
    def periods(dimension: EventDimension.ValueType, text: str) -> list[tuple[str, int]]:
        return [(b.period, b.event_count) for b in count(library, dimension, include_empty=True, filter=text)]

    spring = "published_date >= 2025-02-10 AND published_date < 2025-06-01"
    assert periods(EVENT_DIMENSION_MONTH, spring) == [("2025-02", 0), ("2025-03", 1), ("2025-04", 4), ("2025-05", 0)]
    assert periods(EVENT_DIMENSION_WEEK, "published_date > 2025-03-23") == [
        ("2025-W13", 0),
        ("2025-W14", 3),
        ("2025-W15", 2),
    ]
    assert periods(EVENT_DIMENSION_DAY, "published_date <= 2025-04-02")[-1] == ("2025-04-02", 0)
    nothing = "type = REJECT AND published_date >= 2025-04-01 AND published_date <= 2025-04-03"
    assert periods(EVENT_DIMENSION_DAY, nothing) == [("2025-04-01", 0), ("2025-04-02", 0), ("2025-04-03", 0)]
    assert periods(EVENT_DIMENSION_DAY, "published_date = 2025-04-05") == [("2025-04-05", 0)]
    assert periods(EVENT_DIMENSION_DAY, "published_date > 2025-04-05 AND published_date < 2025-04-05") == []
    assert periods(EVENT_DIMENSION_DAY, "published_date < 0001-01-01") == []
    with pytest.raises(InvalidField, match="With empty ones there would be"):
        periods(EVENT_DIMENSION_DAY, "published_date > 0001-01-01 AND published_date < 9998-12-31")


def test_an_empty_dyad_is_one_that_occurs(library: Store) -> None:
    buckets = count(library, EVENT_DIMENSION_DYAD, EVENT_DIMENSION_MONTH, include_empty=True)
    dyads = {(b.agent_country, b.recipient_country) for b in buckets}
    assert dyads == {("KEN", "NOR"), ("NOR", "KEN")}
    assert len(buckets) == 2 * 2


def test_buckets_come_in_pages(library: Store) -> None:
    whole = count(library, EVENT_DIMENSION_DAY, EVENT_DIMENSION_AGENT_COUNTRY)
    found, token = [], ""
    while True:
        query = AggregateQuery("", (EVENT_DIMENSION_DAY, EVENT_DIMENSION_AGENT_COUNTRY), False, 2, token)
        page = library.aggregate_events(query)
        found += [EventBucket.FromString(item) for item in page.items]
        if not (token := page.next_page_token):
            break
        with pytest.raises(InvalidPageToken):
            library.aggregate_events(AggregateQuery("", (EVENT_DIMENSION_DAY,), False, 2, token))
    assert found == whole


@pytest.mark.parametrize(
    ("group_by", "field"),
    [
        ((99,), r"group_by[0]"),
        ((EVENT_DIMENSION_DAY, EVENT_DIMENSION_WEEK), "group_by"),
        ((EVENT_DIMENSION_DYAD, EVENT_DIMENSION_AGENT_COUNTRY), "group_by"),
        ((EVENT_DIMENSION_TYPE,) * 5, "group_by"),
    ],
)
def test_dimensions_that_make_no_sense_are_refused(store: Store, group_by: tuple[int, ...], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        count(store, *group_by)
    assert refused.value.field == field
