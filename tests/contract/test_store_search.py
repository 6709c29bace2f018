"""Full-text search: words, phrases, prefixes, snippets."""

import contextlib
import itertools
from collections.abc import Callable

import pytest
from contract.articles import build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.errors import InvalidField, InvalidFilter
from dateline_server.storage.store import ListQuery, SearchQuery, Store


def hits(store: Store, query: str, **more: object) -> list[ArticleHit]:
    return [ArticleHit.FromString(item) for item in store.search_articles(SearchQuery(query, **more)).items]


def titles(store: Store, query: str, **more: object) -> list[str]:
    return [hit.article.title for hit in hits(store, query, **more)]


@pytest.fixture
def library(store: Store) -> Store:
    store.ingest(
        [
            build_article(title="Harbour", body="The old harbour of the capital reopened on Monday.").article,
            build_article(title="Strike", body="Dockers left the harbour, and the old crane stood still.").article,
            build_article(
                title="Café", body="A new café opened; its owner isn't worried.", source="Hill Courier"
            ).article,
        ]
    )
    return store


def test_every_word_must_be_there_in_title_or_body(library: Store) -> None:
    assert set(titles(library, "harbour old")) == {"Harbour", "Strike"}
    assert titles(library, "harbour dockers") == ["Strike"]
    assert titles(library, "strike crane") == ["Strike"]
    assert titles(library, "harbour café") == []


def test_the_best_match_comes_first(library: Store) -> None:
    assert titles(library, "harbour") == ["Harbour", "Strike"]


def test_a_phrase_stands_in_quotes(library: Store) -> None:
    assert titles(library, '"old harbour"') == ["Harbour"]
    assert titles(library, "“old crane” dockers") == ["Strike"]


def test_a_star_ends_a_prefix(library: Store) -> None:
    assert titles(library, "dock*") == ["Strike"]
    assert titles(library, "dock") == []
    assert titles(library, '"old cra"*') == ["Strike"]


def test_case_and_accents_do_not_matter(library: Store) -> None:
    assert titles(library, "CAFE") == ["Café"]


def test_the_snippet_marks_the_words_found(library: Store) -> None:
    [hit] = hits(library, '"old harbour"')
    assert hit.snippet == "The «old harbour» of the capital reopened on Monday."
    assert not hit.article.body


def test_a_filter_narrows_the_search(library: Store) -> None:
    assert titles(library, "opened", filter='source = "Hill Courier"') == ["Café"]
    assert titles(library, "opened", filter='source = "Harbour Gazette"') == []
    with pytest.raises(InvalidFilter):
        hits(library, "opened", filter="nonsense = 1")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("isn't", {"Café"}),
        ("harbour AND", {"Strike"}),
        ("NOT old", set()),
        ("harbour OR café", set()),
        ("body:harbour", set()),
        ("NEAR(old harbour)", set()),
        ("^old", {"Harbour", "Strike"}),
        ("old-harbour", {"Harbour"}),
        ('x"y', set()),
    ],
)
def test_what_looks_like_syntax_is_only_words(library: Store, query: str, expected: set[str]) -> None:
    assert set(titles(library, query)) == expected


@pytest.mark.parametrize("query", ["", "   ", "— “” *", '"'])
def test_a_query_without_a_word_is_refused(library: Store, query: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        hits(library, query)
    assert refusal.value.field == "query"


def test_a_query_that_is_too_long_is_refused(library: Store) -> None:
    for query in ("a" * 1001, "a " * 33):
        with pytest.raises(InvalidField):
            hits(library, query)


@given(query=st.text(max_size=60))
@examples(150)
def test_no_query_is_an_error_of_the_database(library: Store, query: str) -> None:
    with contextlib.suppress(InvalidField):
        hits(library, query)


def test_an_updated_article_is_found_by_its_new_words_only(store: Store) -> None:
    store.ingest([build_article(document_id="1", body="Rain fell.").article])
    store.ingest([build_article(document_id="1", body="Snow fell.").article])
    assert titles(store, "rain") == []
    assert titles(store, "snow") == ["Talks open"]


def report(number: int, harbours: int, cranes: int, others: int) -> Article:
    words = ["harbour"] * harbours + ["crane"] * cranes + ["quay"] * others
    return build_article(document_id=f"{number:03}", title=f"Report {number}", body=" ".join(words)).article


def all_pages(store: Store, query: str, size: int, between: Callable[[], object]) -> list[str]:
    found, token = [], ""
    while True:
        answer = store.search_articles(SearchQuery(query, page_size=size, page_token=token))
        found += [ArticleHit.FromString(item).article.document_id for item in answer.items]
        if not (token := answer.next_page_token):
            return found
        between()


COUNTS = st.integers(1, 4)
REPORTS = st.lists(st.tuples(COUNTS, COUNTS, st.integers(0, 60)), min_size=4, max_size=14)
WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(0, 5), st.integers(0, 5), st.integers(0, 200)),
        st.tuples(st.just("edit"), st.integers(0, 13), st.integers(0, 4), st.integers(0, 4)),
        st.tuples(st.just("delete"), st.integers(0, 13)),
        st.tuples(st.just("undelete"), st.integers(0, 13)),
    ),
    max_size=14,
)


