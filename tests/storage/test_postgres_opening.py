"""A PostgreSQL that cannot be opened says why, and what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from postgres_server import make_schema

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.opening import open_store


def with_parts(url: str, **parts: str) -> str:
    return urlunsplit(urlsplit(url)._replace(**parts))


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"does not exist. Make it with `createdb`"):
        open_store(with_parts(postgres_url, path="/dateline_nothing"))


def test_a_user_that_is_not_known(postgres_url: str) -> None:
    host = urlsplit(postgres_url).netloc.rpartition("@")[2]
    with pytest.raises(StoreUnavailable, match=r"does not let this user in. Check user and password"):
        open_store(with_parts(postgres_url, netloc=f"dateline_nobody:secret@{host}"))


@contextmanager
def role(postgres_url: str, options: str) -> Iterator[str]:
    """The name of a role of its own."""
    name = f"dateline_role_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN {options}".encode())
        try:
            yield name
        finally:
            connection.execute(f"DROP OWNED BY {name}; DROP ROLE {name}".encode())


def test_a_server_that_takes_no_more_connections(postgres_url: str) -> None:
    with role(postgres_url, "CONNECTION LIMIT 0") as name:
        host = urlsplit(postgres_url).netloc.rpartition("@")[2]
        with pytest.raises(StoreUnavailable, match=r"takes no more connections now"):
            open_store(with_parts(postgres_url, netloc=f"{name}@{host}"))


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreUnavailable, match=r"Check that the server runs and that the address is right"):
        open_store("postgresql://127.0.0.1:9/news")


def test_a_user_who_may_not_make_tables(postgres_url: str) -> None:
    with make_schema(postgres_url) as url, role(postgres_url, "") as name:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"GRANT USAGE ON SCHEMA {url.rpartition('%3D')[2]} TO {name}".encode())
        host = urlsplit(postgres_url).netloc.rpartition("@")[2]
        with pytest.raises(StoreUnavailable, match=r"does not let this user make or write its tables"):
            open_store(with_parts(url, netloc=f"{name}@{host}"))
