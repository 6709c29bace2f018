"""Types of events in filters: a type that nothing has is a mistake, one that another ontology had is none."""

from collections.abc import Callable

import pytest
from contract.articles import build_article

from dateline.v1.article_pb2 import Engine
from dateline.v1.event_service_pb2 import EVENT_DIMENSION_DAY
from dateline.v1.reparse_pb2 import ReparseArticlesRequest
from dateline_server.errors import InvalidFilter
from dateline_server.storage.store import NO_REQUEST, AggregateQuery, ListQuery, SearchQuery, Store

Ask = Callable[[Store, str], object]

ASKED: dict[str, Ask] = {
    "articles": lambda store, type_: store.list_articles(ListQuery(f"event_type = {type_}")),
    "events": lambda store, type_: store.list_events(ListQuery(f"type = {type_}")),
    "events of a country": lambda store, type_: store.list_events(ListQuery(f"country = KEN AND type = {type_}")),
    "search for articles": lambda store, type_: store.search_articles(SearchQuery("rain", f"event_type = {type_}")),
    "search for events": lambda store, type_: store.search_events(SearchQuery("rain", f"type = {type_}")),
    "counts": lambda store, type_: store.aggregate_events(AggregateQuery(f"type = {type_}", (EVENT_DIMENSION_DAY,))),
    "reparse": lambda store, type_: store.operations.start(
        ReparseArticlesRequest(filter=f"event_type = {type_}"), Engine(digest="new"), NO_REQUEST
    ),
}


@pytest.fixture
def painted(store: Store) -> Store:
    """A store with an event of a type that was once somebody's own."""
    draft = build_article(body="Rain fell on the mural.")
    draft.event("X_STREETART")
    store.ingest([draft.article])
    return store


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_type_that_neither_the_ontology_has_nor_the_store_holds_is_refused(painted: Store, ask: Ask) -> None:
    with pytest.raises(InvalidFilter, match="the ontology has no such type") as caught:
        ask(painted, "CONSULTS")
    assert caught.value.metadata["hint"] == "CONSULT"


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("type_", ["X_STREETART", "CONSULT"])
def test_a_type_that_either_has_is_not(painted: Store, ask: Ask, type_: str) -> None:
    ask(painted, type_)


def test_what_is_of_a_type_of_another_ontology_is_found_by_it(painted: Store) -> None:
    assert painted.holds_type("X_STREETART")
    assert not painted.holds_type("CONSULT")
    assert len(painted.list_events(ListQuery("type = X_STREETART")).items) == 1
