"""Stored articles are read again: once each, in batches, whatever happens to them meanwhile."""

import pytest
from contract.articles import build_article
from contract.clock import Clock
from contract.rereading import (
    NEW,
    OLD,
    ask,
    claim,
    fill,
    get,
    look,
    read,
    read_as,
    reads_alike,
    reads_otherwise,
    stretches,
    types,
    work,
)
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.event_pb2 import Event
from dateline.v1.reparse_pb2 import ReparseMetadata, ReparseResponse
from dateline_server.storage import reparses
from dateline_server.storage.corrections import Correction
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, Store
from dateline_server.storage.upkeep.checking import check_store


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparses, "_ARTICLES_A_BATCH", 3)
    monkeypatch.setattr(reparses, "_ROWS_AT_ONCE", 2)


def test_every_article_is_read_again_and_counted(store: Store, parts: StoreParts) -> None:
    names = fill(store, 10)
    operation = ask(store)
    work(store)
    ended, metadata = look(store, operation)
    assert ended.done
    response = ReparseResponse()
    assert ended.response.Unpack(response)
    assert (response.total, response.changed, response.unchanged) == (10, 10, 0)
    assert response.consistency_token == store.seal_cursor(20)
    assert (metadata.state, metadata.total, metadata.done) == (ReparseMetadata.SUCCEEDED, 10, 10)
    assert set(types(store).values()) == {"AGREE"}
    assert [get(store, name).revision for name in names] == [2] * 10
    assert {get(store, name).engine.digest for name in names} == {"new"}
    assert len(store.list_events(ListQuery(filter="type = AGREE")).items) == 10
    assert check_store(parts.database, parts.upkeep, full=True).faults == []


def test_the_facts_of_the_document_and_of_the_store_stay(store: Store, clock: Clock) -> None:
    document = build_article(url="https://harbour.example/a", section="World", published="2025-04-09").article
    document.authors.append("Ada Njeri")
    document.date_basis = Article.META
    document.engine.CopyFrom(OLD)
    document.received_time.FromSeconds(1_700_000_000)
    [stored] = store.ingest([document])
    before = get(store, stored.name)
    clock.advance(days=1)
    ask(store)

    def forgets_all_but_the_text(article: Article) -> Article:
        draft = build_article(body=article.body, title=article.title, source="", published="", section="")
        draft.event("AGREE")
        draft.article.engine.CopyFrom(NEW)
        return draft.article

    work(store, forgets_all_but_the_text)
    after = get(store, stored.name)
    assert [event.type for event in after.events] == ["AGREE"]
    for field in (
        "url",
        "section",
        "authors",
        "date_basis",
        "published_date",
        "source",
        "received_time",
        "create_time",
    ):
        assert getattr(after, field) == getattr(before, field), field
    assert after.etag != before.etag
    assert store.ingest([document])[0].outcome == IngestResult.UNCHANGED


def test_an_article_that_reads_as_before_stays_as_it_is(store: Store) -> None:
    [name] = fill(store, 1)
    before = store.get_article(name)
    operation = ask(store)
    work(store, reads_alike)
    assert store.get_article(name) == before
    assert store.last_change() == 1
    assert look(store, operation)[1].unchanged == 1


def test_followers_are_told_of_exactly_those_that_changed(store: Store) -> None:
    names = fill(store, 7)
    ask(store)
    work(store, lambda text: (reads_otherwise if int(text.document_id) % 3 == 0 else reads_alike)(text))
    changes = store.read_changes(7, 100)
    assert [change.name for change in changes] == [names[0], names[3], names[6]]
    for change in changes:
        assert change.before is not None
        assert change.after is not None
        assert Article.FromString(change.before).events[0].type == "CONSULT"
        assert Article.FromString(change.after).events[0].type == "AGREE"


def test_the_operation_says_from_where_to_follow_its_changes(store: Store) -> None:
    fill(store, 2)
    operation = ask(store)
    work(store)
    assert store.open_cursor(look(store, operation)[1].start_cursor) == 2


def test_only_what_another_engine_read_is_read(store: Store) -> None:
    fill(store, 3)
    store.ingest([read_as(NEW, "CONSULT", build_article(document_id="fresh", body="Snow fell.").article)])
    operation = ask(store)
    work(store)
    assert look(store, operation)[1].total == 3
    assert types(store) == {"0": "AGREE", "1": "AGREE", "2": "AGREE", "fresh": "CONSULT"}


def test_what_was_found_to_read_as_before_is_not_read_once_more(store: Store) -> None:
    [first, *_] = fill(store, 3)
    ask(store)
    work(store, reads_alike)
    again = ask(store)
    work(store)
    assert look(store, again)[1].total == 0
    # A new revision by an old engine is another matter.
    store.ingest([read_as(OLD, "CONSULT", build_article(document_id="0", body="Edited.", source="Post 0").article)])
    later = ask(store)
    work(store)
    assert look(store, later)[1].changed == 1
    assert get(store, first).revision == 3


def test_everything_is_read_where_that_is_asked_for(store: Store) -> None:
    fill(store, 3)
    ask(store)
    work(store, reads_alike)
    again = ask(store, include_current=True)
    work(store)
    assert look(store, again)[1].changed == 3


