"""A check finds what is wrong with a store, says what to do, and finds nothing wrong with a sound one."""

import pytest
from contract.articles import build_article
from contract.queueing import documents, hand_in

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.article_pb2 import Article
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, SearchQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.inspecting import inspect
from dateline_server.storage.upkeep.reindexing import catch_up, clear_index, reindex
from dateline_server.storage.upkeep.tables import DERIVED, PRIMARY, WORDS


@pytest.fixture
def names(store: Store, parts: StoreParts) -> list[str]:
    """Names of three articles: one edited, one deleted and back, one with a quote; a fourth was deleted."""
    names = []
    for number in range(4):
        draft = build_article(document_id=str(number), body=f"Report {number} of the café.", title=f"Talks {number}")
        kenya = draft.country("KEN", "Kenya")
        ada = draft.actor("Ada", role=("minister", "Ministry", "KEN"), also=["Ms Ada"])
        draft.event(agents=[kenya], recipients=[ada], place=draft.place("Nairobi", "KEN"), intensity=-2.5)
        draft.quote(f"Point {number}.", ada)
        names += [stored.name for stored in store.ingest([draft.article])]
    draft.article.body = "Edited."
    store.ingest([draft.article])
    store.delete_article(names[1])
    store.undelete_article(names[1])
    store.delete_article(names[2])
    catch_up(parts.database, parts.words)
    return names


def faults(parts: StoreParts, full: bool = True) -> list[str]:
    return [f"{fault.part}: {fault.what}" for fault in check_store(parts.database, parts.upkeep, full).faults]


def spoil(parts: StoreParts, sql: str) -> None:
    with parts.database.writing() as connection:
        connection.execute(sql)


@pytest.mark.parametrize("full", [False, True])
def test_a_sound_store_has_no_faults(parts: StoreParts, names: list[str], full: bool) -> None:
    report = check_store(parts.database, parts.upkeep, full)
    assert report.faults == []
    assert (report.changes, report.articles, report.compared, report.behind) == (8, 3, 3, 0)


def test_an_empty_store_has_no_faults(parts: StoreParts) -> None:
    assert faults(parts) == []


def test_a_queue_that_waits_is_no_fault_and_one_that_lost_something_is(store: Store, parts: StoreParts) -> None:
    hand_in(store, documents("a", "b", "c"))
    store.queue.take("one", 2, 1_000_000)
    assert faults(parts) == []
    spoil(parts, "DELETE FROM queued_documents WHERE number = 2")
    spoil(parts, "UPDATE queue_state SET bytes = bytes + 1")
    assert faults(parts) == [
        "queue: the text of a document in the queue is gone: 2",
        "queue: the queue counts other documents than it holds: 3",
    ]
    spoil(parts, "DELETE FROM operations")
    assert "queue: a document in the queue belongs to no operation that goes on: 1, 2, 3" in faults(parts)


def test_what_the_index_has_still_to_take_in_is_no_fault(parts: StoreParts, names: list[str]) -> None:
    with parts.database.writing() as connection:
        clear_index(connection, parts.upkeep)
    report = check_store(parts.database, parts.upkeep, full=True)
    assert report.faults == []
    assert report.behind == 8


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("DELETE FROM log WHERE seq = 3", "log"),
        ("UPDATE log SET revision = NULL WHERE seq = 1", "log"),
        ("UPDATE log SET article = 99 WHERE seq = 1", "log"),
        ("UPDATE log SET revision = 2 WHERE seq = 4", "log"),
        ("UPDATE articles SET head = 1", "articles"),
        ("UPDATE articles SET revision = 1", "articles"),
        ("UPDATE articles SET delete_time = NULL", "articles"),
        ("UPDATE articles SET delete_time = 5 WHERE id = 1", "articles"),
        ("UPDATE articles SET content = 'other' WHERE id = 1", "articles"),
        ("UPDATE log SET bytes = (SELECT bytes FROM log WHERE seq = 1) WHERE bytes IS NOT NULL", "articles"),
        ("UPDATE marks SET seq = 100 WHERE name = 'indexed'", "index"),
        ("DELETE FROM article_rows WHERE id = 1", "index"),
        ("UPDATE article_rows SET basic = (SELECT bytes FROM log WHERE seq = 1) WHERE id = 1", "index"),
        ("UPDATE article_rows SET id = 3 WHERE id = 1", "index"),
        ("DELETE FROM article_postings WHERE article = 1", "index"),
        ("DELETE FROM event_postings", "index"),
        ("UPDATE events SET type = 'AID'", "index"),
        ("DELETE FROM quotes", "index"),
        ("UPDATE actors SET article_count = article_count + 1 WHERE name = 'actors/country-ken'", "index"),
        ("DELETE FROM actor_roles", "index"),
        ("UPDATE article_rows SET source = 'other' WHERE id = 1", "index"),
        ("UPDATE article_rows SET title_folded = 'other' WHERE id = 1", "index"),
        ("UPDATE actor_names SET articles = articles + 1", "index"),
        ("UPDATE actor_names SET folded = 'other'", "index"),
        ("UPDATE actor_traits SET country = 'USA'", "index"),
        ("UPDATE actors SET display_name = 'Other' WHERE name = 'actors/country-ken'", "index"),
        ("UPDATE actors SET display_folded = 'other' WHERE name = 'actors/country-ken'", "index"),
        ("UPDATE actors SET sector = 'MED' WHERE name = 'actors/country-ken'", "index"),
        ("INSERT INTO article_postings VALUES ('a1', 0, 77)", "index"),
    ],
)
def test_what_is_wrong_is_found(parts: StoreParts, names: list[str], sql: str, part: str) -> None:
    spoil(parts, sql)
    found = check_store(parts.database, parts.upkeep, full=True).faults
    assert part in {fault.part for fault in found}
    assert all(fault.advice for fault in found)


