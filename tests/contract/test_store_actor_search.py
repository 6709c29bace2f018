"""Searches for actors: by the words of the names they go by."""

import pytest
from contract.articles import build_article

from dateline.v1.actor_pb2 import ActorProfile
from dateline_server.errors import InvalidPageToken
from dateline_server.storage.store import SearchQuery, Store


def put(store: Store, number: int, *names: tuple[str, str, list[str]]) -> str:
    draft = build_article(document_id=str(number), body=f"Report {number}: {names}.")
    for name, actor, also in names:
        draft.actor(name, actor, country="NOR" if "ada" in actor else "", also=also)
    [stored] = store.ingest([draft.article])
    return stored.name


ADA = ("Ada Moreno", "actors/person-ada", ["Moreno", "Chief Envoy"])
JON = ("Jon Moreno-Berg", "actors/person-jon", [])
UNION = ("Dockers' Union of Bergen", "actors/org-union", ["Façade Union"])


@pytest.fixture
def library(store: Store) -> Store:
    put(store, 1, ADA, UNION)
    put(store, 2, ADA, JON)
    put(store, 3, ADA)
    return store


def found(store: Store, query: str, **more: object) -> list[str]:
    page = store.search_actors(SearchQuery(query, **more))
    return [ActorProfile.FromString(item).name for item in page.items]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("moreno", ["person-ada", "person-jon"]),
        ("MORENO jon", ["person-jon"]),
        ("ada envoy", ["person-ada"]),
        ('"moreno berg"', ["person-jon"]),
        ('"ada envoy"', []),
        ('"chief env"*', ["person-ada"]),
        ("facade", ["org-union"]),
        ("berg", ["person-jon"]),
        ("berg*", ["org-union", "person-jon"]),
        ("nobody", []),
    ],
)
def test_the_names_must_hold_all_words(library: Store, query: str, expected: list[str]) -> None:
    assert found(library, query) == [f"actors/{name}" for name in expected]


def test_a_hit_is_the_profile_as_it_is_listed(library: Store) -> None:
    [item] = library.search_actors(SearchQuery("ada")).items
    assert item == library.get_actor("actors/person-ada")


def test_the_filter_of_the_list_narrows_the_search(library: Store) -> None:
    assert found(library, "moreno", filter="country = NOR") == ["actors/person-ada"]
    assert found(library, "moreno", filter="article_count < 2") == ["actors/person-jon"]


def test_a_name_that_no_article_uses_any_more_is_not_found(store: Store) -> None:
    put(store, 1, ADA)
    put(store, 2, ("Ada Berg", "actors/person-ada", []))
    assert found(store, "berg") == found(store, "moreno") == ["actors/person-ada"]
    put(store, 2, ("Ada Lund", "actors/person-ada", []))
    assert (found(store, "berg"), found(store, "ada lund")) == ([], ["actors/person-ada"])
    name = put(store, 3, JON)
    store.delete_article(name)
    assert found(store, "jon") == []


@pytest.mark.parametrize("query", ["person", '"person number"', "pers*"])
def test_pages_together_are_all_hits(store: Store, query: str) -> None:
    for number in range(12):
        people = [(f"Person Number {n}", f"actors/person-{n:02}", []) for n in range(number, 12)]
        put(store, number, *people)
    whole = found(store, query, page_size=100)
    assert whole == [f"actors/person-{n:02}" for n in reversed(range(12))]
    pages, token = [], ""
    while True:
        page = store.search_actors(SearchQuery(query, page_size=5, page_token=token))
        pages.append(page.items)
        token = page.next_page_token
        if not token:
            break
    assert [len(page) for page in pages] == [5, 5, 2]
    assert [ActorProfile.FromString(item).name for page in pages for item in page] == whole


def test_a_token_fits_only_its_query(library: Store) -> None:
    token = library.search_actors(SearchQuery("moreno", page_size=1)).next_page_token
    assert found(library, "moreno", page_token=token) == ["actors/person-jon"]
    with pytest.raises(InvalidPageToken):
        found(library, "berg", page_token=token)
