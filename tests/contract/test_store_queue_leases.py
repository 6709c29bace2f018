"""Several servers share a queue: each document is one's at a time, and stored once whatever becomes of a server."""

import threading
from collections.abc import Callable

from contract import rereading
from contract.clock import Clock
from contract.queueing import documents, hand_in, look, outcomes, read, stored, work

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.storage import queue
from dateline_server.storage.keys import identify_article
from dateline_server.storage.leases import LEASE_SECONDS
from dateline_server.storage.queue import QueueDepth
from dateline_server.storage.store import Store


def ids(taken: list[queue.QueuedDocument]) -> list[str]:
    return [item.document.id for item in taken]


def test_what_one_has_taken_another_leaves(store: Store, open_again: Callable[[], Store]) -> None:
    name = hand_in(store, documents("a", "b", "c", "d"))
    other = open_again()
    assert look(store, name)[1].waiting
    assert ids(store.queue.take("one", 2, 1_000_000)) == ["a", "b"]
    assert not look(other, name)[1].waiting
    assert ids(other.queue.take("two", 3, 1_000_000)) == ["c", "d"]
    assert other.queue.take("two", 3, 1_000_000) == []
    assert not other.queue.waits()
    assert other.queue.depth().documents == 4


def test_what_a_dead_server_had_taken_is_read_by_the_next(
    store: Store, open_again: Callable[[], Store], clock: Clock
) -> None:
    name = hand_in(store, documents("a", "b"))
    store.queue.take("one", 3, 1_000_000)
    other = open_again()
    assert work(other, owner="two") == []
    clock.advance(seconds=LEASE_SECONDS + 1)
    assert look(other, name)[1].waiting
    assert work(other, owner="two") == ["a", "b"]
    assert look(other, name)[1].created == 2


def test_what_a_server_took_while_its_clock_was_ahead_does_not_wait_for_that_time(
    store: Store, open_again: Callable[[], Store], clock: Clock
) -> None:
    name = hand_in(store, documents("a", "b"))
    clock.advance(hours=1)
    store.queue.take("one", 3, 1_000_000)
    clock.jump(hours=-1)
    other = open_again()
    assert look(other, name)[1].waiting
    assert other.queue.waits()
    assert work(other, owner="two") == ["a", "b"]
    assert look(other, name)[1].created == 2


def test_whoever_stores_first_has_stored(store: Store, open_again: Callable[[], Store], clock: Clock) -> None:
    name = hand_in(store, documents("a", "b"))
    slow = store.queue.take("one", 3, 1_000_000)
    clock.advance(seconds=LEASE_SECONDS + 1)
    other = open_again()
    quick = other.queue.take("two", 3, 1_000_000)
    store.queue.commit("one", outcomes(store, slow))
    last = store.last_change()
    other.queue.commit("two", outcomes(other, quick))
    assert store.last_change() == last == 2
    metadata = look(store, name)[1]
    assert (metadata.done, metadata.created) == (2, 2)
    assert store.queue.depth() == QueueDepth()


def test_a_lease_that_is_renewed_is_kept(store: Store, clock: Clock) -> None:
    hand_in(store, documents("a"))
    taken = store.queue.take("one", 3, 1_000_000)
    for _ in range(5):
        clock.advance(seconds=LEASE_SECONDS - 1)
        store.queue.renew("one", taken)
        assert not store.queue.waits()
        assert store.queue.take("two", 3, 1_000_000) == []


def test_a_lease_that_was_lost_is_not_renewed_or_given_back(store: Store, clock: Clock) -> None:
    hand_in(store, documents("a"))
    taken = store.queue.take("one", 3, 1_000_000)
    clock.advance(seconds=LEASE_SECONDS + 1)
    store.queue.take("two", 3, 1_000_000)
    clock.advance(seconds=LEASE_SECONDS - 1)
    store.queue.renew("one", taken)
    store.queue.give_back("one", taken)
    assert not store.queue.waits()
    clock.advance(seconds=2)
    assert store.queue.waits()


def test_what_is_given_back_can_be_taken_at_once_and_has_not_counted(store: Store) -> None:
    hand_in(store, documents("a", "b"))
    for _ in range(5):
        taken = store.queue.take("one", 3, 1_000_000)
        assert [item.attempts for item in taken] == [0, 0]
        store.queue.give_back("one", taken)


def test_what_servers_died_over_several_times_is_taken_alone(store: Store, clock: Clock) -> None:
    hand_in(store, documents("a", "b"))
    for attempt in range(queue.ALONE_AFTER):
        assert [item.attempts for item in store.queue.take("one", 3, 1_000_000)] == [attempt] * 2
        clock.advance(seconds=LEASE_SECONDS + 1)
    hand_in(store, documents("c", "d"))
    assert ids(store.queue.take("one", 4, 1_000_000)) == ["a"]
    assert ids(store.queue.take("one", 4, 1_000_000)) == ["b"]
    assert ids(store.queue.take("one", 4, 1_000_000)) == ["c", "d"]


