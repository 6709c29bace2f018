"""What becomes of an article that is stored: its name, its outcome, its revision."""

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import NotFound
from dateline_server.storage.keys import identify, identify_article
from dateline_server.storage.store import ListQuery, Store, Stored


def ingest_one(store: Store, article: Article) -> Stored:
    [stored] = store.ingest([article])
    return stored


def get(store: Store, name: str) -> Article:
    return Article.FromString(store.get_article(name))


def test_a_new_article_is_created_and_given_back_whole(store: Store, clock: Clock) -> None:
    draft = build_article(url="https://gazette.example/talks")
    kenya = draft.country("KEN", "Kenya")
    draft.event(agents=[kenya])
    read = Article.FromString(draft.article.SerializeToString())
    stored = ingest_one(store, draft.article)
    assert (stored.outcome, stored.revision, stored.duplicate_of) == (IngestResult.CREATED, 1, "")
    article = get(store, stored.name)
    assert article.name == stored.name
    assert article.revision == 1
    assert article.etag
    assert article.create_time.ToDatetime(clock.now.tzinfo) == clock.now
    assert article.update_time == article.create_time
    for field in ("name", "revision", "etag", "create_time", "update_time"):
        article.ClearField(field)
    assert article == read


def test_what_an_article_says_of_its_place_in_a_store_counts_for_nothing(store: Store, clock: Clock) -> None:
    article = build_article().article
    fresh = Article.FromString(article.SerializeToString())
    article.name, article.etag, article.revision, article.near_duplicate_of = "articles/x", "x", 7, "articles/y"
    article.create_time.nanos = article.update_time.nanos = 999
    told = Article.FromString(article.SerializeToString())
    stored = ingest_one(store, article)
    assert article == told
    held = get(store, stored.name)
    assert (held.name, held.revision, held.near_duplicate_of) == (stored.name, 1, "")
    assert held.create_time.ToDatetime(clock.now.tzinfo) == held.update_time.ToDatetime(clock.now.tzinfo) == clock.now
    assert store.ingest([fresh])[0].outcome == IngestResult.UNCHANGED


def test_articles_stored_together_are_told_apart_in_their_order(store: Store) -> None:
    store.ingest([build_article(document_id="1", body="Rain fell.").article])
    together = [("2", "Snow fell."), ("1", "Rain fell."), ("3", "Snow fell."), ("2", "Hail fell."), ("4", "Snow fell.")]
    results = store.ingest([build_article(document_id=key, body=body).article for key, body in together])
    assert [(r.outcome, r.revision) for r in results] == [
        (IngestResult.CREATED, 1),
        (IngestResult.UNCHANGED, 1),
        (IngestResult.DUPLICATE, 1),
        (IngestResult.UPDATED, 2),
        (IngestResult.DUPLICATE, 1),
    ]
    first, _, second, _, third = results
    assert second.duplicate_of == first.name
    assert third.duplicate_of == second.name
    changes = store.read_changes(1, 10)
    assert [change.name for change in changes] == [first.name, second.name, first.name, second.name, third.name]


def test_names_have_the_form_of_resource_names(store: Store) -> None:
    stored = ingest_one(store, build_article(url="https://gazette.example/ü?x=ä").article)
    assert stored.name.startswith("articles/")
    assert set(stored.name.removeprefix("articles/")) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_the_same_article_again_is_unchanged_and_writes_nothing(store: Store, clock: Clock) -> None:
    article = build_article(url="https://gazette.example/talks").article
    first = ingest_one(store, article)
    before = store.get_article(first.name)
    clock.advance(hours=1)
    again = ingest_one(store, article)
    assert (again.name, again.outcome, again.revision) == (first.name, IngestResult.UNCHANGED, 1)
    assert store.get_article(first.name) == before


def test_links_to_the_same_page_are_one_article(store: Store) -> None:
    first = ingest_one(store, build_article(url="https://gazette.example/talks").article)
    again = ingest_one(store, build_article(url="HTTPS://Gazette.Example:443/talks/?utm_source=mail#top").article)
    assert (again.name, again.outcome) == (first.name, IngestResult.UNCHANGED)


@pytest.mark.parametrize("change", [{"body": "Talks ended."}, {"title": "Talks end"}, {"published": "2025-04-10"}])
def test_another_text_or_day_under_the_same_key_is_a_new_revision(
    store: Store, clock: Clock, change: dict[str, str]
) -> None:
    first = ingest_one(store, build_article(url="https://gazette.example/talks").article)
    created = get(store, first.name)
    clock.advance(hours=1)
    second = ingest_one(store, build_article(url="https://gazette.example/talks", **change).article)
    assert (second.name, second.outcome, second.revision) == (first.name, IngestResult.UPDATED, 2)
    updated = get(store, first.name)
    assert updated.revision == 2
    assert updated.create_time == created.create_time
    assert updated.update_time.ToDatetime(clock.now.tzinfo) == clock.now
    assert updated.etag != created.etag


def test_an_update_replaces_the_claims(store: Store) -> None:
    first = build_article(document_id="7")
    first.event("CONSULT", agents=[first.country("KEN")])
    first.quote("We will meet.", first.actor("Ada Moreno"))
    second = build_article(document_id="7", body="The talks broke down.")
    second.event("REJECT", agents=[second.country("NOR")])
    store.ingest([first.article])
    store.ingest([second.article])
    assert not store.list_events(ListQuery(filter="type = CONSULT")).items
    assert not store.list_events(ListQuery(filter="country = KEN")).items
    assert not store.list_quotes(ListQuery()).items
    assert len(store.list_events(ListQuery(filter="agent.country = NOR AND type = REJECT")).items) == 1