def test_a_filter_chooses(store: Store) -> None:
    fill(store, 5)
    operation = ask(store, filter='source = "Post 1" AND event_type = CONSULT')
    work(store)
    assert look(store, operation)[1].total == 2
    assert types(store) == {"0": "CONSULT", "1": "AGREE", "2": "CONSULT", "3": "AGREE", "4": "CONSULT"}


def test_a_dry_run_counts_and_reads_nothing(store: Store) -> None:
    fill(store, 4)
    operation = ask(store, dry_run=True)
    work(store)
    ended, metadata = look(store, operation)
    assert (ended.done, metadata.total, metadata.done) == (True, 4, 0)
    assert store.last_change() == 4


def test_an_empty_store_is_done_at_once(store: Store) -> None:
    operation = ask(store)
    work(store)
    assert look(store, operation)[0].done


def test_what_is_stored_after_it_was_asked_for_is_no_part_of_it(store: Store) -> None:
    fill(store, 3)
    operation = ask(store)
    store.ingest([read_as(OLD, "CONSULT", build_article(document_id="late", body="Later.").article)])
    work(store)
    assert look(store, operation)[1].total == 3
    assert types(store) == {"0": "AGREE", "1": "AGREE", "2": "AGREE", "late": "CONSULT"}


def test_an_article_that_cannot_be_read_stays_and_is_named(store: Store) -> None:
    names = fill(store, 4)
    operation = ask(store)
    work(store, lambda text: Status(code=3, message="no") if text.document_id == "1" else reads_otherwise(text))
    ended, metadata = look(store, operation)
    assert ended.HasField("response")
    assert (metadata.changed, metadata.failed) == (3, 1)
    assert [(failure.article, failure.error.message) for failure in metadata.failures] == [(names[1], "no")]
    assert get(store, names[1]).revision == 1


def test_many_failures_are_counted_and_some_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparses, "MOST_FAILURES", 2)
    fill(store, 7)
    operation = ask(store)
    work(store, lambda text: Status(code=13))
    _, metadata = look(store, operation)
    assert (metadata.failed, len(metadata.failures)) == (7, 2)


def test_an_edit_that_came_in_between_stands(store: Store) -> None:
    names = fill(store, 3)
    operation = ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 3)
    stretch = store.reparses.next(lease, 0)
    edited = build_article(document_id="1", body="Edited meanwhile.", source="Post 1").article
    store.ingest([read_as(NEW, "CONSULT", edited)])
    store.reparses.commit(lease, stretch, read(stretch.texts, reads_otherwise))
    article = get(store, names[1])
    assert (article.body, article.revision, article.events[0].type) == ("Edited meanwhile.", 2, "CONSULT")
    assert look(store, operation)[1].skipped == 1


def test_an_article_deleted_in_between_stays_deleted(store: Store) -> None:
    names = fill(store, 3)
    operation = ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 3)
    stretch = store.reparses.next(lease, 0)
    store.delete_article(names[2])
    last = store.last_change()
    store.reparses.commit(lease, stretch, read(stretch.texts, reads_otherwise))
    assert look(store, operation)[1].skipped == 1
    assert names[2] not in [change.name for change in store.read_changes(last, 10)]


def test_deleted_articles_are_not_read(store: Store) -> None:
    names = fill(store, 3)
    store.delete_article(names[0])
    operation = ask(store)
    work(store)
    assert look(store, operation)[1].total == 2


def correct(store: Store, name: str, **fields: object) -> None:
    store.correct_event(name, Correction("k1", Event(**fields), tuple(fields)))  # type: ignore[arg-type]


def test_a_correction_outlives_it(store: Store) -> None:
    names = fill(store, 2)
    correct(store, names[0], status=Event.PLANNED)
    operation = ask(store)
    work(store)
    [event] = get(store, names[0]).events
    assert (event.type, event.status) == ("AGREE", Event.PLANNED)
    assert list(event.correction.fields) == ["status"]
    assert look(store, operation)[1].changed == 2


def test_a_correction_made_in_between_is_made_in_the_new_reading_too(store: Store) -> None:
    [name] = fill(store, 1)
    ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 1)
    stretch = store.reparses.next(lease, 0)
    correct(store, name, status=Event.PLANNED)
    store.reparses.commit(lease, stretch, read(stretch.texts, reads_otherwise))
    [event] = get(store, name).events
    assert (event.type, event.status, get(store, name).revision) == ("AGREE", Event.PLANNED, 3)


def test_a_corrected_article_that_reads_as_before_stays_as_it_is(store: Store) -> None:
    [name] = fill(store, 1)
    correct(store, name, status=Event.PLANNED)
    before = store.get_article(name)
    operation = ask(store)
    work(store, reads_alike)
    assert store.get_article(name) == before
    assert look(store, operation)[1].unchanged == 1


def test_what_reads_otherwise_under_a_correction_has_changed(store: Store) -> None:
    [name] = fill(store, 1)
    correct(store, name, type="AGREE")
    operation = ask(store)
    work(store)  # the engine now reads what the correction says
    assert look(store, operation)[1].changed == 1
    assert get(store, name).engine == NEW
    store.uncorrect_event(name, "k1")
    assert get(store, name).events[0].type == "AGREE"


def test_a_long_text_makes_a_batch_of_its_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparses, "_BYTES_A_BATCH", 10)
    fill(store, 3)
    ask(store)
    lease = claim(store)
    assert [len(stretch.texts) for stretch in stretches(store, lease)] == [1, 1, 1]