def test_the_suspicious_one_does_not_ride_with_others(store: Store, clock: Clock) -> None:
    hand_in(store, documents("a"))
    hand_in(store, documents("b"))
    first = store.queue.take("one", 1, 1_000_000)
    for _ in range(queue.ALONE_AFTER):
        store.queue.take("one", 1, 1_000_000)
        clock.advance(seconds=LEASE_SECONDS - 1)
        store.queue.renew("one", first)
        clock.advance(seconds=2)
    store.queue.give_back("one", first)
    assert ids(store.queue.take("one", 4, 1_000_000)) == ["a"]
    assert ids(store.queue.take("one", 4, 1_000_000)) == ["b"]


def test_long_documents_are_taken_few_at_a_time(store: Store) -> None:
    hand_in(store, [Document(id=str(n), text="x" * 1_000) for n in range(4)])
    assert ids(store.queue.take("one", 10, 2_500)) == ["0", "1"]
    assert ids(store.queue.take("one", 10, 10)) == ["2"]


def test_two_servers_that_take_at_once_share(store: Store, open_again: Callable[[], Store]) -> None:
    names = [str(n) for n in range(120)]
    operation = hand_in(store, documents(*names))
    taken: dict[str, list[str]] = {"one": [], "two": [], "three": []}

    def serve(server: Store, owner: str) -> None:
        taken[owner] = work(server, owner=owner, most=4)

    servers = [
        threading.Thread(target=serve, args=(server, owner))
        for owner, server in zip(taken, (store, open_again(), open_again()), strict=True)
    ]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert sorted(id for ids in taken.values() for id in ids) == sorted(names)
    assert look(store, operation)[1].created == 120
    assert store.last_change() == 120


def test_of_two_versions_the_one_handed_in_last_stands_whichever_is_read_first(
    store: Store, open_again: Callable[[], Store]
) -> None:
    old, new = documents("a", text="The ferry is late"), documents("a", text="The ferry is early")
    name = hand_in(store, [*old, *new])
    other = open_again()
    first = store.queue.take("one", 1, 1_000_000)
    work(other, owner="two")
    store.queue.commit("one", outcomes(store, first))
    assert stored(store) == {"a": (new[0].text, 1)}
    metadata = look(store, name)[1]
    assert (metadata.created, metadata.skipped, metadata.done) == (1, 1, 2)


def test_versions_in_one_batch_are_stored_in_their_order(store: Store) -> None:
    old, new = documents("a", text="The ferry is late"), documents("a", text="The ferry is early")
    name = hand_in(store, [*old, *new])
    work(store)
    assert stored(store) == {"a": (new[0].text, 2)}
    assert look(store, name)[1].updated == 1


def test_what_was_stored_or_deleted_after_it_was_handed_in_stays_so(store: Store, clock: Clock) -> None:
    store.ingest([read(document) for document in documents("edited", "deleted", text="The ferry was late")])
    name = hand_in(store, documents("edited", "deleted"))
    clock.advance(seconds=5)
    later = read(documents("edited", text="The ferry is early")[0])
    later.received_time.FromDatetime(clock())
    store.ingest([later])
    store.delete_article(identify_article(read(documents("deleted")[0])).name)
    work(store)
    assert stored(store) == {"edited": ("The ferry is early, says notice edited.", 2)}
    assert look(store, name)[1].skipped == 2


def received(document: Document, clock: Clock) -> Article:
    """The document as it is read and stored at once."""
    article = read(document)
    article.received_time.FromDatetime(clock())
    return article


def test_what_was_handed_in_after_the_clock_was_put_back_is_later_than_what_is_stored(
    store: Store, clock: Clock
) -> None:
    clock.jump(hours=1)
    old = documents("edited", "deleted", text="The ferry was late")
    store.ingest([received(document, clock) for document in old])
    clock.advance(seconds=5)
    store.delete_article(identify_article(read(old[1])).name)
    clock.jump(hours=-1)
    name = hand_in(store, documents("edited", "deleted", text="The ferry is early"))
    rereading.ask(store, include_current=True)
    rereading.work(store)  # a new revision, of the same document
    assert stored(store) == {"edited": ("The ferry was late, says notice edited.", 2)}
    work(store)
    assert {id: body for id, (body, _) in stored(store).items()} == {
        id: f"The ferry is early, says notice {id}." for id in ("edited", "deleted")
    }
    assert look(store, name)[1].skipped == 0


def test_what_was_stored_or_deleted_after_the_clock_was_put_back_is_later_than_what_waits(
    store: Store, clock: Clock
) -> None:
    store.ingest([received(document, clock) for document in documents("edited", "deleted", text="The ferry was late")])
    clock.jump(hours=1)
    name = hand_in(store, documents("edited", "deleted", "new"))
    clock.jump(hours=-1)
    store.ingest([received(document, clock) for document in documents("edited", "new", text="The ferry is early")])
    store.delete_article(identify_article(read(documents("deleted")[0])).name)
    work(store)
    assert {id: body for id, (body, _) in stored(store).items()} == {
        id: f"The ferry is early, says notice {id}." for id in ("edited", "new")
    }
    assert look(store, name)[1].skipped == 3


def test_an_article_says_when_it_was_handed_in(store: Store, clock: Clock) -> None:
    at = clock()
    hand_in(store, documents("a"))
    clock.advance(seconds=60)
    work(store)
    name = identify_article(read(documents("a")[0])).name
    assert Article.FromString(store.get_article(name)).received_time.ToDatetime(at.tzinfo) == at
