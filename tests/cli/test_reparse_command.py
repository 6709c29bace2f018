"""`dateline reparse` and `dateline operations`: articles read again, with what is said of it."""

import json

import pytest
from commands import Command

from dateline.cli.progress import OperationProgress
from dateline.v1.reparse_pb2 import ReparseMetadata


def begin(dateline: Command, server: str) -> str:
    """The name of an operation that has begun."""
    done = dateline("reparse", "--all", "--no-wait", "--server", server)
    assert done.code == 0, done.err
    return done.out.split()[0]


def test_what_the_engine_of_now_has_read_is_left_alone(dateline: Command, server: str, stored: list[str]) -> None:
    done = dateline("reparse", "--server", server)
    assert (done.code, done.out, done.err) == (0, "SUCCEEDED: nothing to read, this engine has read all\n", "")


def test_everything_can_be_read_again_and_reads_as_before(dateline: Command, server: str, stored: list[str]) -> None:
    dateline("stories", "--server", server)  # waits until they are sorted: an article tells its story from then on
    before = dateline("get", *stored, "-o", "jsonl", "--server", server).out
    done = dateline("reparse", "--all", "-o", "json", "--server", server)
    assert done.code == 0
    operation = json.loads(done.out)
    assert operation["done"]
    assert operation["metadata"]["state"] == "SUCCEEDED"
    assert int(operation["response"]["unchanged"]) == int(operation["response"]["total"]) >= 3
    assert dateline("get", *stored, "-o", "jsonl", "--server", server).out == before


def test_a_dry_run_says_how_many_there_are(dateline: Command, server: str, stored: list[str]) -> None:
    arguments = ("reparse", "--all", "--dry-run", "--filter", 'source = "Coast Gazette"')
    assert dateline(*arguments, "--server", server).out == "SUCCEEDED: 3 to read, none read (dry run)\n"


def test_a_filter_that_cannot_be_read_is_shown_with_the_place(dateline: Command, server: str) -> None:
    done = dateline("reparse", "--filter", "source = ", "--server", server)
    assert done.code == 4
    assert "  source = \n" in done.err
    assert "^" in done.err


def test_without_waiting_its_name_is_printed(dateline: Command, server: str, stored: list[str]) -> None:
    name = begin(dateline, server)
    assert name.startswith("operations/")
    done = dateline("operations", "wait", name, "--server", server)
    assert done.code == 0
    assert done.out.startswith("SUCCEEDED: ")
    got = dateline("operations", "get", name, "--server", server)
    assert got.out == f"{name}  {done.out}"


def test_operations_are_listed(dateline: Command, server: str, stored: list[str]) -> None:
    name = begin(dateline, server)
    dateline("operations", "wait", name, "--server", server)
    rows = dateline("operations", "-o", "jsonl", "--filter", 'state = "SUCCEEDED"', "--server", server).rows
    assert rows[0]["name"] == name
    assert name in dateline("operations", "list", "-o", "table", "--server", server).out
    assert dateline("operations", "list", "--filter", "state = LOST", "--server", server).code == 4


def test_one_that_has_ended_can_be_forgotten(dateline: Command, server: str, stored: list[str]) -> None:
    name = begin(dateline, server)
    dateline("operations", "cancel", name, "--server", server)
    assert dateline("operations", "delete", name, "--server", server).out == f"{name} DELETED\n"
    for command in ("get", "wait", "cancel", "delete"):
        assert dateline("operations", command, name, "--server", server).code == 3


def test_a_name_of_something_else_is_wrong_usage(dateline: Command) -> None:
    done = dateline("operations", "get", "articles/x")
    assert done.code == 2
    assert "no operation" in done.err


def test_progress_tells_rate_and_rest() -> None:
    progress = OperationProgress(shown=False)
    assert progress.line(ReparseMetadata(waiting=True), 0) == "waiting for a server"
    assert progress.line(ReparseMetadata(), 0) == "counting the articles"
    assert progress.line(ReparseMetadata(total=5000, done=1000), 10) == "1,000 of 5,000 done"
    later = progress.line(ReparseMetadata(total=5000, done=1400, failed=3), 20)
    assert later == "1,400 of 5,000 done, 3 failed, 40.0 a second, 1m 30s left"


@pytest.mark.parametrize(("left", "told"), [(40, "1s"), (60 * 40, "1m 0s"), (40 * 3600 * 2 + 40 * 61, "2h 1m")])
def test_the_rest_is_told_in_two_units(left: int, told: str) -> None:
    progress = OperationProgress(shown=False)
    progress.line(ReparseMetadata(total=left + 400), 0)
    line = progress.line(ReparseMetadata(total=left + 400, done=400), 10)
    assert line.endswith(f", 40.0 a second, {told} left")
