"""A request with an id of the caller's can be sent again: it does nothing more and is answered as before."""

import pytest
from contract.articles import build_article
from contract.clock import Clock

from dateline_server.errors import InvalidField, NotFound, RequestIdReused
from dateline_server.storage.requests import Request
from dateline_server.storage.store import Store


def test_a_deletion_sent_again_is_answered_as_the_first_time(store: Store, clock: Clock) -> None:
    [stored] = store.ingest([build_article().article])
    request = Request("one", b"delete")
    store.delete_article(stored.name, request=request)
    store.undelete_article(stored.name)
    clock.advance(hours=23)
    store.delete_article(stored.name, request=request)
    assert store.get_article(stored.name)


def test_after_a_day_the_id_is_free(store: Store, clock: Clock) -> None:
    [stored] = store.ingest([build_article().article])
    store.delete_article(stored.name, request=Request("one", b"delete"))
    clock.advance(hours=24)
    back = store.undelete_article(stored.name, request=Request("one", b"undelete"))
    assert store.get_article(stored.name) == back


def test_an_undeletion_sent_again_gives_the_same_article(store: Store) -> None:
    [stored] = store.ingest([build_article().article])
    store.delete_article(stored.name)
    request = Request("one", b"undelete")
    assert store.undelete_article(stored.name, request=request) == store.undelete_article(stored.name, request=request)
    assert store.latest_revision(stored.name) == 2


def test_one_id_for_two_requests_is_refused(store: Store) -> None:
    [stored] = store.ingest([build_article().article])
    store.delete_article(stored.name, request=Request("one", b"delete"))
    with pytest.raises(RequestIdReused, match="'one'"):
        store.undelete_article(stored.name, request=Request("one", b"undelete"))
    with pytest.raises(RequestIdReused):
        store.recall(Request("one", b"ingest"))


def test_a_refused_request_is_not_remembered(store: Store) -> None:
    request = Request("one", b"delete")
    with pytest.raises(NotFound):
        store.delete_article("articles/nothing", request=request)
    assert store.recall(request) is None


def test_the_answer_to_an_ingest_is_kept_with_it(store: Store) -> None:
    request = Request("one", b"ingest")
    assert store.recall(request) is None
    store.ingest([build_article().article], request, lambda results: results[0].name.encode())
    answer = store.recall(request)
    assert answer is not None
    assert answer.startswith(b"articles/")
    store.ingest([build_article().article], request, lambda results: b"second")
    assert store.recall(request) == answer


def test_an_id_without_end_is_refused() -> None:
    with pytest.raises(InvalidField, match="65 characters"):
        Request("x" * 65)
