"""What is handed in is kept until it is read, and then leaves the queue together with what is stored of it."""

from collections.abc import Callable

import pytest
from contract.clock import Clock
from contract.queueing import REFUSED, ROOMY, documents, hand_in, look, outcomes, read, response, stored, work
from google.longrunning.operations_pb2 import Operation
from google.rpc.status_pb2 import Status

from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueFailure, QueueMetadata
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseMetadata
from dateline_server.errors import InvalidField, NotFound, OperationEnded, OperationRunning, QueueFull, RequestIdReused
from dateline_server.storage import queue
from dateline_server.storage.keys import identify_article
from dateline_server.storage.queue import QueueDepth
from dateline_server.storage.queue_rows import QueueLimits
from dateline_server.storage.requests import Request
from dateline_server.storage.store import ListQuery, Store


def test_everything_is_read_once_in_the_order_it_was_handed_in(store: Store) -> None:
    ids = [str(number) for number in range(8)]
    name = hand_in(store, documents(*ids))
    assert not look(store, name)[0].done
    assert work(store) == ids
    operation, metadata = look(store, name)
    assert (metadata.state, metadata.total, metadata.done, metadata.created) == (ReparseMetadata.SUCCEEDED, 8, 8, 8)
    assert (response(operation).total, response(operation).created) == (8, 8)
    assert sorted(stored(store)) == ids
    assert store.queue.depth() == QueueDepth()


def test_it_is_there_after_every_end_of_a_server(store: Store, open_again: Callable[[], Store]) -> None:
    name = hand_in(store, documents("a", "b"))
    store.close()
    after = open_again()
    assert work(after) == ["a", "b"]
    assert look(after, name)[0].done


def test_what_is_stored_is_told_by_its_outcome(store: Store) -> None:
    store.ingest([read(document) for document in documents("same", "edited", text="The ferry is late")])
    given = [
        *documents("same", text="The ferry is late"),
        *documents("edited", text="The ferry is early"),
        Document(id="copy", source="Ferry Post", text="The ferry is late, says notice same."),
        *documents("new"),
    ]
    name = hand_in(store, given)
    work(store)
    metadata = look(store, name)[1]
    assert (metadata.created, metadata.updated, metadata.unchanged, metadata.duplicates) == (1, 1, 1, 1)
    assert stored(store)["edited"] == ("The ferry is early, says notice edited.", 2)


def test_the_token_of_the_response_knows_of_all_that_was_stored(store: Store) -> None:
    name = hand_in(store, documents("a", "b"))
    work(store)
    assert store.open_cursor(response(look(store, name)[0]).consistency_token) == store.last_change()
    assert store.open_cursor(look(store, name)[1].start_cursor) == 0


def test_a_document_that_cannot_be_read_fails_alone_and_is_told_with_its_reason(store: Store) -> None:
    name = hand_in(store, documents("a", "bad", "c"))
    work(store, lambda document: REFUSED if document.id == "bad" else read(document))
    operation, metadata = look(store, name)
    assert operation.done
    assert (metadata.done, metadata.created, metadata.failed) == (3, 2, 1)
    [failure] = metadata.failures
    assert (failure.position, failure.id, failure.error) == (1, "bad", REFUSED)
    assert response(operation).failed == 1


def test_what_was_refused_when_it_was_handed_in_is_among_the_failures(store: Store) -> None:
    serialized = store.queue.hand_in(documents("bad", "b", "worse"), {0: REFUSED, 2: REFUSED}, ROOMY)
    name = Operation.FromString(serialized).name
    assert look(store, name)[1].failed == 2
    assert work(store) == ["b"]
    metadata = look(store, name)[1]
    assert [(failure.position, failure.id) for failure in metadata.failures] == [(0, "bad"), (2, "worse")]
    assert (metadata.state, metadata.done) == (ReparseMetadata.SUCCEEDED, 3)


