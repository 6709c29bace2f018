"""The disk of a PostgreSQL is full: what was acknowledged stays, callers are told, and it goes on when there is room.

The disk is a small tmpfs, which only root may mount.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from bench.own_postgres import get_server
from contract.articles import build_article

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery, Page, SearchQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

pytestmark = pytest.mark.slow


class Disk:
    """A file system of so many megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def mount(self, megabytes: int) -> None:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(self.folder)]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        if mounted.returncode:
            pytest.skip(f"a small disk cannot be mounted here ({mounted.stderr.strip()}): run this test as root")

    def grow(self, megabytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={megabytes}m", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    yield disk
    if os.path.ismount(disk.folder):
        subprocess.run(["umount", "--lazy", str(disk.folder)], check=True)


_numbers = count(1)


def put(store: Store) -> str:
    number = next(_numbers)
    body = f"Report {number}. " + " ".join(f"word{number}x{place}" for place in range(4_000))
    draft = build_article(document_id=str(number), body=body)
    draft.event(agents=[draft.country("KEN", "Kenya")])
    [stored] = store.ingest([draft.article])
    return stored.name


def fill(store: Store) -> tuple[list[str], StoreUnavailable]:
    """The names of the articles that were acknowledged until there was no more room, and what was said then."""
    names = []
    while True:
        try:
            names.append(put(store))
        except StoreUnavailable as refusal:
            return names, refusal


def count_all(read_page: Callable[[str], Page]) -> int:
    """How many there are on all pages: a quick machine fills a disk with more than one page holds."""
    page = read_page("")
    found = len(page.items)
    while page.next_page_token:
        page = read_page(page.next_page_token)
        found += len(page.items)
    return found


def require_all(store: Store, url: str, names: list[str]) -> None:
    """All are there, are found, and the store is sound."""
    assert len(store.get_articles(names)) == len(names)
    assert count_all(lambda token: store.list_events(ListQuery("agent.country = KEN", 1000, token))) == len(names)
    assert count_all(lambda token: store.search_articles(SearchQuery("report", "", 1000, token))) == len(names)
    assert store.last_change() == len(names)
    with open_existing(url) as parts:
        report = check_store(parts.database, parts.upkeep, full=True)
    assert (report.faults, report.articles) == ([], len(names))


def test_without_room_for_its_tables_it_can_be_read_and_goes_on_later(disk: Disk, tmp_path: Path) -> None:
    server = get_server(tmp_path / "postgres")
    try:
        disk.mount(16)
        space = disk.folder / "space"
        space.mkdir()
        owner = (tmp_path / "postgres").stat()
        os.chown(space, owner.st_uid, owner.st_gid)
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{space}'".encode())
            connection.execute("ALTER DATABASE postgres SET default_tablespace = small")
        store = open_store(url)
        names, refusal = fill(store)
        assert "its disk is full. Free some space; what was acknowledged is kept." in str(refusal)
        assert len(names) > 20
        assert len(store.get_articles(names)) == len(names)
        with pytest.raises(StoreUnavailable, match="its disk is full"):
            put(store)
        # On a busy machine many are acknowledged before the index, which is far larger than they, comes to them.
        disk.grow(2_000)
        names.append(put(store))
        require_all(store, url, names)
        store.close()
    finally:
        server.cleanup()
