"""Following changes over breaks, with a checkpoint that holds only what was taken."""

import time
from itertools import islice
from pathlib import Path

import pytest
from small_server import SmallServer

from dateline import errors
from dateline.aio import AsyncClient
from dateline.client import Client
from dateline.errors import DatelineError
from dateline.retry import Backoff

BREAKS = [
    errors.Unavailable("Shutting down.", reason="DRAINING"),
    errors.SlowReader("Too slow.", reason="SLOW_READER"),
    errors.Unavailable("Gone."),
]


def test_a_watched_message_has_changes_and_the_cursor_after_them(client: Client, server: SmallServer) -> None:
    server.log = 3
    first, second = islice(client.watch(), 2)
    assert [change.sequence for change in first.changes] == [1, 2]
    assert (second.cursor, second.caught_up) == ("3", True)
    assert client.get_cursor() == "3"


def test_following_goes_on_after_every_kind_of_break(client: Client, server: SmallServer) -> None:
    server.log, server.ends = 9, list(BREAKS)
    told: list[DatelineError] = []
    follower = client.follow(on_break=told.append)
    assert [change.sequence for change in islice(follower, 9)] == list(range(1, 10))
    assert [error.reason for error in told] == ["DRAINING", "SLOW_READER", "UNAVAILABLE"]


def test_what_no_new_try_can_mend_is_raised(client: Client, server: SmallServer) -> None:
    server.ends = [errors.CursorTooOld("Gone.", reason="CURSOR_TOO_OLD", metadata={"oldest": "5"})]
    with pytest.raises(errors.CursorTooOld) as caught:
        list(client.follow())
    assert caught.value.oldest == "5"


def test_patience_ends(server: SmallServer) -> None:
    with Client("127.0.0.1:1") as client, pytest.raises(errors.Unavailable):
        list(client.follow(patience=0.2))


def test_a_change_is_taken_when_the_next_one_is_asked_for(client: Client, server: SmallServer, tmp_path: Path) -> None:
    server.log = 4
    checkpoint = tmp_path / "cursor"
    changes = iter(client.follow(checkpoint=checkpoint))
    next(changes), next(changes)
    assert not checkpoint.exists()
    assert next(changes).sequence == 3
    assert checkpoint.read_text() == "2\n"


def test_following_goes_on_at_the_checkpoint(client: Client, server: SmallServer, tmp_path: Path) -> None:
    server.log = 5
    checkpoint = tmp_path / "cursor"
    assert [change.sequence for change in islice(client.follow(checkpoint=checkpoint), 5)][-1] == 5
    again = client.follow(checkpoint=checkpoint, cursor="1")
    assert again.cursor == "4"
    assert next(iter(again)).sequence == 5


def test_a_file_that_cannot_be_written_ends_the_following(client: Client, server: SmallServer, tmp_path: Path) -> None:
    server.log = 4
    with pytest.raises(OSError, match="No such file"):
        list(client.follow(checkpoint=tmp_path / "nowhere" / "cursor"))


async def test_the_asynchronous_client_follows_too(server: SmallServer, tmp_path: Path) -> None:
    server.log, server.ends = 9, list(BREAKS)
    checkpoint = tmp_path / "cursor"
    async with AsyncClient(server.address, timeout=5) as client:
        assert await client.get_cursor() == "9"
        numbers = []
        async for change in client.follow(checkpoint=checkpoint):
            numbers.append(change.sequence)
            if change.sequence == 9:
                break
    assert numbers == list(range(1, 10))
    assert checkpoint.read_text() == "8\n"


def test_pauses_grow_and_begin_anew_after_a_success() -> None:
    backoff = Backoff(None)
    error = errors.Unavailable("Gone.")
    pauses = [backoff.after(error) for _ in range(12)]
    assert pauses[0] <= 0.1 < pauses[3] < pauses[-1] <= 2
    backoff.succeeded()
    assert backoff.after(error) <= 0.1


def test_what_never_worked_is_given_up_after_four_tries() -> None:
    backoff = Backoff(30)
    for _ in range(3):
        backoff.after(errors.Unavailable("Gone."))
    with pytest.raises(errors.Unavailable):
        backoff.after(errors.Unavailable("Gone."))


def test_patience_counts_from_the_break_and_not_from_the_last_message() -> None:
    backoff = Backoff(0.2)
    backoff.succeeded()
    time.sleep(0.3)
    assert backoff.after(errors.Unavailable("Gone."))
