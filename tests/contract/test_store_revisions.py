"""Every state that an article was in stays to be read, and deleting it takes nothing away for good."""

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import EtagMismatch, InvalidPageToken, NotFound
from dateline_server.storage.store import ListQuery, SearchQuery, Store


def put(store: Store, body: str, document_id: str = "1") -> Article:
    [stored] = store.ingest([build_article(document_id=document_id, body=body).article])
    return get(store, stored.name)


def get(store: Store, name: str) -> Article:
    return Article.FromString(store.get_article(name))


def test_each_edit_is_a_revision_that_stays(store: Store, clock: Clock) -> None:
    first = put(store, "Rain fell.")
    clock.advance(hours=1)
    second = put(store, "Snow fell.")
    assert (second.name, second.revision) == (first.name, 2)
    assert Article.FromString(store.get_revision(first.name, 1)) == first
    assert Article.FromString(store.get_revision(first.name, 2)) == second
    assert store.latest_revision(first.name) == 2


def test_revisions_are_listed_latest_first_without_claims(store: Store) -> None:
    for body in ("Rain fell.", "Snow fell.", "Hail fell."):
        article = put(store, body)
    listed = [Article.FromString(item) for item in store.list_revisions(article.name).items]
    assert [revision.revision for revision in listed] == [3, 2, 1]
    assert {revision.body for revision in listed} == {""}
    assert len({revision.etag for revision in listed}) == 3


def test_revisions_come_in_pages_whose_tokens_are_bound_to_the_article(store: Store) -> None:
    for number in range(5):
        article = put(store, f"Report {number}.")
    other = put(store, "Another.", "2")
    numbers, token = [], ""
    while True:
        page = store.list_revisions(article.name, 2, token)
        numbers += [Article.FromString(item).revision for item in page.items]
        if not (token := page.next_page_token):
            break
        with pytest.raises(InvalidPageToken):
            store.list_revisions(other.name, 2, token)
    assert numbers == [5, 4, 3, 2, 1]


def test_what_is_not_there_is_not_found(store: Store) -> None:
    article = put(store, "Rain fell.")
    with pytest.raises(NotFound, match=r"no revision 2 .*latest is 1"):
        store.get_revision(article.name, 2)
    for read in (store.latest_revision, store.list_revisions, lambda name: store.get_revision(name, 1)):
        with pytest.raises(NotFound, match="articles/nothing"):
            read("articles/nothing")


def test_a_deleted_article_keeps_its_revisions_and_comes_back_as_the_next(store: Store) -> None:
    put(store, "Rain fell.")
    article = put(store, "Snow fell.")
    store.delete_article(article.name)
    assert [Article.FromString(item).revision for item in store.list_revisions(article.name).items] == [2, 1]
    back = Article.FromString(store.undelete_article(article.name))
    assert (back.revision, back.body) == (3, "Snow fell.")
    assert get(store, article.name) == back
    assert len(store.list_articles(ListQuery()).items) == 1
    assert len(store.search_articles(SearchQuery("snow")).items) == 1


def test_only_a_deleted_article_can_be_undeleted(store: Store) -> None:
    article = put(store, "Rain fell.")
    with pytest.raises(NotFound, match="no deleted article"):
        store.undelete_article(article.name)
    with pytest.raises(NotFound):
        store.undelete_article("articles/nothing")


def test_an_article_comes_back_as_the_duplicate_of_what_took_its_place(store: Store) -> None:
    first, second = put(store, "Rain fell.", "1"), put(store, "Rain fell.", "2")
    store.delete_article(first.name)
    assert get(store, second.name).near_duplicate_of == ""
    assert Article.FromString(store.undelete_article(first.name)).near_duplicate_of == second.name


def test_what_an_article_is_the_duplicate_of_is_a_revision_too(store: Store) -> None:
    first, second = put(store, "Rain fell.", "1"), put(store, "Rain fell.", "2")
    store.delete_article(first.name)
    later = get(store, second.name)
    assert later.revision == 2
    assert later.etag != second.etag


def test_an_etag_that_has_passed_is_a_conflict_and_changes_nothing(store: Store) -> None:
    seen = put(store, "Rain fell.")
    now = put(store, "Snow fell.")
    with pytest.raises(EtagMismatch) as conflict:
        store.delete_article(seen.name, seen.etag)
    assert conflict.value.metadata["etag"] == now.etag
    assert get(store, now.name) == now
    store.delete_article(now.name, now.etag)
    with pytest.raises(EtagMismatch):
        store.undelete_article(now.name, seen.etag)
    store.undelete_article(now.name, now.etag)


def test_the_same_content_after_a_deletion_is_stored_again(store: Store) -> None:
    article = build_article(document_id="1").article
    [first] = store.ingest([article])
    store.delete_article(first.name)
    [again] = store.ingest([article])
    assert (again.outcome, again.revision) == (IngestResult.CREATED, 2)
    assert get(store, first.name).create_time == Article.FromString(store.get_revision(first.name, 1)).create_time