def test_all_failures_can_be_listed(store: Store) -> None:
    name = hand_in(store, documents(*(str(number) for number in range(120))))
    work(store, lambda document: REFUSED, most=50)
    assert len(look(store, name)[1].failures) == 100
    positions, token = [], ""
    while True:
        page = store.queue.list_failures(name, 70, token)
        positions += [QueueFailure.FromString(item).position for item in page.items]
        token = page.next_page_token
        if not token:
            break
    assert positions == list(range(120))
    with pytest.raises(NotFound):
        store.queue.list_failures("operations/none")


def test_documents_can_be_added_until_there_are_no_more(store: Store) -> None:
    name = hand_in(store, documents("a"), more=True)
    work(store)
    operation, metadata = look(store, name)
    assert not operation.done
    assert metadata.open
    assert hand_in(store, documents("b"), operation=name, more=True) == name
    hand_in(store, documents("c"), operation=name)
    assert not look(store, name)[1].open
    with pytest.raises(OperationEnded):
        hand_in(store, documents("d"), operation=name)
    assert work(store) == ["b", "c"]
    operation, metadata = look(store, name)
    assert (operation.done, metadata.total, metadata.created) == (True, 3, 3)


def test_nothing_but_no_more_ends_an_operation_too(store: Store) -> None:
    name = hand_in(store, documents("a"), more=True)
    work(store)
    hand_in(store, [], operation=name)
    assert look(store, name)[0].done


def test_an_operation_that_nobody_ends_ends_by_itself(store: Store, clock: Clock) -> None:
    name = hand_in(store, documents("a"), more=True)
    work(store)
    assert not store.queue.has_abandoned()
    clock.advance(seconds=queue.OPEN_SECONDS - 1)
    assert not store.queue.has_abandoned()
    clock.advance(seconds=2)
    assert store.queue.has_abandoned()
    store.queue.close_abandoned()
    operation, metadata = look(store, name)
    assert (operation.done, metadata.state, metadata.created) == (True, ReparseMetadata.SUCCEEDED, 1)


def test_whoever_goes_on_adding_keeps_it_open(store: Store, clock: Clock) -> None:
    name = hand_in(store, documents("a"), more=True)
    for id in "bc":
        work(store)
        assert not store.queue.has_abandoned()
        clock.advance(seconds=queue.OPEN_SECONDS - 1)
        assert not store.queue.has_abandoned()
        hand_in(store, documents(id), operation=name, more=True)
    assert look(store, name)[1].open


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_is_put_ends_none(store: Store, clock: Clock, hours: int) -> None:
    name = hand_in(store, documents("a"), more=True)
    work(store)
    assert not store.queue.has_abandoned()
    clock.jump(hours=hours)
    assert not store.queue.has_abandoned()
    assert look(store, name)[1].open
    hand_in(store, documents("b"), operation=name)
    work(store)
    assert look(store, name)[0].done


def test_only_a_queued_operation_takes_documents(store: Store) -> None:
    from contract.rereading import NEW

    reparse = Operation.FromString(store.operations.start(ReparseArticlesRequest(), NEW)).name
    with pytest.raises(InvalidField):
        hand_in(store, documents("a"), operation=reparse)
    with pytest.raises(NotFound):
        hand_in(store, documents("a"), operation="operations/none")
    assert store.queue.depth() == QueueDepth()


def test_a_reparse_is_no_work_for_the_queue_and_the_queue_none_for_a_reparse(store: Store) -> None:
    hand_in(store, documents("a"))
    assert not store.reparses.find_work("one", "")
    assert store.reparses.claim("one", "") is None
    assert store.reparses.abandon("other", Status()) == []


def test_the_same_request_hands_in_once(store: Store) -> None:
    request = Request("r1", b"these")
    name = hand_in(store, documents("a"), request=request)
    assert hand_in(store, documents("a"), request=request) == name
    assert work(store) == ["a"]
    assert Operation.FromString(store.queue.hand_in(documents("a"), {}, ROOMY, request=request)).done
    with pytest.raises(RequestIdReused):
        hand_in(store, documents("b"), request=Request("r1", b"others"))


