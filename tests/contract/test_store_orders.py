"""`order_by`: the fields that a list may be ordered by, in both directions, page after page."""

import re
from collections.abc import Callable

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.quote_pb2 import QuoteRecord
from dateline_server.errors import InvalidField, InvalidPageToken
from dateline_server.storage.store import ListQuery, Store

DAYS = ["2025-04-08", "", "2025-04-10", "2025-04-09", "2025-04-10", "2025-04-08"]


@pytest.fixture
def library(store: Store, clock: Clock) -> Store:
    for number, day in enumerate(DAYS):
        draft = build_article(document_id=str(number), body=f"Report {number}.", published=day)
        sides = [draft.actor(name, country="NOR") for name in ("Åse Berg", "ada", "Bo", "Jon")[: number % 4 + 1]]
        draft.event(agents=sides)
        draft.quote("Yes.", sides[0])
        store.ingest([draft.article])
        clock.advance(hours=1)
    return store


KEYS: dict[tuple[str, str], Callable[[bytes], object]] = {
    ("articles", "published_date"): lambda item: Article.FromString(item).published_date,
    ("articles", "create_time"): lambda item: Article.FromString(item).create_time.ToMicroseconds(),
    ("events", "published_date"): lambda item: EventRecord.FromString(item).published_date,
    ("quotes", "published_date"): lambda item: QuoteRecord.FromString(item).published_date,
    ("actors", "article_count"): lambda item: ActorProfile.FromString(item).article_count,
    ("actors", "display_name"): lambda item: ActorProfile.FromString(item).display_name.casefold(),
}


@pytest.mark.parametrize(("resource", "field"), list(KEYS))
@pytest.mark.parametrize("direction", ["", " asc", " desc"])
@pytest.mark.parametrize("filtered", [False, True])
def test_each_order_holds_over_all_pages(
    library: Store, resource: str, field: str, direction: str, filtered: bool
) -> None:
    read = getattr(library, f"list_{resource}")
    filter_text = "" if not filtered else "kind = PERSON" if resource == "actors" else 'source = "Harbour Gazette"'
    unordered = read(ListQuery(page_size=1000, filter=filter_text)).items
    items, token = [], ""
    while True:
        page = read(ListQuery(filter_text, 4, token, order_by=field + direction))
        items += page.items
        token = page.next_page_token
        if not token:
            break
    assert sorted(items) == sorted(unordered)
    keys = [KEYS[resource, field](item) for item in items]
    assert keys == sorted(keys, reverse=direction == " desc")  # type: ignore[type-var]


@pytest.mark.parametrize("filter_text", ["country = NOR", "event_type = CONSULT", "actor = actors/person-bo"])
def test_a_filter_that_leads_to_its_articles_keeps_the_order(library: Store, filter_text: str) -> None:
    for field in ("published_date", "create_time"):
        rising = library.list_articles(ListQuery(filter_text, order_by=field)).items
        falling = library.list_articles(ListQuery(filter_text, order_by=f"{field} desc")).items
        assert rising == falling[::-1]
        assert len(rising) > 1


def test_events_of_a_side_can_be_listed_from_the_earliest_on(library: Store) -> None:
    for filter_text in ("", "country = NOR", "type = CONSULT AND agent = actors/person-bo"):
        rising = library.list_events(ListQuery(filter_text, order_by="published_date")).items
        assert rising == library.list_events(ListQuery(filter_text)).items[::-1]


@pytest.mark.parametrize(
    ("resource", "order", "fields"),
    [
        ("articles", "title", "published_date, create_time"),
        ("articles", "published_date, create_time", "published_date, create_time"),
        ("articles", "published_date down", "published_date, create_time"),
        ("events", "confidence desc", "published_date"),
        ("quotes", "text", "published_date"),
        ("actors", "name", "article_count, display_name"),
    ],
)
def test_another_order_is_refused_with_those_there_are(store: Store, resource: str, order: str, fields: str) -> None:
    with pytest.raises(InvalidField, match=re.escape(f"Fields: {fields}.")) as refusal:
        getattr(store, f"list_{resource}")(ListQuery(order_by=order))
    assert refusal.value.field == "order_by"


def test_a_near_miss_is_told(store: Store) -> None:
    with pytest.raises(InvalidField, match="Did you mean create_time"):
        store.list_articles(ListQuery(order_by="created_time"))


def test_a_token_fits_only_its_order(library: Store) -> None:
    token = library.list_articles(ListQuery(page_size=2)).next_page_token
    assert library.list_articles(ListQuery(page_token=token, order_by=" published_date  DESC ")).items
    for order in ("published_date", "create_time desc"):
        with pytest.raises(InvalidPageToken):
            library.list_articles(ListQuery(page_token=token, order_by=order))
