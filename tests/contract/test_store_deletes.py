"""Deleting an article leaves nothing of it behind."""

import pytest
from contract.articles import build_article

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import NotFound
from dateline_server.storage.store import ListQuery, SearchQuery, Store


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