@given(reports=REPORTS, writes=WRITES, size=st.integers(1, 5))
@examples(40)
def test_what_matches_all_the_while_is_found_once_while_others_write(
    store: Store, reports: list[tuple[int, int, int]], writes: list[tuple[str, int, int, int]], size: int
) -> None:
    for item in store.list_articles(ListQuery(page_size=1000)).items:
        store.delete_article(Article.FromString(item).name)
    stored = store.ingest([report(number, *counts) for number, counts in enumerate(reports)])
    names = [result.name for result in stored]
    matching = {f"{number:03}" for number in range(len(reports))}
    deleted: set[int] = set()
    todo, fresh = iter(writes), iter(range(100, 200))

    def write() -> None:
        for kind, *more in itertools.islice(todo, 3):
            which = more[0] % len(names)
            if kind == "new":
                number = next(fresh)
                store.ingest([build_article(document_id=f"{number}", body=report(number, *more).body).article])
            elif kind == "edit" and which not in deleted:
                store.ingest([report(which, more[1], more[2], next(fresh))])
                if not (more[1] and more[2]):
                    matching.discard(f"{which:03}")
            elif kind == "delete" and which not in deleted:
                deleted.add(which)
                store.delete_article(names[which])
                matching.discard(f"{which:03}")
            elif kind == "undelete" and which in deleted:
                deleted.discard(which)
                store.undelete_article(names[which])

    found = all_pages(store, "harbour crane", size, write)
    assert len(found) == len(set(found))
    assert matching <= set(found)


def test_ranks_that_shift_between_pages_neither_hide_nor_repeat_a_hit(store: Store) -> None:
    """Half of the hits are about one word and half about the other; between the pages one of the words grows common."""
    store.ingest([report(n, 6 if n % 2 else 1, 1 if n % 2 else 6, n) for n in range(20)])
    common, turn = itertools.cycle(["crane", "crane", "crane", "harbour", "harbour"]), itertools.count(100)

    def write() -> None:
        word = next(common)
        store.ingest([build_article(document_id=f"{next(turn)}", body=f"{word} {n}").article for n in range(30)])

    found = all_pages(store, "harbour crane", 3, write)
    assert sorted(found) == [f"{n:03}" for n in range(20)]


def test_what_comes_after_the_first_page_does_not_join_the_later_ones(store: Store) -> None:
    store.ingest([report(n, 1, 1, n) for n in range(6)])
    late = iter(range(100, 200))
    found = all_pages(store, "harbour", 2, lambda: store.ingest([report(next(late), 9, 9, 0)]))
    assert sorted(found) == [f"{n:03}" for n in range(6)]


@pytest.fixture
def crowded(store: Store) -> Store:
    """1,100 reports with the word "ferry", which stands in the headlines of the tenth and of the 1,050th."""
    reports = [
        build_article(
            title=f"Report {number}" + (" on a ferry" if number in (10, 1050) else ""),
            body=f"The ferry of day {number}.",
        ).article
        for number in range(1, 1101)
    ]
    store.ingest(reports)
    return store


def test_however_many_match_those_with_the_words_in_the_title_come_first_and_of_each_kind_the_newest(
    crowded: Store,
) -> None:
    assert titles(crowded, "ferry", page_size=4) == [
        "Report 1050 on a ferry",
        "Report 10 on a ferry",
        "Report 1100",
        "Report 1099",
    ]
    assert titles(crowded, '"day 10"', page_size=1) == ["Report 10 on a ferry"]


def test_titles_with_all_of_the_words_come_before_those_with_some(store: Store) -> None:
    for title in ("Ferry to the quay", "Quay", "Rain", "Old quay", "Ferryman", "The ferry leaves the quay", "Wind"):
        store.ingest([build_article(document_id=title, title=title, body="The old ferry, and its quay.").article])
    everywhere = ["Wind", "Ferryman", "Rain"]
    assert titles(store, "quay ferry") == [
        "The ferry leaves the quay",
        "Ferry to the quay",
        "Old quay",
        "Quay",
        *everywhere,
    ]
    assert titles(store, '"old ferry" quay')[:4] == [
        "The ferry leaves the quay",
        "Old quay",
        "Quay",
        "Ferry to the quay",
    ]
    assert titles(store, "ferr*")[:3] == ["The ferry leaves the quay", "Ferryman", "Ferry to the quay"]


def test_an_article_whose_title_is_edited_between_pages_is_found_once(store: Store) -> None:
    def report_on(number: int, title: str) -> Article:
        return build_article(document_id=f"{number:03}", title=title, body=f"Quay {number}.").article

    store.ingest([report_on(n, f"Quay {n}" if n < 3 else "Rain") for n in range(6)])
    edits = iter([report_on(3, "The quay again"), report_on(0, "Wind")])
    found = all_pages(store, "quay", 2, lambda: store.ingest([edit] if (edit := next(edits, None)) else []))
    assert sorted(found) == [f"{n:03}" for n in range(6)]


def test_no_match_is_left_out_however_many_there_are(crowded: Store) -> None:
    found: list[str] = []
    token = ""
    while True:
        page = crowded.search_articles(SearchQuery("fe*", page_size=300, page_token=token))
        found += [ArticleHit.FromString(item).article.title for item in page.items]
        token = page.next_page_token
        if not token:
            break
    assert len(found) == len(set(found)) == 1100
