"""The log tells every change once, in the order of the commits, without a gap."""

import threading

import pytest
from contract.articles import build_article
from contract.clock import Clock
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline_server.errors import InvalidCursor, NotFound
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.store import ListQuery, LoggedChange, Store


def changes(store: Store, after: int = 0) -> list[LoggedChange]:
    return store.read_changes(after, 1000)


def put(store: Store, body: str, document_id: str = "1") -> str:
    [stored] = store.ingest([build_article(document_id=document_id, body=body).article])
    return stored.name


def bodies(change: LoggedChange) -> tuple[str, str]:
    return tuple(Article.FromString(side).body if side is not None else "" for side in (change.before, change.after))


def test_an_empty_store_has_no_changes(store: Store) -> None:
    assert (store.last_change(), store.oldest_change(), changes(store)) == (0, 0, [])


def test_each_write_is_a_change_with_before_and_after(store: Store, clock: Clock) -> None:
    name = put(store, "Rain fell.")
    put(store, "Snow fell.")
    store.delete_article(name)
    store.undelete_article(name)
    assert [bodies(change) for change in changes(store)] == [
        ("", "Rain fell."),
        ("Rain fell.", "Snow fell."),
        ("Snow fell.", ""),
        ("", "Snow fell."),
    ]
    assert [change.seq for change in changes(store)] == [1, 2, 3, 4]
    assert {change.name for change in changes(store)} == {name}
    assert {change.at for change in changes(store)} == {int(clock.now.timestamp()) * 1_000_000}


def test_what_changes_nothing_is_no_change(store: Store) -> None:
    put(store, "Rain fell.")
    put(store, "Rain fell.")
    with pytest.raises(NotFound):
        store.delete_article("articles/nothing")
    assert store.last_change() == 1


def test_a_duplicate_that_loses_its_original_is_a_change(store: Store) -> None:
    first, second = put(store, "Rain fell.", "1"), put(store, "Rain fell.", "2")
    store.delete_article(first)
    assert [change.name for change in changes(store)] == [first, second, first, second]
    assert changes(store)[-1].after == store.get_article(second)


def test_changes_are_read_from_anywhere_in_pieces(store: Store) -> None:
    for number in range(7):
        put(store, f"Report {number}.", str(number))
    assert [change.seq for change in store.read_changes(2, 3)] == [3, 4, 5]
    assert [change.seq for change in store.read_changes(5, 3)] == [6, 7]
    assert store.read_changes(7, 3) == []


def test_no_more_than_a_mib_of_changes_is_read_at_once_unless_one_is_larger(store: Store) -> None:
    for letter, size in zip("abcde", [400_000, 400_000, 400_000, 2_000_000, 10], strict=True):
        put(store, letter * size, letter)
    put(store, "f" * 400_000, "a")  # what it was before counts as well
    put(store, "g" * 300_000, "b")
    taken, after = [], 0
    while batch := store.read_changes(after, 100):
        taken.append([change.seq for change in batch])
        after = batch[-1].seq
    assert taken == [[1, 2], [3], [4], [5, 6], [7]]


def test_a_cursor_holds_a_place_in_this_store_only(store: Store) -> None:
    assert store.open_cursor(store.seal_cursor(17)) == 17
    put(store, "Rain fell.")
    token = store.list_articles(ListQuery(page_size=1)).next_page_token
    for cursor in ("", "nonsense", store.seal_cursor(17)[:-2], token):
        with pytest.raises(InvalidCursor):
            store.open_cursor(cursor)


def test_several_writers_leave_no_gap(store: Store) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            put(store, f"Report {number} of {writer}.", f"{writer}-{number}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    while len(seen) < 40:
        seen += [change.seq for change in store.read_changes(seen[-1] if seen else 0, 7)]
    for thread in threads:
        thread.join()
    assert seen == list(range(1, 41))


VALUES = {
    "source": ["Gazette", "Courier", ""],
    "section": ["World", ""],
    "title": ["Talks", "talk", "TALKS OPEN", "ü"],
    "published_date": ["2025-04-08", "2025-04-09", "2025-04-10"],
    "country": ["KEN", "NOR"],
    "actor": ["actors/country-ken", "actors/person-ada"],
    "event_type": ["AID", "CONSULT"],
    "url": ["https://example.org/a/", "http://example.org/b?utm_source=x"],
    "create_time": ["2025-04-10", "2025-04-10T12:00:00Z", "2025-04-11"],
}


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(sorted(VALUES)))
    operator = draw(st.sampled_from(ARTICLE_FIELDS[name].operators))
    value = draw(st.sampled_from(VALUES[name]))
    return f'{name} {operator} "{value}"'


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda part: f"NOT ({part})"),
        st.tuples(st.sampled_from([" AND ", " OR "]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda parts: "(" + parts[0].join(f"({part})" for part in parts[1]) + ")"
        ),
    )


FILTERS = st.recursive(comparisons(), joined, max_leaves=5)


@pytest.fixture
def library(store: Store, clock: Clock) -> Store:
    for number, (source, title, published, url) in enumerate(
        [
            ("Gazette", "Talks open", "2025-04-08", "https://example.org/a"),
            ("Courier", "Über talks", "2025-04-09", "http://example.org/b/"),
            ("", "", "", ""),
            ("Gazette", "Aid arrives", "2025-04-10", ""),
        ]
    ):
        draft = build_article(
            body=f"Report {number}.",
            source=source,
            title=title,
            published=published,
            url=url,
            section="World" * (number % 2),
        )
        sides = [draft.country("KEN"), draft.actor("Ada", "actors/person-ada")][: number % 3]
        if sides:
            draft.event("AID" if number % 2 else "CONSULT", agents=sides)
        store.ingest([draft.article])
        clock.advance(hours=8)
    return store


@given(text=FILTERS)
@examples(80)
def test_a_filter_means_the_same_in_the_store_and_in_the_feed(library: Store, text: str) -> None:
    expression = parse_filter(text, ARTICLE_FIELDS)
    every = [Article.FromString(item) for item in library.list_articles(ListQuery(full=True)).items]
    expected = [article.name for article in every if matches_article(expression, article)]
    assert [Article.FromString(item).name for item in library.list_articles(ListQuery(filter=text)).items] == expected
