"""Pages: every item once, in order, also while others write; tokens that fit only their own query."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

import pytest
from contract.articles import build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline_server.errors import InvalidField, InvalidPageToken
from dateline_server.storage.store import ListQuery, Page, SearchQuery, Store


def report(number: int, published: str = "2025-04-09") -> Article:
    draft = build_article(document_id=f"{number:05}", body=f"Report {number}.", published=published)
    draft.event("CONSULT", agents=[draft.country("KEN")])
    draft.event("AID", agents=["a1"])
    draft.quote(f"Number {number}.", "a1")
    draft.actor(f"Person {number:05}")
    return draft.article


def all_pages(
    read: Callable[[ListQuery], Page], size: int, between: Callable[[], object], **query: object
) -> list[bytes]:
    items, token = [], ""
    while True:
        page = read(ListQuery(page_size=size, page_token=token, **query))
        items += page.items
        assert len(page.items) <= size
        if not page.next_page_token:
            return items
        assert len(page.items) == size
        token = page.next_page_token
        between()


@pytest.mark.parametrize("resource", ["list_articles", "list_events", "list_quotes", "list_actors"])
@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_pages_together_are_the_whole_list(store: Store, resource: str, size: int) -> None:
    store.ingest([report(number, f"2025-04-{number % 4 + 1:02}" if number % 5 else "") for number in range(17)])
    read = getattr(store, resource)
    whole = read(ListQuery(page_size=1000))
    assert not whole.next_page_token
    assert len(whole.items) == {"list_events": 34, "list_actors": 18}.get(resource, 17)
    assert all_pages(read, size, lambda: None) == whole.items


def test_a_page_is_no_larger_than_a_foreign_client_takes_and_nothing_is_lost(store: Store) -> None:
    long = [build_article(document_id=f"{number}", body=f"{number} {'word ' * 120_000}") for number in range(11)]
    store.ingest([draft.article for draft in long])
    sizes, token = [], ""
    while not sizes or token:
        page = store.list_articles(ListQuery(page_size=1000, page_token=token, full=True))
        assert sum(map(len, page.items)) < 4 * 1024 * 1024
        sizes.append(len(page.items))
        token = page.next_page_token
    assert sum(sizes) == 11
    assert len(sizes) > 1


@pytest.mark.parametrize("text", ["", "actor = actors/country-ken", "country = KEN", "type = AID"])
def test_pages_of_events_together_are_the_whole_list_under_a_filter(store: Store, text: str) -> None:
    store.ingest([report(number, f"2025-04-{number % 4 + 1:02}") for number in range(17)])
    whole = store.list_events(ListQuery(page_size=1000, filter=text)).items
    assert all_pages(store.list_events, 5, lambda: None, filter=text) == whole


def test_the_latest_published_comes_first_and_what_has_no_day_last(store: Store) -> None:
    days = ["2025-04-02", "", "2025-04-09", "1969-07-20"]
    store.ingest([report(number, day) for number, day in enumerate(days)])
    listed = [Article.FromString(item).published_date for item in store.list_articles(ListQuery()).items]
    assert listed == ["2025-04-09", "2025-04-02", "1969-07-20", ""]


def test_within_a_day_the_instant_decides(store: Store) -> None:
    for number, instant in enumerate(["2025-04-09T05:00:00Z", "2025-04-09T18:00:00Z", "2025-04-09T11:00:00Z"]):
        article = report(number)
        article.published_time.FromJsonString(instant)
        store.ingest([article])
    listed = [Article.FromString(item).document_id for item in store.list_articles(ListQuery()).items]
    assert listed == ["00001", "00002", "00000"]


@given(writes=st.lists(st.sampled_from(["new", "old day", "update", "delete"]), max_size=8), size=st.integers(1, 6))
@examples(25)
def test_what_was_there_at_first_is_listed_once_while_others_write(
    open_again: Callable[[], Store], writes: list[str], size: int
) -> None:
    store = open_again()
    for item in store.list_articles(ListQuery(page_size=1000)).items:
        store.delete_article(Article.FromString(item).name)
    names = [stored.name for stored in store.ingest([report(n, f"2025-04-{n % 3 + 1:02}") for n in range(12)])]
    deleted = set()
    todo, fresh = iter(writes), iter(range(100, 200))

    def write() -> None:
        match next(todo, ""):
            case "new":
                store.ingest([report(next(fresh), "2025-04-30")])
            case "old day":
                store.ingest([report(next(fresh), "2025-04-01")])
            case "update":
                article = report(3, "2025-04-01")
                article.body += f" Edited {next(fresh)}."
                store.ingest([article])
            case "delete":
                name = names.pop()
                deleted.add(name)
                store.delete_article(name)

    found = [Article.FromString(item).name for item in all_pages(store.list_articles, size, write)]
    assert len(found) == len(set(found))
    assert set(names) <= set(found)


def mention(number: int, people: Iterable[int]) -> Article:
    draft = build_article(document_id=f"m{number}", body=f"Mention {number}: {sorted(people)}.")
    for person in sorted(people):
        draft.actor(f"Person {person:02}")
    return draft.article


PEOPLE = st.frozensets(st.integers(0, 9), max_size=6)


@given(
    articles=st.lists(PEOPLE, min_size=1, max_size=8),
    writes=st.lists(st.tuples(st.integers(0, 12), PEOPLE), max_size=8),
    size=st.integers(1, 4),
    order=st.sampled_from(["", "article_count", "display_name", "display_name desc"]),
    words=st.sampled_from(["", "person", '"person 0"*']),
)
@examples(40)
def test_actors_that_are_there_all_the_while_are_listed_once_while_their_counts_change(
    store: Store,
    articles: list[frozenset[int]],
    writes: list[tuple[int, frozenset[int]]],
    size: int,
    order: str,
    words: str,
) -> None:
    for item in store.list_articles(ListQuery(page_size=1000)).items:
        store.delete_article(Article.FromString(item).name)
    store.ingest([mention(number, people) for number, people in enumerate(articles)])
    mentioned = dict(enumerate(articles))
    there = set().union(*articles)
    todo = iter(writes)

    def write() -> None:
        for number, people in islice(todo, 2):
            store.ingest([mention(number, people)])
            mentioned[number] = people
            there.intersection_update(set().union(*mentioned.values()))

    def read(query: ListQuery) -> Page:
        if words:
            return store.search_actors(SearchQuery(words, "", query.page_size, query.page_token))
        return store.list_actors(replace(query, order_by=order))

    items = all_pages(read, size, write)
    found = [ActorProfile.FromString(item).name for item in items]
    assert len(found) == len(set(found))
    assert {f"actors/person-person-{person:02}" for person in there} <= set(found)


def test_a_page_holds_50_items_by_default_and_at_most_1000(store: Store) -> None:
    store.ingest([build_article(document_id=str(number), body=f"Report {number}.").article for number in range(1003)])
    assert len(store.list_articles(ListQuery()).items) == 50
    page = store.list_articles(ListQuery(page_size=100_000))
    assert len(page.items) == 1000
    assert len(store.list_articles(ListQuery(page_size=100_000, page_token=page.next_page_token)).items) == 3


@pytest.mark.parametrize("resource", ["list_articles", "list_events", "list_quotes", "list_actors"])
def test_a_negative_page_size_is_refused(store: Store, resource: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        getattr(store, resource)(ListQuery(page_size=-1))
    assert refusal.value.field == "page_size"


def test_the_page_size_may_change_between_pages(store: Store) -> None:
    store.ingest([report(number) for number in range(5)])
    first = store.list_articles(ListQuery(page_size=2))
    rest = store.list_articles(ListQuery(page_size=10, page_token=first.next_page_token))
    assert len(rest.items) == 3


@pytest.fixture
def token(store: Store) -> str:
    store.ingest([report(number) for number in range(5)])
    return store.list_events(ListQuery(page_size=2, filter="type = AID")).next_page_token


def test_a_token_fits_only_the_query_it_was_given_out_for(store: Store, token: str) -> None:
    assert store.list_events(ListQuery(page_token=token, filter="type = AID")).items
    others = [
        lambda: store.list_events(ListQuery(page_token=token)),
        lambda: store.list_events(ListQuery(page_token=token, filter="type = CONSULT")),
        lambda: store.list_quotes(ListQuery(page_token=token, filter="")),
        lambda: store.list_articles(ListQuery(page_token=token)),
        lambda: store.list_actors(ListQuery(page_token=token)),
        lambda: store.search_articles(SearchQuery("report", page_token=token)),
    ]
    for ask in others:
        with pytest.raises(InvalidPageToken) as refusal:
            ask()
        assert refusal.value.field == "page_token"


def test_a_token_fits_only_its_view(store: Store) -> None:
    store.ingest([report(number) for number in range(3)])
    token = store.list_articles(ListQuery(page_size=1)).next_page_token
    with pytest.raises(InvalidPageToken):
        store.list_articles(ListQuery(page_size=1, page_token=token, full=True))


@pytest.mark.parametrize(
    "forged", ["x", "not a token", "é", "AAAA", base64.urlsafe_b64encode(b"0" * 16 + b"[1,2]").decode()]
)
def test_a_made_up_token_is_refused(store: Store, forged: str) -> None:
    with pytest.raises(InvalidPageToken):
        store.list_events(ListQuery(page_token=forged))


def test_a_changed_token_is_refused(store: Store, token: str) -> None:
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(InvalidPageToken):
            store.list_events(ListQuery(page_token=changed, filter="type = AID"))


def test_a_token_outlives_a_restart(open_again: Callable[[], Store]) -> None:
    store = open_again()
    store.ingest([report(number) for number in range(3)])
    token = store.list_articles(ListQuery(page_size=2)).next_page_token
    store.close()
    assert len(open_again().list_articles(ListQuery(page_token=token)).items) == 1
