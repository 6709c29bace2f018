"""Documents that were set aside are kept, once for each engine, and can be forgotten."""

import pytest

from dateline.v1.admin_service_pb2 import SetAside
from dateline.v1.document_pb2 import Document
from dateline_server.errors import InvalidPageToken, NotFound
from dateline_server.storage.set_aside import digest_of
from dateline_server.storage.store import Store

BAD = Document(id="7", url="https://news.example/bad", text="A text that ends whoever reads it.")


def add(store: Store, document: Document = BAD, engine: str = "one") -> None:
    store.set_aside.add(document, engine, "WORKER_CRASHED", "It died, twice.")


def test_what_was_set_aside_is_listed_without_its_text_and_given_whole(store: Store) -> None:
    add(store)
    [listed] = [SetAside.FromString(item) for item in store.set_aside.list().items]
    assert (listed.document.url, listed.document.text) == (BAD.url, "")
    assert (listed.reason, listed.message, listed.engine_digest) == ("WORKER_CRASHED", "It died, twice.", "one")
    whole = SetAside.FromString(store.set_aside.get(listed.name))
    assert whole.document == BAD
    assert whole.create_time == listed.create_time


def test_a_document_is_known_again_whatever_id_it_is_sent_with(store: Store) -> None:
    add(store)
    renamed = Document()
    renamed.CopyFrom(BAD)
    renamed.id = "8"
    add(store, renamed)
    assert len(store.set_aside.list().items) == 1
    assert store.set_aside.digests("one") == {digest_of(renamed)}


def test_another_engine_may_try_again(store: Store) -> None:
    add(store)
    assert store.set_aside.digests("two") == set()
    add(store, engine="two")
    assert len(store.set_aside.list().items) == 2


def test_pages_come_latest_first_and_hold_each_once(store: Store) -> None:
    for number in range(5):
        add(store, Document(text=f"Text {number}."))
    seen, token = [], ""
    while True:
        page = store.set_aside.list(2, token)
        seen += [SetAside.FromString(item).name for item in page.items]
        token = page.next_page_token
        if not token:
            break
    assert seen == [f"setAside/{number}" for number in (5, 4, 3, 2, 1)]
    with pytest.raises(InvalidPageToken):
        store.set_aside.list(2, "x")


def test_what_is_forgotten_is_gone(store: Store) -> None:
    add(store)
    store.set_aside.delete("setAside/1")
    assert store.set_aside.digests("one") == set()
    for name in ("setAside/1", "setAside/", "articles/1", "setAside/" + "9" * 30):
        with pytest.raises(NotFound):
            store.set_aside.get(name)
        with pytest.raises(NotFound):
            store.set_aside.delete(name)
