"""Full-text search: words, phrases, prefixes, snippets."""

import contextlib

import pytest
from contract.articles import build_article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.errors import InvalidField, InvalidFilter
from dateline_server.storage.store import SearchQuery, Store


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
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_an_error_of_the_database(library: Store, query: str) -> None:
    with contextlib.suppress(InvalidField):
        hits(library, query)


def test_an_updated_article_is_found_by_its_new_words_only(store: Store) -> None:
    store.ingest([build_article(document_id="1", body="Rain fell.").article])
    store.ingest([build_article(document_id="1", body="Snow fell.").article])
    assert titles(store, "rain") == []
    assert titles(store, "snow") == ["Talks open"]


def test_pages_of_a_search_hold_every_hit_once_while_others_write(store: Store) -> None:
    store.ingest(
        [
            build_article(title=f"Report {n}", body="harbour " * (n % 5 + 1) + f"word{n} " * (n % 7)).article
            for n in range(60)
        ]
    )
    expected = titles(store, "harbour", page_size=1000)
    found, token, page = [], "", 0
    while True:
        answer = store.search_articles(SearchQuery("harbour", page_size=7, page_token=token))
        found += [ArticleHit.FromString(item).article.title for item in answer.items]
        store.ingest([build_article(title="Late", body=f"harbour harbour harbour {page}").article])
        token, page = answer.next_page_token, page + 1
        if not token:
            break
    assert found == expected


@pytest.mark.parametrize("which", [0, -1], ids=["the first of the page", "the last of the page"])
@pytest.mark.parametrize("edited", [False, True])
def test_pages_of_a_search_leave_out_no_hit_while_others_go_or_change(store: Store, which: int, edited: bool) -> None:
    store.ingest(
        [
            build_article(
                document_id=str(n), title=f"Report {n}", body="harbour " * (n % 5 + 1) + f"word{n} " * (n % 7)
            ).article
            for n in range(60)
        ]
    )
    expected = titles(store, "harbour", page_size=1000)
    found, token = [], ""
    while True:
        answer = store.search_articles(SearchQuery("harbour", page_size=7, page_token=token))
        hits = [ArticleHit.FromString(item).article for item in answer.items]
        found += [hit.title for hit in hits]
        if not (token := answer.next_page_token):
            break
        hit = hits[which]
        if edited:
            body = f"Nothing of it in {hit.document_id}."
            store.ingest([build_article(document_id=hit.document_id, title=hit.title, body=body).article])
        else:
            store.delete_article(hit.name)
    assert set(found) == set(expected)
