"""Whoever reads an article of a SQLite store reads it as it was last acknowledged, whichever process wrote it."""

import itertools
import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from contract.articles import build_article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage.sides import GONE, Here, Side, another_process, run_python
from storage.test_sqlite_opening import as_nobody, let_pass

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.opening import open_store
from dateline_server.storage.relational import RelationalStore
from dateline_server.storage.sqlite import point_reads

# Whoever it was that did it, of all three sides.
STEPS = st.tuples(st.integers(0, 2), st.sampled_from(["put", "put", "delete", "undelete"]), st.integers(0, 2))

SERIAL = itertools.count()

# Writes one article over and over, and says which edition is acknowledged.
WRITE = """
import sys
from storage.sides import Here
from dateline_server.storage.opening import open_store

here = Here(open_store(sys.argv[1], busy_seconds=60))
for edition in range(40):
    print(here.do("put", sys.argv[2], f"Edition {edition}."), edition, flush=True)
"""

# Ends itself, or stops, around the commit of an edit: when SQLite has or has not made it, and nobody has been told.
HALT = """
import os, signal, sys
from storage.sides import Here
from dateline_server.storage.opening import open_store
from dateline_server.storage.sqlite.connections import _SqliteConnection

store, moment, how = open_store(sys.argv[1]), sys.argv[2], signal.Signals[sys.argv[3]]
execute = _SqliteConnection.execute

def halt_at_commit(connection, sql, *parameters):
    halts = sql == "COMMIT" and store._database._generation.left_odd
    if halts and moment in ("before", "around"):
        os.kill(os.getpid(), how)
    result = execute(connection, sql, *parameters)
    if halts and moment in ("after", "around"):
        os.kill(os.getpid(), how)
    return result

_SqliteConnection.execute = halt_at_commit
print(Here(store).do("put", "1", "The bridge is shut."), flush=True)
"""