def test_a_byte_that_the_disk_changed_in_a_claim_is_found(parts: StoreParts, names: list[str]) -> None:
    """It can still be read as an article, and nothing in the index speaks of it."""
    with parts.database.writing() as connection:
        [head, serialized] = connection.execute(
            "SELECT l.seq, l.bytes FROM log l JOIN articles a ON a.head = l.seq WHERE a.delete_time IS NULL ORDER BY l.seq"
        ).fetchone()
        article = Article.FromString(serialized)
        article.events[0].gist = "Somebody else did it."
        changed = article.SerializeToString(deterministic=True)
        connection.execute("UPDATE log SET bytes = ? WHERE seq = ?", (changed, head))
    assert any("is not as it was written" in fault for fault in faults(parts, full=False))
    assert len([fault for fault in faults(parts) if "is not as it was written" in fault]) == 2


def test_a_byte_that_the_disk_changed_in_an_earlier_revision_is_found(parts: StoreParts, names: list[str]) -> None:
    spoil(parts, "UPDATE log SET checksum = checksum + 1 WHERE seq = 1")
    assert any("change 1, revision 1 of" in fault and "as it was written" in fault for fault in faults(parts))


def test_many_faults_of_a_kind_are_counted(parts: StoreParts, store: Store) -> None:
    store.ingest([build_article(document_id=str(number), body=f"Report {number}.").article for number in range(30)])
    catch_up(parts.database, parts.words)
    spoil(parts, "UPDATE articles SET revision = 0")
    assert any("and 25 more" in fault for fault in faults(parts))


def test_an_index_of_words_that_is_empty_is_found(parts: StoreParts, names: list[str]) -> None:
    with parts.database.writing() as connection:
        parts.upkeep.clear_words(connection)
    assert any("index of words holds 0 articles, not 3" in fault for fault in faults(parts, full=False))


WORDS_OF_A_TEXT = "Nine boats lay in the old harbour of the town while the ferry waited for its captain"


@pytest.mark.parametrize(
    ("title", "body", "full"),
    [
        ("Boats wait", WORDS_OF_A_TEXT.removesuffix(" captain"), False),
        ("Boats wait", WORDS_OF_A_TEXT.replace("ferry waited", "waited ferry"), False),
        ("Boats", WORDS_OF_A_TEXT, False),
        ("Boats wait", f"{WORDS_OF_A_TEXT} and crew", True),
    ],
)
def test_an_index_of_words_that_holds_another_text_is_found_and_put_right(
    store: Store, parts: StoreParts, title: str, body: str, full: bool
) -> None:
    """A word less, two in another order, a title with one word only; a word too many, which only a full check finds."""
    draft = build_article(document_id="1", title="Boats wait", body=WORDS_OF_A_TEXT).article
    store.ingest([draft, build_article(document_id="2", body="Rain.").article])
    catch_up(parts.database, parts.words)
    assert faults(parts) == []
    other = Article(title=title, body=body)
    with parts.database.writing() as connection:
        parts.words.remove(connection, 1, draft)
        parts.words.add(connection, [parts.words.row(1, other)])
    assert any("word" in fault for fault in faults(parts, full))
    reindex(parts.database, parts.words, parts.upkeep)
    assert faults(parts) == []


@pytest.mark.parametrize(
    "sql", ["DELETE FROM quotes", "UPDATE actors SET mention_count = 9", "DELETE FROM event_postings"]
)
def test_an_index_that_was_derived_anew_is_sound(store: Store, parts: StoreParts, names: list[str], sql: str) -> None:
    queries = [ListQuery(), ListQuery(filter="agent.country = KEN")]
    held = [[store.list_events(q), store.list_quotes(ListQuery()), store.list_actors(ListQuery())] for q in queries]
    found = store.search_articles(SearchQuery("cafe talks"))
    spoil(parts, sql)
    assert reindex(parts.database, parts.words, parts.upkeep) == 8
    assert faults(parts) == []
    assert [
        [store.list_events(q), store.list_quotes(ListQuery()), store.list_actors(ListQuery())] for q in queries
    ] == held
    assert store.search_articles(SearchQuery("cafe talks")) == found


def test_every_table_is_known_to_be_derived_or_not(parts: StoreParts) -> None:
    """Whoever adds a table says in `upkeep/tables.py` whether a new index makes it anew."""
    with parts.database.reading() as connection:
        for table in (*PRIMARY, *DERIVED, WORDS):
            connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
    assert parts.upkeep.tables() == {*PRIMARY, *DERIVED, WORDS}


def test_the_figures_of_a_store(parts: StoreParts, names: list[str]) -> None:
    info = inspect(parts.database, parts.upkeep)
    assert (info.articles, info.deleted, info.last_change, info.floor, info.behind) == (3, 1, 8, 0, 0)
    assert info.bytes > 10_000
    assert info.oldest is not None
    assert info.oldest == info.newest


def test_merged_and_parted_actors_are_no_fault(store: Store, parts: StoreParts, names: list[str]) -> None:
    merge = ActorMerge(target="actors/person-ada", sources=["actors/country-ken"])
    store.merge_actors(merge)
    assert [fault for fault in faults(parts) if not fault.startswith("index")] == []
    store.list_actors(ListQuery())
    assert faults(parts) == []
    reindex(parts.database, parts.words, parts.upkeep)
    assert faults(parts) == []
    store.unmerge_actor("actors/country-ken")
    store.list_actors(ListQuery())
    assert faults(parts) == []