def test_an_article_without_url_is_known_by_source_and_document_id(store: Store) -> None:
    first = ingest_one(store, build_article(document_id="7", body="One.").article)
    second = ingest_one(store, build_article(document_id="7", body="Two.").article)
    elsewhere = ingest_one(store, build_article(document_id="7", body="Three.", source="Hill Courier").article)
    assert second.outcome == IngestResult.UPDATED
    assert second.name == first.name
    assert elsewhere.outcome == IngestResult.CREATED


def test_an_article_without_url_and_id_is_known_by_its_body(store: Store) -> None:
    first = ingest_one(store, build_article(body="One.").article)
    assert ingest_one(store, build_article(body="One.").article).outcome == IngestResult.UNCHANGED
    assert ingest_one(store, build_article(body="One.", title="New head").article).name == first.name
    assert ingest_one(store, build_article(body="Two.").article).name != first.name


def test_the_same_body_under_another_key_is_a_linked_duplicate(store: Store) -> None:
    first = ingest_one(store, build_article(document_id="1").article)
    second = ingest_one(store, build_article(document_id="2").article)
    third = ingest_one(store, build_article(document_id="3").article)
    assert second.outcome == third.outcome == IngestResult.DUPLICATE
    assert second.duplicate_of == third.duplicate_of == first.name
    assert get(store, second.name).near_duplicate_of == first.name
    assert get(store, first.name).near_duplicate_of == ""


def test_a_duplicate_that_is_edited_is_one_no_more(store: Store) -> None:
    ingest_one(store, build_article(document_id="1").article)
    second = ingest_one(store, build_article(document_id="2").article)
    edited = ingest_one(store, build_article(document_id="2", body="Something else.").article)
    assert (edited.outcome, edited.duplicate_of) == (IngestResult.UPDATED, "")
    assert get(store, second.name).near_duplicate_of == ""


def test_when_the_first_is_edited_the_next_one_takes_its_place(store: Store) -> None:
    names = [ingest_one(store, build_article(document_id=str(n)).article).name for n in range(3)]
    etag = get(store, names[2]).etag
    ingest_one(store, build_article(document_id="0", body="Something else.").article)
    assert get(store, names[1]).near_duplicate_of == ""
    assert get(store, names[2]).near_duplicate_of == names[1]
    assert get(store, names[2]).etag != etag


def test_the_rules_hold_inside_one_batch(store: Store) -> None:
    batch = [
        build_article(document_id="1").article,
        build_article(document_id="1").article,
        build_article(document_id="1", body="Edited.").article,
        build_article(document_id="2", body="Edited.").article,
        build_article(document_id="3").article,
    ]
    batch[0].events.add(id="e1", type="CONSULT")
    batch[2].events.add(id="e1", type="REJECT")
    results = store.ingest(batch)
    assert [result.outcome for result in results] == [
        IngestResult.CREATED,
        IngestResult.UNCHANGED,
        IngestResult.UPDATED,
        IngestResult.DUPLICATE,
        IngestResult.CREATED,
    ]
    assert [result.revision for result in results] == [1, 1, 2, 1, 1]
    assert results[3].duplicate_of == results[0].name
    assert len(store.list_events(ListQuery()).items) == 1


def test_an_empty_batch_is_nothing(store: Store) -> None:
    assert store.ingest([]) == []


def test_an_unchanged_document_is_known_before_it_is_read(store: Store) -> None:
    article = build_article(document_id="1").article
    stored = ingest_one(store, article)
    same = identify_article(article)
    edited = identify_article(build_article(document_id="1", body="Edited.").article)
    new = identify(body="Never seen.")
    known, *unknown = store.unchanged([same, edited, new])
    assert known is not None
    assert (known.name, known.outcome, known.revision) == (stored.name, IngestResult.UNCHANGED, 1)
    assert unknown == [None, None]
    store.delete_article(stored.name)
    assert store.unchanged([same]) == [None]


def test_a_missing_article_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="articles/nothing"):
        store.get_article("articles/nothing")


def test_several_articles_come_in_the_order_of_the_names(store: Store) -> None:
    names = [stored.name for stored in store.ingest([build_article(body=f"Body {n}.").article for n in range(5)])]
    wanted = [names[3], names[0], names[3]]
    assert [Article.FromString(item).name for item in store.get_articles(wanted)] == wanted
    with pytest.raises(NotFound, match="articles/nothing"):
        store.get_articles([names[0], "articles/nothing"])


def test_the_basic_view_has_neither_body_nor_claims(store: Store) -> None:
    draft = build_article(document_id="1")
    draft.event(agents=[draft.country("KEN")])
    ingest_one(store, draft.article)
    [item] = store.list_articles(ListQuery()).items
    basic = Article.FromString(item)
    assert (basic.title, basic.source, basic.published_date, basic.revision) == (
        "Talks open",
        "Harbour Gazette",
        "2025-04-09",
        1,
    )
    assert not basic.body
    assert not basic.actors
    assert not basic.events
    [item] = store.list_articles(ListQuery(full=True)).items
    assert item == store.get_article(basic.name)


def test_all_is_there_after_opening_the_store_again(open_again) -> None:
    store = open_again()
    draft = build_article(document_id="1")
    draft.event(agents=[draft.country("KEN", "Kenya")])
    draft.quote("We will meet.", "a1")
    name = ingest_one(store, draft.article).name
    article, events, actor = (
        store.get_article(name),
        store.list_events(ListQuery()),
        store.get_actor("actors/country-ken"),
    )
    store.close()
    store = open_again()
    assert store.get_article(name) == article
    assert store.list_events(ListQuery()) == events
    assert store.get_actor("actors/country-ken") == actor
    assert ingest_one(store, draft.article).outcome == IngestResult.UNCHANGED
