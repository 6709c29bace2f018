"""Compacting drops what was overtaken long ago, and nothing else: what is there stays, and what is gone is said to be."""

from collections.abc import Callable

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import CursorTooOld, NotFound
from dateline_server.storage.filter_sql import microseconds
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, SearchQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.compacting import Compacted, compact


def put(store: Store, document_id: str, body: str) -> str:
    draft = build_article(document_id=document_id, body=body)
    draft.event(agents=[draft.country("KEN", "Kenya")])
    [stored] = store.ingest([draft.article])
    return stored.name


@pytest.fixture
def history(store: Store, clock: Clock) -> dict[str, str]:
    """An article of three revisions, one that was deleted, and one that came later: seven changes, an hour apart."""
    names = {}
    for document_id, body in (("edited", "Rain."), ("gone", "Fog."), ("edited", "Snow."), ("edited", "Hail.")):
        names[document_id] = put(store, document_id, body)
        clock.advance(hours=1)
    store.delete_article(names["gone"])
    clock.advance(hours=1)
    for body in ("Wind.", "Storm."):
        names["late"] = put(store, "late", body)
        clock.advance(hours=1)
    return names


def compact_before(parts: StoreParts, clock: Clock, hours: float) -> Compacted:
    """Drops what was overtaken more than so many hours ago."""
    return compact(parts.database, parts.words, microseconds(clock.now) - int(hours * 3600) * 1_000_000)


def revisions(store: Store, name: str) -> list[int]:
    return [Article.FromString(item).revision for item in store.list_revisions(name).items]


def test_what_was_overtaken_before_goes_and_the_rest_stays(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    listed = store.list_articles(ListQuery(full=True)).items
    compacted = compact_before(parts, clock, hours=2.5)
    assert (compacted.floor, compacted.dropped) == (5, 4)
    assert compacted.bytes > 0
    assert store.list_articles(ListQuery(full=True)).items == listed
    assert revisions(store, history["edited"]) == [3]
    assert revisions(store, history["late"]) == [2, 1]
    assert len(store.list_events(ListQuery(filter="agent.country = KEN")).items) == 2
    assert len(store.search_articles(SearchQuery("hail")).items) == 1
    assert not store.search_articles(SearchQuery("fog")).items


def test_a_revision_that_is_gone_is_not_found_and_the_message_says_why(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    compact_before(parts, clock, hours=0)
    for revision in (1, 2):
        with pytest.raises(NotFound, match=r"no longer held.*compacted.*latest is 3"):
            store.get_revision(history["edited"], revision)
    with pytest.raises(NotFound, match="no revision 4"):
        store.get_revision(history["edited"], 4)
    assert Article.FromString(store.get_revision(history["edited"], 3)).body == "Hail."
    assert store.latest_revision(history["edited"]) == 3


def test_a_cursor_below_the_floor_is_too_old_and_one_above_goes_on(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    compact_before(parts, clock, hours=2.5)
    assert store.oldest_change() == 5
    with pytest.raises(CursorTooOld) as refused:
        store.read_changes(4, 10)
    oldest = store.open_cursor(refused.value.metadata["oldest"])
    changes = store.read_changes(oldest, 10)
    assert [change.seq for change in changes] == [6, 7]
    assert changes[1].before == changes[0].after


def test_the_numbers_of_changes_and_revisions_go_on(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    clock.advance(days=1)
    store.delete_article(history["late"])
    compact_before(parts, clock, hours=-1)
    assert store.last_change() == 8
    put(store, "new", "Sun.")
    assert store.last_change() == 9
    put(store, "edited", "Sleet.")
    assert revisions(store, history["edited"]) == [4, 3]


def test_a_deleted_article_whose_tombstone_is_old_cannot_come_back_but_be_stored_again(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    compact_before(parts, clock, hours=0)
    assert revisions(store, history["gone"]) == []
    for etag in ("", "abc"):
        with pytest.raises(NotFound, match=r"no longer holds it; ingest it again"):
            store.undelete_article(history["gone"], etag)
    [again] = store.ingest([build_article(document_id="gone", body="Fog.").article])
    assert (again.name, again.outcome, again.revision) == (history["gone"], IngestResult.CREATED, 2)


def test_one_deleted_lately_can_be_undeleted(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    compact_before(parts, clock, hours=3.5)
    assert Article.FromString(store.undelete_article(history["gone"])).body == "Fog."


def test_one_that_came_back_keeps_what_it_is_now(store: Store, parts: StoreParts, clock: Clock) -> None:
    name = put(store, "1", "Rain.")
    store.delete_article(name)
    back = store.undelete_article(name)
    clock.advance(hours=1)
    put(store, "2", "Snow.")
    clock.advance(hours=1)
    compact_before(parts, clock, hours=0.5)
    assert store.get_article(name) == back
    assert revisions(store, name) == [2]


def test_compacting_again_drops_nothing_more(
    store: Store, parts: StoreParts, clock: Clock, history: dict[str, str]
) -> None:
    first = compact_before(parts, clock, hours=2.5)
    assert compact_before(parts, clock, hours=2.5) == Compacted(first.floor, 0, 0)
    assert compact_before(parts, clock, hours=20) == Compacted(first.floor, 0, 0)


def test_an_empty_store_has_nothing_to_drop(store: Store, parts: StoreParts, clock: Clock) -> None:
    assert compact_before(parts, clock, hours=0) == Compacted(0, 0, 0)


def test_a_compacted_store_is_sound_and_opens_again(
    parts: StoreParts, clock: Clock, history: dict[str, str], open_again: Callable[[], Store]
) -> None:
    compact_before(parts, clock, hours=0)
    parts.upkeep.shrink()
    assert check_store(parts.database, parts.upkeep, full=True).faults == []
    assert len(open_again().list_articles(ListQuery()).items) == 2
