"""A real PostgreSQL for tests: the one named in DATELINE_TEST_POSTGRES, or one of our own in a folder of its own."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from bench.own_postgres import get_server

_numbers = itertools.count()


@contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """The address of a server that runs while the context is open."""
    if named := os.environ.get("DATELINE_TEST_POSTGRES"):
        yield named
        return
    server = get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def make_schema(url: str) -> Iterator[str]:
    """The address of a new, empty schema on the server; dropped at the end."""
    schema = f"dateline_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    try:
        yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
