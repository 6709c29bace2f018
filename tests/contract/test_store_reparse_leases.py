"""One server at a time works on an operation, and another goes on where it stopped: no batch twice, none left out."""

from collections.abc import Callable

import pytest
from contract.clock import Clock
from contract.rereading import NEW, OLD, ask, claim, fill, get, look, read, reads_otherwise, stretches, work
from google.rpc.status_pb2 import Status

from dateline.v1.reparse_pb2 import ReparseMetadata
from dateline_server.storage import reparses
from dateline_server.storage.leases import LEASE_SECONDS
from dateline_server.storage.reparses import LeaseLost
from dateline_server.storage.store import Store


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparses, "_ARTICLES_A_BATCH", 3)
    monkeypatch.setattr(reparses, "_ROWS_AT_ONCE", 2)


def test_it_goes_on_where_it_stopped(store: Store, open_again: Callable[[], Store], clock: Clock) -> None:
    names = fill(store, 8)
    operation = ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 8)
    first = next(stretches(store, lease))
    store.reparses.commit(lease, first, read(first.texts, reads_otherwise))
    assert look(store, operation)[1].done == 3
    # The server dies over the second batch. Another one takes over when the lease has run out, and not before.
    other = open_again()
    assert other.reparses.claim("two", NEW.digest) is None
    assert not look(other, operation)[1].waiting
    clock.advance(seconds=LEASE_SECONDS + 1)
    assert look(other, operation)[1].waiting
    work(other, owner="two")
    _, metadata = look(other, operation)
    assert (metadata.total, metadata.done, metadata.changed) == (8, 8, 8)
    assert [get(other, name).revision for name in names] == [2] * 8


def test_a_lease_from_when_the_clock_was_ahead_is_over(
    store: Store, open_again: Callable[[], Store], clock: Clock
) -> None:
    fill(store, 1)
    operation = ask(store)
    clock.advance(hours=1)
    lease = claim(store)
    clock.jump(hours=-1)
    other = open_again()
    assert look(other, operation)[1].waiting
    assert other.reparses.find_work("two", NEW.digest)
    assert other.reparses.claim("two", NEW.digest) is not None
    assert not look(other, operation)[1].waiting
    with pytest.raises(LeaseLost):
        store.reparses.renew(lease)


def test_who_lost_the_lease_writes_nothing(store: Store, open_again: Callable[[], Store], clock: Clock) -> None:
    fill(store, 4)
    ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 4)
    stretch = store.reparses.next(lease, 0)
    clock.advance(seconds=LEASE_SECONDS + 1)
    other = open_again()
    second = other.reparses.claim("two", NEW.digest)
    assert second is not None
    last = store.last_change()
    with pytest.raises(LeaseLost):
        store.reparses.commit(lease, stretch, read(stretch.texts, reads_otherwise))
    with pytest.raises(LeaseLost):
        store.reparses.renew(lease)
    store.reparses.release(lease)
    assert store.last_change() == last
    other.reparses.renew(second)


def test_a_lease_that_is_renewed_is_kept(store: Store, clock: Clock) -> None:
    fill(store, 1)
    ask(store)
    lease = claim(store)
    for _ in range(5):
        clock.advance(seconds=LEASE_SECONDS - 1)
        store.reparses.renew(lease)
        assert store.reparses.claim("two", NEW.digest) is None


def test_a_lease_that_is_given_back_can_be_taken_at_once(store: Store) -> None:
    fill(store, 1)
    ask(store)
    store.reparses.release(claim(store))
    claim(store, "two")


def test_the_oldest_operation_goes_first(store: Store) -> None:
    first, second = ask(store), ask(store)
    assert claim(store, "one").name == first
    assert claim(store, "two").name == second


def test_a_cancelled_one_commits_nothing_more(store: Store) -> None:
    names = fill(store, 8)
    operation = ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 8)
    steps = stretches(store, lease)
    first = next(steps)
    store.reparses.commit(lease, first, read(first.texts, reads_otherwise))
    second = next(steps)
    store.operations.cancel(operation)
    with pytest.raises(LeaseLost):
        store.reparses.commit(lease, second, read(second.texts, reads_otherwise))
    assert [get(store, name).revision for name in names] == [2] * 3 + [1] * 5
    assert store.reparses.claim("one", NEW.digest) is None
    # The same request goes on from there.
    again = ask(store)
    work(store)
    assert look(store, again)[1].total == 5
    assert [get(store, name).revision for name in names] == [2] * 8


def test_no_batch_is_committed_twice(store: Store) -> None:
    fill(store, 4)
    operation = ask(store)
    lease = claim(store)
    store.reparses.begin(lease, 4)
    stretch = store.reparses.next(lease, 0)
    readings = read(stretch.texts, reads_otherwise)
    store.reparses.commit(lease, stretch, readings)
    with pytest.raises(LeaseLost):
        store.reparses.commit(lease, stretch, readings)
    assert look(store, operation)[1].done == 3


def test_a_server_with_another_engine_leaves_it_alone(store: Store) -> None:
    fill(store, 1)
    ask(store)
    assert not store.reparses.find_work("two", OLD.digest)
    assert store.reparses.claim("two", OLD.digest) is None


def test_an_operation_whose_engine_nobody_has_is_given_up_in_the_end(store: Store, clock: Clock) -> None:
    fill(store, 1)
    operation = ask(store)
    assert not store.reparses.find_work("two", OLD.digest)
    assert store.reparses.abandon(OLD.digest, Status(code=9, message="gone")) == []
    clock.advance(seconds=reparses.ABANDONED_SECONDS + 1)
    assert store.reparses.find_work("two", OLD.digest)
    assert store.reparses.abandon(OLD.digest, Status(code=9, message="gone")) == [operation]
    ended, metadata = look(store, operation)
    assert (ended.error.message, metadata.state) == ("gone", ReparseMetadata.FAILED)


def test_a_clock_that_is_put_forward_gives_none_up(store: Store, clock: Clock) -> None:
    fill(store, 1)
    operation = ask(store)
    lease = claim(store)
    assert not store.reparses.find_work("two", OLD.digest)
    clock.jump(hours=1)
    assert not store.reparses.find_work("two", OLD.digest)
    assert store.reparses.abandon(OLD.digest, Status(code=9, message="gone")) == []
    # Whoever works on it goes on, however long it takes.
    for _ in range(reparses.ABANDONED_SECONDS // LEASE_SECONDS + 1):
        store.reparses.renew(lease)
        clock.advance(seconds=LEASE_SECONDS + 1)
        assert not store.reparses.find_work("two", OLD.digest)
    store.reparses.renew(lease)
    work(store)
    assert look(store, operation)[1].state == ReparseMetadata.SUCCEEDED