@pytest.fixture(autouse=True)
def nobody_else_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is seen of others is seen by the number alone."""
    monkeypatch.setattr(point_reads, "_BETWEEN_LOOKS", 3600.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[RelationalStore]:
    with closing(open_store(str(path), busy_seconds=0.2)) as store:
        yield store


@pytest.fixture
def sides(path: Path, store: RelationalStore) -> Iterator[list[Side]]:
    """Two in this process and one in another."""
    with closing(open_store(str(path))) as second, another_process(path) as third:
        yield [Here(store), Here(second), third]


def number_of(path: Path) -> int:
    return int.from_bytes(path.with_name(f"{path.name}-generation").read_bytes(), sys.byteorder)


@given(steps=st.lists(STEPS, min_size=5, max_size=20))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_read_at_once_what_any_of_them_wrote(sides: list[Side], steps: list[tuple[int, str, int]]) -> None:
    serial = str(next(SERIAL))
    names: dict[int, str] = {}
    stored: dict[str, str] = {}
    deleted: dict[str, str] = {}
    for edition, (side, action, document) in enumerate(steps):
        if action == "put":
            body = f"Edition {edition} of {document} in series {serial}."
            names[document] = sides[side].do("put", f"{serial}-{document}", body)
            stored[names[document]] = body
            deleted.pop(names[document], None)
        elif document in names:
            sides[side].do(action, names[document])
            there, here = (stored, deleted) if action == "delete" else (deleted, stored)
            if names[document] in there:
                here[names[document]] = there.pop(names[document])
        for reader in sides:
            for name in names.values():
                assert reader.do("read", name) == stored.get(name, GONE)


def test_no_read_is_older_than_what_two_writers_have_acknowledged(path: Path, store: RelationalStore) -> None:
    writers = [run_python("-c", WRITE, str(path), subject) for subject in ("1", "2")]
    here = Here(store)
    for lines in zip(*(writer.stdout or () for writer in writers), strict=True):
        for line in lines:
            name, edition = line.split()
            for _ in range(3):  # from SQLite or from memory
                assert int(here.do("read", name).removeprefix("Edition ").removesuffix(".")) >= int(edition)
    assert [writer.wait(30) for writer in writers] == [0, 0]


@pytest.mark.parametrize(("moment", "body"), [("before", "The bridge is open."), ("after", "The bridge is shut.")])
def test_a_writer_killed_around_its_commit_leaves_no_reader_behind(
    path: Path, store: RelationalStore, moment: str, body: str
) -> None:
    here = Here(store)
    name = here.do("put", "1", "The bridge is open.")
    assert here.do("read", name) == "The bridge is open."
    writer = run_python("-c", HALT, str(path), moment, "SIGKILL")
    assert writer.communicate(timeout=30)[0] == ""
    assert number_of(path) % 2 == 1
    assert [here.do("read", name) for _ in range(2)] == [body, body]
    store.check()
    assert number_of(path) % 2 == 0
    assert [here.do("read", name) for _ in range(2)] == [body, body]
    here.do("put", "1", "The bridge is gone.")
    assert here.do("read", name) == "The bridge is gone."


def test_a_writer_that_hangs_behind_its_commit_holds_up_the_next_one_only(path: Path, store: RelationalStore) -> None:
    here = Here(store)
    name = here.do("put", "1", "The bridge is open.")
    assert here.do("read", name) == "The bridge is open."
    writer = run_python("-c", HALT, str(path), "after", "SIGSTOP")
    os.waitpid(writer.pid, os.WUNTRACED)
    assert here.do("read", name) == "The bridge is shut."
    with pytest.raises(StoreUnavailable, match="locked by another process"):
        here.do("put", "1", "The bridge is gone.")
    assert here.do("read", name) == "The bridge is shut."
    writer.send_signal(signal.SIGCONT)
    assert writer.communicate(timeout=30)[0] == f"{name}\n"
    here.do("put", "1", "The bridge is gone.")
    assert here.do("read", name) == "The bridge is gone."


def test_nothing_that_was_read_during_a_commit_is_taken_for_what_is_there_after_it(
    path: Path, store: RelationalStore
) -> None:
    here = Here(store)
    name = here.do("put", "1", "The bridge is open.")
    writer = run_python("-c", HALT, str(path), "around", "SIGSTOP")
    os.waitpid(writer.pid, os.WUNTRACED)
    assert [here.do("read", name) for _ in range(2)] == ["The bridge is open."] * 2
    writer.send_signal(signal.SIGCONT)
    os.waitpid(writer.pid, os.WUNTRACED)
    assert [here.do("read", name) for _ in range(2)] == ["The bridge is shut."] * 2
    writer.send_signal(signal.SIGCONT)
    assert writer.communicate(timeout=30)[0] == f"{name}\n"
    assert here.do("read", name) == "The bridge is shut."


def test_what_changes_nothing_or_is_undone_leaves_the_number_as_it_is(path: Path, store: RelationalStore) -> None:
    undated = build_article(body="Second.").article
    undated.published_date = "in spring"
    before = number_of(path)
    store.check()
    with pytest.raises(ValueError, match="in spring"):
        store.ingest([undated])
    assert number_of(path) == before
    Here(store).do("put", "1", "First.")
    assert number_of(path) > before


@pytest.mark.parametrize("content", [None, b"", b"abc", bytes(8), b"\xff" * 8, b"nonsense" * 20])
def test_whatever_the_file_holds_or_whether_it_is_there_readers_see_what_is_written(
    path: Path, content: bytes | None
) -> None:
    open_store(str(path)).close()
    number = path.with_name("store.db-generation")
    if content is None:
        number.unlink()
    else:
        number.write_bytes(content)
    with closing(open_store(str(path))) as first, closing(open_store(str(path))) as second:
        writer, reader = Here(first), Here(second)
        for edition in range(3):
            name = writer.do("put", "1", f"Edition {edition}.")
            assert [reader.do("read", name) for _ in range(2)] == [f"Edition {edition}."] * 2


def test_a_store_that_is_reached_by_a_link_has_one_number(path: Path, store: RelationalStore) -> None:
    folder = path.parent / "elsewhere"
    folder.mkdir()
    (folder / "link.db").symlink_to(path)
    with closing(open_store(str(folder / "link.db"))) as linked:
        name = Here(linked).do("put", "1", "The bridge is open.")
        assert Here(linked).do("read", name) == "The bridge is open."
        Here(store).do("put", "1", "The bridge is shut.")
        assert Here(linked).do("read", name) == "The bridge is shut."
    assert [item.name for item in folder.iterdir()] == ["link.db"]


def test_whoever_may_write_the_store_may_write_the_number(path: Path) -> None:
    open_store(str(path)).close()
    number = path.with_name("store.db-generation")
    number.unlink()
    path.chmod(0o660)
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    open_store(str(path)).close()
    held, wanted = number.stat(), path.stat()
    assert (stat.S_IMODE(held.st_mode), held.st_uid, held.st_gid) == (0o660, wanted.st_uid, wanted.st_gid)


def test_who_may_not_write_the_number_may_not_open_the_store(path: Path) -> None:
    let_pass(path.parent)
    open_store(str(path)).close()
    path.chmod(0o666)
    path.parent.chmod(0o777)
    path.with_name("store.db-generation").chmod(0o444)
    assert "store.db-generation beside the store cannot be used" in as_nobody(lambda: open_store(str(path)).close())
