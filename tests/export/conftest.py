"""A server with a store of some size, for files that take a while."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.generated import generated_articles
from server_here import ServerHere, serve_here

from dateline import Client
from dateline.v1.article_pb2 import Article
from dateline_server.extraction.parser import Parser
from dateline_server.samples import sample_documents
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

ARTICLES = 1_500
DATELINE = Path(sys.executable).with_name("dateline")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the store of the server is."""
    folder = tmp_path_factory.mktemp("exported")
    store = open_store(str(folder / "store.db"))
    store.ingest(list(generated_articles(ARTICLES)))
    store.list_articles(ListQuery(page_size=1))  # everything is in the index
    store.close()
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[ServerHere]:
    with serve_here(folder) as server:
        yield server


@pytest.fixture
def client(server: ServerHere) -> Iterator[Client]:
    with Client(server.address) as client:
        yield client


def dateline(*arguments: str, cwd: Path, before: str = "") -> "subprocess.CompletedProcess[str]":
    """A command line as a user has it; `before` is what the shell is told first."""
    script = f'{before}\nexec "$0" "$@"'
    command = ["bash", "-c", script, str(DATELINE), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    """The sample articles as they are read and stored: with claims of every status, and sources behind them."""
    store = open_store(str(tmp_path_factory.mktemp("samples") / "store.db"))
    parser = Parser()
    stored = store.ingest([parser.parse(document) for document in sample_documents()])
    read = [Article.FromString(item) for item in store.get_articles([one.name for one in stored])]
    store.close()
    return read
