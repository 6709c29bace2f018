"""An article is the same to everybody, whether lists and searches have taken it in or not."""

from collections.abc import Callable

import pytest
from contract.articles import build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import NotFound
from dateline_server.storage.indexing import Indexing
from dateline_server.storage.keys import identify_article
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, Store, Stored
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.reindexing import catch_up

Meanwhile = Callable[[Store], None]


@pytest.fixture(autouse=True)
def followed_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new is only taken in when it is asked for."""
    monkeypatch.setattr(Indexing, "start", lambda self: None)


@pytest.fixture(params=["new", "taken in"])
def meanwhile(request: pytest.FixtureRequest) -> Meanwhile:
    def read(store: Store) -> None:
        if request.param == "taken in":
            store.list_articles(ListQuery())

    return read


def put(store: Store, key: str, body: str) -> Stored:
    [stored] = store.ingest([build_article(document_id=key, body=body).article])
    return stored


def test_it_is_found_by_its_name(store: Store, meanwhile: Meanwhile) -> None:
    article = build_article(document_id="1", body="Snow fell.").article
    name = store.ingest([article])[0].name
    meanwhile(store)
    assert Article.FromString(store.get_article(name)).body == "Snow fell."
    assert Article.FromString(store.get_revision(name, 1)).name == name
    assert store.latest_revision(name) == 1
    assert store.unchanged([identify_article(article)]) == [Stored(name, IngestResult.UNCHANGED, 1)]
    assert store.ingest([article]) == [Stored(name, IngestResult.UNCHANGED, 1)]
    assert store.last_change() == 1


def test_it_is_edited_deleted_and_brought_back(store: Store, meanwhile: Meanwhile) -> None:
    put(store, "1", "Snow fell.")
    meanwhile(store)
    edited = put(store, "1", "Hail fell.")
    assert (edited.outcome, edited.revision) == (IngestResult.UPDATED, 2)
    meanwhile(store)
    store.delete_article(edited.name)
    with pytest.raises(NotFound, match="UndeleteArticle"):
        store.get_article(edited.name)
    meanwhile(store)
    assert Article.FromString(store.undelete_article(edited.name)).revision == 3
    meanwhile(store)
    assert put(store, "1", "Hail fell.").outcome == IngestResult.UNCHANGED


def test_a_copy_is_known_by_the_body_that_it_has_now(store: Store, meanwhile: Meanwhile) -> None:
    first = put(store, "1", "Snow fell.")
    meanwhile(store)
    put(store, "1", "Hail fell.")
    meanwhile(store)
    assert put(store, "2", "Snow fell.").outcome == IngestResult.CREATED
    copy = put(store, "3", "Hail fell.")
    assert (copy.outcome, copy.duplicate_of) == (IngestResult.DUPLICATE, first.name)
    meanwhile(store)
    store.delete_article(first.name)
    assert Article.FromString(store.get_article(copy.name)).near_duplicate_of == ""
    later = put(store, "4", "Hail fell.")
    assert (later.outcome, later.duplicate_of) == (IngestResult.DUPLICATE, copy.name)


def test_it_is_one_article_to_two_who_have_the_store_open(
    open_again: Callable[[], Store], meanwhile: Meanwhile
) -> None:
    one, other = open_again(), open_again()
    created = put(one, "1", "Snow fell.")
    assert put(other, "1", "Snow fell.").outcome == IngestResult.UNCHANGED
    meanwhile(other)
    assert put(one, "1", "Snow fell.").outcome == IngestResult.UNCHANGED
    assert put(other, "1", "Hail fell.").outcome == IngestResult.UPDATED
    assert put(one, "2", "Hail fell.").duplicate_of == created.name
    assert put(one, "3", "Snow fell.").outcome == IngestResult.CREATED


STEPS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 4), st.integers(0, 2)),
    st.tuples(st.just("delete"), st.integers(0, 4), st.none()),
    st.tuples(st.just("undelete"), st.integers(0, 4), st.none()),
    st.tuples(st.just("read"), st.none(), st.none()),
    st.tuples(st.just("other"), st.none(), st.none()),
)


@given(steps=st.lists(STEPS, min_size=5, max_size=30))
@examples(40)
def test_any_sequence_by_two_writers_has_the_outcomes_of_a_plain_table(
    open_two: tuple[Store, Store], parts: StoreParts, fresh: Callable[[], str], steps: list[tuple]
) -> None:
    (store, other), example = open_two, fresh()
    held: dict[int, tuple[str, int, int, bool]] = {}  # name, body, revision, whether it is there
    for step, key, body in steps:
        match step:
            case "put":
                name, known, revision, there = held.get(key, ("", -1, 0, False))
                others = {n for k, (n, b, _, t) in held.items() if k != key and t and b == body}
                stored = put(store, f"{example} {key}", f"Report {body} of {example}.")
                if there and known == body:
                    assert (stored.outcome, stored.revision) == (IngestResult.UNCHANGED, revision)
                    continue
                created = IngestResult.DUPLICATE if others else IngestResult.CREATED
                assert stored.outcome == (IngestResult.UPDATED if there else created)
                assert (stored.name, stored.revision) == (name or stored.name, revision + 1)
                assert Article.FromString(store.get_article(stored.name)).near_duplicate_of in (others or {""})
                held[key] = (stored.name, body, revision + 1, True)
            case "delete" if key in held and held[key][3]:
                store.delete_article(held[key][0])
                held[key] = (*held[key][:3], False)
            case "undelete" if key in held and not held[key][3]:
                store.undelete_article(held[key][0])
                held[key] = (held[key][0], held[key][1], held[key][2] + 1, True)
            case "read":
                store.list_articles(ListQuery(page_size=1))
            case "other":
                store, other = other, store
        for key, (name, _, revision, there) in held.items():
            if there:
                assert Article.FromString(other.get_article(name)).revision >= revision
                held[key] = (*held[key][:2], store.latest_revision(name), there)
    assert check_store(parts.database, parts.upkeep, full=True).faults == []
    catch_up(parts.database, parts.words)
    assert check_store(parts.database, parts.upkeep, full=True).faults == []


@pytest.fixture
def open_two(open_again: Callable[[], Store]) -> tuple[Store, Store]:
    return open_again(), open_again()


@pytest.fixture
def fresh() -> Callable[[], str]:
    """A word that no example before has used."""
    numbers = iter(range(1_000_000))
    return lambda: f"example {next(numbers)}"