def test_more_than_may_wait_is_refused_whole(store: Store, clock: Clock) -> None:
    limits = QueueLimits(documents=3, bytes=10_000)
    name = hand_in(store, documents("a", "b"), limits, more=True)
    with pytest.raises(QueueFull) as refused:
        hand_in(store, documents("c", "d"), limits, operation=name)
    assert refused.value.retry_after > 0
    assert store.queue.depth().documents == 2
    assert look(store, name)[1].total == 2
    hand_in(store, documents("c"), limits, operation=name)
    work(store)
    hand_in(store, documents("d", "e"), limits)


def test_long_documents_fill_the_queue_sooner(store: Store) -> None:
    limits = QueueLimits(documents=100, bytes=1_000)
    hand_in(store, [Document(text="x" * 2_000)], limits)  # alone it is taken, or it could never be
    assert store.queue.depth().bytes > 2_000
    with pytest.raises(QueueFull):
        hand_in(store, documents("b"), limits)


def test_the_depth_tells_since_when_something_waits(store: Store, clock: Clock) -> None:
    hand_in(store, documents("a"))
    since = clock()
    clock.advance(seconds=60)
    hand_in(store, documents("b"))
    depth = store.queue.depth()
    assert (depth.documents, depth.oldest) == (2, since)


def test_a_cancelled_operation_stores_nothing_more(store: Store) -> None:
    name, other = hand_in(store, documents("a", "b", "c")), hand_in(store, documents("d"))
    taken = store.queue.take("one", 2, 1_000_000)
    store.operations.cancel(name)
    store.queue.commit("one", outcomes(store, taken))
    assert stored(store) == {}
    assert store.queue.depth().documents == 1
    assert work(store) == ["d"]
    operation, metadata = look(store, name)
    assert (metadata.state, metadata.done) == (ReparseMetadata.CANCELLED, 0)
    assert operation.done
    assert look(store, other)[1].created == 1
    assert store.queue.depth() == QueueDepth()


def test_an_operation_goes_with_its_failures_when_it_is_forgotten(store: Store) -> None:
    name = hand_in(store, documents("bad"))
    with pytest.raises(OperationRunning):
        store.operations.delete(name)
    work(store, lambda document: REFUSED)
    store.operations.delete(name)
    again = hand_in(store, documents("bad"))  # it may have the number of the one that is gone
    work(store, lambda document: REFUSED)
    assert len(look(store, again)[1].failures) == 1


def test_operations_of_both_kinds_are_listed_together(store: Store) -> None:
    from contract.rereading import ask

    names = [hand_in(store, documents("a")), ask(store)]
    listed = [Operation.FromString(item) for item in store.operations.list(ListQuery()).items]
    assert [operation.name for operation in listed] == names[::-1]
    assert [operation.metadata.Is(QueueMetadata.DESCRIPTOR) for operation in listed] == [False, True]


def test_a_document_that_is_stored_already_is_not_read(store: Store) -> None:
    store.ingest([read(document) for document in documents("a")])
    name = hand_in(store, documents("a"))
    work(store, lambda document: identify_article(read(document)))
    metadata = look(store, name)[1]
    assert (metadata.done, metadata.unchanged) == (1, 1)


def test_one_that_is_no_longer_stored_as_it_was_found_goes_back_to_be_read(store: Store) -> None:
    store.ingest([read(document) for document in documents("a")])
    name = hand_in(store, documents("a"))
    taken = store.queue.take("one", 3, 1_000_000)
    found = outcomes(store, taken, lambda document: identify_article(read(document)))
    store.delete_article(identify_article(read(taken[0].document)).name)
    store.queue.commit("one", found)
    assert look(store, name)[1].done == 0
    assert [item.attempts for item in store.queue.take("one", 3, 1_000_000)] == [0]
