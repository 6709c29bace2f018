"""Articles are kept packed in PostgreSQL, and read as they were written."""

from pathlib import Path

import psycopg
import pytest
from contract.articles import build_article
from hypothesis import given
from hypothesis import strategies as st
from postgres_server import make_schema

from dateline_server.storage.opening import open_store
from dateline_server.storage.postgres.packing import pack, unpack
from dateline_server.storage.store import ListQuery
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing

BODY = " ".join(f"The ferry of day {day} left the old quay an hour late." for day in range(60))


@given(content=st.binary(max_size=400), times=st.integers(1, 40))
def test_what_was_packed_comes_out_as_it_went_in(content: bytes, times: int) -> None:
    article = b"\x0a" + content * times
    assert unpack(pack(article)) == article


@given(content=st.binary(max_size=400), times=st.integers(1, 40), more=st.binary(max_size=200))
def test_what_is_appended_comes_out_behind_it(content: bytes, times: int, more: bytes) -> None:
    article = b"\x0a" + content * times
    assert unpack(pack(article) + more) == article + more


@given(digest=st.binary(max_size=40))
def test_a_digest_is_never_taken_for_an_article(digest: bytes) -> None:
    for held in (digest, pack(digest), b"\x28\xb5\x2f\xfd" + digest[:28]):
        assert unpack(held) == held


def test_an_article_takes_less_than_it_is_long(postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        store = open_store(url)
        [stored] = store.ingest([build_article(body=BODY).article])
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT length(bytes) FROM log").fetchone()
        assert row is not None
        assert row[0] < len(store.get_article(stored.name)) / 2
        store.close()


@pytest.mark.parametrize("at", [20, 90])
def test_a_byte_that_changed_in_a_packed_article_is_found(postgres_url: str, tmp_path: Path, at: int) -> None:
    with make_schema(postgres_url) as url:
        store = open_store(url)
        store.ingest([build_article(body=BODY).article])
        store.list_articles(ListQuery())
        store.close()
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE log SET bytes = set_byte(bytes, %s, (get_byte(bytes, %s) + 7) %% 256)", (at, at))
        with open_existing(url) as parts:
            faults = check_store(parts.database, parts.upkeep).faults
        assert any("is not as it was written" in fault.what for fault in faults)
