"""Everything that a filter lets through, as files are made of it: in the order of the lists, as of one moment."""

from collections.abc import Callable
from itertools import islice

import pytest
from contract.articles import build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CSV,
    EXPORT_FORMAT_JSONL,
    EXPORT_RESOURCE_ACTORS,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    EXPORT_RESOURCE_QUOTES,
    ExportRequest,
    ExportResource,
)
from dateline_server.errors import InvalidField, InvalidFilter
from dateline_server.storage.scans import open_scan
from dateline_server.storage.store import ListQuery, Page, Store

RESOURCES = [EXPORT_RESOURCE_ARTICLES, EXPORT_RESOURCE_EVENTS, EXPORT_RESOURCE_ACTORS, EXPORT_RESOURCE_QUOTES]


def article(number: int) -> Article:
    """One of many: two events of different status, a quote, actors that some share."""
    built = build_article(
        body=f"Ferry number {number} ran aground.",
        document_id=str(number),
        url=f"https://gazette.example/{number}",
        published=f"2025-04-{number % 7 + 1:02}",
    )
    pilot = built.actor(f"Pilot {number % 5}", country="NOR")
    built.event("CONSULT", [pilot], status=Event.OCCURRED)
    built.event("PROTEST", [pilot], status=Event.CLAIMED if number % 2 else Event.PLANNED)
    built.quote(f"It is the {number}th", pilot)
    return built.article


@pytest.fixture
def filled(store: Store) -> Store:
    store.ingest([article(number) for number in range(90)])
    store.list_articles(ListQuery())  # everything is in the index
    return store


def scan(url: str, resource: ExportResource.ValueType, **fields: object) -> list[bytes]:
    with open_scan(url, ExportRequest(resource=resource, **fields)) as opened:  # type: ignore[arg-type]
        return [record for record, _ in opened.records()]


def listed(store: Store, resource: ExportResource.ValueType, filter: str = "") -> list[bytes]:
    """The same by the pages of the list."""
    lists: dict[int, Callable[[ListQuery], Page]] = {
        EXPORT_RESOURCE_ARTICLES: store.list_articles,
        EXPORT_RESOURCE_EVENTS: store.list_events,
        EXPORT_RESOURCE_ACTORS: store.list_actors,
        EXPORT_RESOURCE_QUOTES: store.list_quotes,
    }
    items: list[bytes] = []
    token = ""
    while True:
        page = lists[resource](ListQuery(filter, 1000, token, full=True))
        items += page.items
        token = page.next_page_token
        if not token:
            return items


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_scan_gives_what_the_list_gives_in_its_order(
    filled: Store, store_url: str, resource: ExportResource.ValueType
) -> None:
    records = scan(store_url, resource)
    assert records == listed(filled, resource)
    assert len(records) >= 5


@pytest.mark.parametrize(
    ("resource", "text"),
    [
        (EXPORT_RESOURCE_ARTICLES, 'published_date = "2025-04-03"'),
        (EXPORT_RESOURCE_EVENTS, 'type = "PROTEST" AND agent.country = "NOR"'),
        (EXPORT_RESOURCE_ACTORS, 'display_name : "pilot 3"'),
        (EXPORT_RESOURCE_QUOTES, 'speaker = "actors/person-pilot-2"'),
    ],
)
def test_the_filter_is_that_of_the_list(
    filled: Store, store_url: str, resource: ExportResource.ValueType, text: str
) -> None:
    records = scan(store_url, resource, filter=text)
    assert records == listed(filled, resource, text)
    assert 0 < len(records) < len(listed(filled, resource))
    with open_scan(store_url, ExportRequest(resource=resource, filter=text)) as opened:
        assert opened.count() == len(records)


def test_events_are_chosen_by_status_beside_the_filter(filled: Store, store_url: str) -> None:
    chosen = [Event.CLAIMED, Event.PLANNED]
    records = scan(store_url, EXPORT_RESOURCE_EVENTS, filter='time < "2030-01-01" OR type = "PROTEST"', statuses=chosen)
    assert len(records) == 90
    with open_scan(store_url, ExportRequest(resource=EXPORT_RESOURCE_EVENTS, statuses=chosen)) as opened:
        assert opened.count() == 90
    assert scan(store_url, EXPORT_RESOURCE_EVENTS, statuses=[Event.NEGATED]) == []


def test_what_is_written_meanwhile_is_not_in_it(filled: Store, store_url: str) -> None:
    with open_scan(store_url, ExportRequest(resource=EXPORT_RESOURCE_ARTICLES)) as opened:
        records = opened.records()
        first = [record for record, _ in islice(records, 3)]
        gone = Article.FromString(listed(filled, EXPORT_RESOURCE_ARTICLES)[80]).name
        filled.delete_article(gone)
        filled.ingest([article(number) for number in range(1000, 1040)])
        filled.list_articles(ListQuery())
        names = {Article.FromString(record).name for record in [*first, *(record for record, _ in records)]}
    assert len(names) == 90
    assert gone in names


@pytest.mark.parametrize("resource", RESOURCES)
@examples(10)
@given(data=st.data())
def test_it_goes_on_behind_any_record(
    filled: Store, store_url: str, resource: ExportResource.ValueType, data: st.DataObject
) -> None:
    request = ExportRequest(resource=resource)
    with open_scan(store_url, request) as opened:
        found = list(opened.records())
        broken = data.draw(st.integers(0, len(found) - 1))
        request.resume_token = opened.seal(found[broken][1])
    with open_scan(store_url, request) as resumed:
        assert resumed.is_resumed
        assert list(resumed.records()) == found[broken + 1 :]
        assert resumed.count() == len(found) - broken - 1


def test_a_token_is_good_for_the_same_request_alone(filled: Store, store_url: str) -> None:
    request = ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=EXPORT_FORMAT_JSONL)
    with open_scan(store_url, request) as opened:
        token = opened.seal(next(opened.records())[1])
    for changed in (
        ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=EXPORT_FORMAT_CSV),
        ExportRequest(resource=EXPORT_RESOURCE_QUOTES, format=EXPORT_FORMAT_JSONL),
        ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=EXPORT_FORMAT_JSONL, filter='type = "AID"'),
        ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=EXPORT_FORMAT_JSONL, statuses=[Event.CLAIMED]),
    ):
        changed.resume_token = token
        with pytest.raises(InvalidField) as caught, open_scan(store_url, changed):
            pass
        assert caught.value.field == "resume_token"


def test_a_filter_that_cannot_be_read_is_refused(filled: Store, store_url: str) -> None:
    with pytest.raises(InvalidFilter):
        scan(store_url, EXPORT_RESOURCE_EVENTS, filter="type ~ 3")
