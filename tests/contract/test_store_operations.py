"""Operations as those see them who ask for them: begun, looked at, listed, cancelled, forgotten."""

from collections.abc import Callable

import pytest
from contract.clock import Clock
from google.longrunning.operations_pb2 import Operation

from dateline.v1.article_pb2 import Engine
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseMetadata
from dateline_server.errors import InvalidFilter, InvalidPageToken, NotFound, OperationRunning, RequestIdReused
from dateline_server.storage import lists
from dateline_server.storage.requests import Request
from dateline_server.storage.store import ListQuery, Store

NEW = Engine(version="2", model="m", digest="new")
ALL = ReparseArticlesRequest()


def start(store: Store, request: Request | None = None, **asked: object) -> Operation:
    wanted = ReparseArticlesRequest(**asked)  # type: ignore[arg-type]
    return Operation.FromString(store.operations.start(wanted, NEW, request or Request()))


def get(store: Store, name: str) -> Operation:
    return Operation.FromString(store.operations.get(name))


def progress(operation: Operation) -> ReparseMetadata:
    metadata = ReparseMetadata()
    assert operation.metadata.Unpack(metadata)
    return metadata


def test_it_waits_for_a_server_once_it_is_begun(store: Store, clock: Clock) -> None:
    operation = start(store, filter='source = "Harbour Gazette"')
    assert operation.name.startswith("operations/")
    assert not operation.done
    metadata = progress(operation)
    assert metadata.state == ReparseMetadata.RUNNING
    assert metadata.waiting
    assert metadata.engine == NEW
    assert metadata.request.filter == 'source = "Harbour Gazette"'
    assert not metadata.HasField("total")
    assert metadata.create_time.ToSeconds() == int(clock.now.timestamp())
    assert get(store, operation.name) == operation


def test_other_processes_see_it(store: Store, open_again: Callable[[], Store]) -> None:
    operation = start(store)
    assert get(open_again(), operation.name) == operation


def test_a_filter_that_cannot_be_read_begins_nothing(store: Store) -> None:
    with pytest.raises(InvalidFilter):
        start(store, filter="colour = red")
    assert store.operations.list(ListQuery()).items == []


def test_the_same_request_gives_the_same_operation_as_it_stands_now(store: Store) -> None:
    first = start(store, Request("r1", b"all"))
    store.operations.cancel(first.name)
    again = start(store, Request("r1", b"all"))
    assert (again.name, again.done) == (first.name, True)
    with pytest.raises(RequestIdReused):
        start(store, Request("r1", b"other"))
    assert len(store.operations.list(ListQuery()).items) == 1


def test_a_cancelled_one_has_ended_with_an_error(store: Store, clock: Clock) -> None:
    name = start(store).name
    clock.advance(seconds=5)
    store.operations.cancel(name)
    operation = get(store, name)
    assert operation.done
    assert operation.error.code == 1
    assert progress(operation).state == ReparseMetadata.CANCELLED
    assert progress(operation).end_time.ToSeconds() == int(clock.now.timestamp())
    assert not progress(operation).waiting


def test_cancelling_one_that_has_ended_changes_nothing(store: Store, clock: Clock) -> None:
    name = start(store).name
    store.operations.cancel(name)
    before = get(store, name)
    clock.advance(seconds=5)
    store.operations.cancel(name)
    assert get(store, name) == before


def test_only_one_that_has_ended_can_be_forgotten(store: Store) -> None:
    name = start(store).name
    with pytest.raises(OperationRunning):
        store.operations.delete(name)
    store.operations.cancel(name)
    store.operations.delete(name)
    for method in (store.operations.get, store.operations.cancel, store.operations.delete):
        with pytest.raises(NotFound):
            method(name)


def test_what_ended_long_ago_is_forgotten_when_another_begins(store: Store, clock: Clock) -> None:
    ended, running = start(store).name, start(store).name
    store.operations.cancel(ended)
    clock.advance(days=31)
    latest = start(store).name
    names = [Operation.FromString(item).name for item in store.operations.list(ListQuery()).items]
    assert names == [latest, running]


def test_they_are_listed_latest_first_in_pages(store: Store) -> None:
    names = [start(store).name for _ in range(5)]
    first = store.operations.list(ListQuery(page_size=3))
    start(store)  # does not move the second page
    second = store.operations.list(ListQuery(page_size=3, page_token=first.next_page_token))
    listed = [Operation.FromString(item).name for item in (*first.items, *second.items)]
    assert listed == names[::-1]
    assert second.next_page_token == ""
    with pytest.raises(InvalidPageToken):
        store.operations.list(ListQuery(filter="state = RUNNING", page_token=first.next_page_token))


def test_a_page_holds_no_more_than_a_message_can_carry(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [start(store).name for _ in range(3)]
    size = len(store.operations.list(ListQuery()).items[0])
    monkeypatch.setattr(lists, "MOST_PAGE_BYTES", 2 * size + 10)
    first = store.operations.list(ListQuery())
    second = store.operations.list(ListQuery(page_token=first.next_page_token))
    assert [len(page.items) for page in (first, second)] == [2, 1]
    assert [Operation.FromString(item).name for item in (*first.items, *second.items)] == names[::-1]


def test_they_are_listed_by_state(store: Store) -> None:
    running, cancelled = start(store).name, start(store).name
    store.operations.cancel(cancelled)

    def named(filter: str) -> list[str]:
        return [Operation.FromString(item).name for item in store.operations.list(ListQuery(filter=filter)).items]

    assert named("state = RUNNING") == [running]
    assert named("state != RUNNING") == [cancelled]
    assert named("state = CANCELLED OR state = FAILED") == [cancelled]
    with pytest.raises(InvalidFilter):
        named("state = LOST")
