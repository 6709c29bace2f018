"""Deleting an article leaves nothing of it behind."""

from datetime import UTC

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import InvalidPageToken, NotFound
from dateline_server.storage import deleted
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, SearchQuery, Store
from dateline_server.storage.upkeep.compacting import compact


def test_a_deleted_article_is_gone_from_every_list(store: Store) -> None:
    draft = build_article(document_id="1", body="The harbour reopened.")
    kenya = draft.country("KEN", "Kenya")
    draft.event(agents=[kenya])
    draft.quote("It is open.", kenya)
    [stored] = store.ingest([draft.article])
    store.delete_article(stored.name)
    with pytest.raises(NotFound):
        store.get_article(stored.name)
    for items in (
        store.list_articles(ListQuery()).items,
        store.list_articles(ListQuery(filter="country = KEN")).items,
        store.list_events(ListQuery()).items,
        store.list_events(ListQuery(filter="agent.country = KEN")).items,
        store.list_quotes(ListQuery()).items,
        store.list_actors(ListQuery()).items,
        store.search_articles(SearchQuery("harbour")).items,
    ):
        assert items == []
    with pytest.raises(NotFound):
        store.get_actor("actors/country-ken")


def test_deleting_what_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="articles/nothing"):
        store.delete_article("articles/nothing")


def test_the_other_articles_stay(store: Store) -> None:
    drafts = [build_article(document_id=str(n), body=f"Report {n} of the harbour.") for n in range(3)]
    for draft in drafts:
        draft.event(agents=[draft.country("KEN", "Kenya")])
    names = [stored.name for stored in store.ingest([draft.article for draft in drafts])]
    store.delete_article(names[1])
    assert [Article.FromString(item).name for item in store.list_articles(ListQuery()).items] == [names[2], names[0]]
    assert len(store.list_events(ListQuery(filter='actor = "actors/country-ken"')).items) == 2
    assert len(store.search_articles(SearchQuery("harbour")).items) == 2
    assert ActorProfile.FromString(store.get_actor("actors/country-ken")).article_count == 2


def test_a_deleted_article_can_come_again_as_its_next_revision(store: Store) -> None:
    article = build_article(document_id="1").article
    [stored] = store.ingest([article])
    store.delete_article(stored.name)
    [again] = store.ingest([article])
    assert (again.name, again.outcome, again.revision) == (stored.name, IngestResult.CREATED, 2)


def test_the_next_duplicate_takes_the_place_of_a_deleted_original(store: Store) -> None:
    names = [stored.name for stored in store.ingest([build_article(document_id=str(n)).article for n in range(3)])]
    store.delete_article(names[0])
    assert Article.FromString(store.get_article(names[1])).near_duplicate_of == ""
    assert Article.FromString(store.get_article(names[2])).near_duplicate_of == names[1]
    listed = [Article.FromString(item) for item in store.list_articles(ListQuery()).items]
    assert [article.near_duplicate_of for article in listed] == [names[1], ""]


@pytest.fixture
def library(store: Store, clock: Clock) -> list[str]:
    """Six articles of six days, of which every other one is deleted."""
    drafts = [
        build_article(document_id=str(n), body=f"Report {n}.", published=f"2025-04-0{n + 1}", source="AB"[n // 2 % 2])
        for n in range(6)
    ]
    for draft in drafts:
        draft.event(agents=[draft.country("KEN", "Kenya")])
    names = [stored.name for stored in store.ingest([draft.article for draft in drafts])]
    clock.advance(hours=1)
    for name in names[::2]:
        store.delete_article(name)
    return names


def listed(store: Store, **query: object) -> list[Article]:
    return [Article.FromString(item) for item in store.list_articles(ListQuery(**query)).items]


def test_deleted_articles_are_listed_before_the_others_on_request(
    store: Store, clock: Clock, library: list[str]
) -> None:
    articles = listed(store, show_deleted=True)
    assert [article.name for article in articles] == [library[n] for n in (4, 2, 0, 5, 3, 1)]
    assert [article.HasField("delete_time") for article in articles] == [True] * 3 + [False] * 3
    assert articles[0].delete_time.ToDatetime(UTC) == clock.now
    assert not articles[0].body
    whole = listed(store, show_deleted=True, full=True)
    assert whole[0].body == "Report 4."
    assert [article.name for article in listed(store)] == [library[n] for n in (5, 3, 1)]
    rising = listed(store, show_deleted=True, order_by="published_date")
    assert [article.name for article in rising] == [library[n] for n in (4, 2, 0, 1, 3, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source = B", [2, 3]),
        ("published_date >= 2025-04-03", [4, 2, 5, 3]),
        ("actor = actors/country-ken AND event_type = CONSULT", [4, 2, 0, 5, 3, 1]),
        ("country = NOR", []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_filter_and_the_pages_are_of_both(
    store: Store, library: list[str], text: str, expected: list[int], size: int
) -> None:
    found, token = [], ""
    while True:
        page = store.list_articles(ListQuery(text, size, token, show_deleted=True))
        assert len(page.items) <= size
        found += [Article.FromString(item).name for item in page.items]
        if not (token := page.next_page_token):
            break
        with pytest.raises(InvalidPageToken):
            store.list_articles(ListQuery(text, size, token))
    assert found == [library[n] for n in expected]


def test_a_page_looks_at_some_deleted_articles_only(
    store: Store, library: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleted, "_MOST_EXAMINED", 1)
    pages, token = [], ""
    while not pages or token:
        page = store.list_articles(ListQuery("published_date <= 2025-04-02", 50, token, show_deleted=True))
        pages.append([Article.FromString(item).name for item in page.items])
        token = page.next_page_token
    assert pages == [[], [], [library[0]], [library[1]]]


def test_what_was_brought_back_or_compacted_away_is_listed_as_deleted_no_more(
    store: Store, parts: StoreParts, library: list[str]
) -> None:
    store.undelete_article(library[4])
    articles = listed(store, show_deleted=True)
    assert [article.HasField("delete_time") for article in articles] == [True] * 2 + [False] * 4
    compact(parts.database, parts.words, 1 << 62)
    assert [article.name for article in listed(store, show_deleted=True)] == [library[n] for n in (5, 4, 3, 1)]


def test_who_asks_for_a_deleted_article_is_told_how_to_get_it_back(
    store: Store, parts: StoreParts, library: list[str]
) -> None:
    with pytest.raises(NotFound, match=r"was deleted at 2025-04-10T13:00:00Z\. UndeleteArticle brings it back"):
        store.get_article(library[0])
    with pytest.raises(NotFound, match="UndeleteArticle"):
        store.get_articles([library[1], library[0]])
    store.undelete_article(library[4])
    compact(parts.database, parts.words, 1 << 62)
    with pytest.raises(NotFound, match=r"There is no article"):
        store.get_article(library[0])
    with pytest.raises(NotFound, match="so long ago that the store no longer holds it"):
        store.undelete_article(library[0])
