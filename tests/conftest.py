"""What several tests need: the language model, loaded once, and a text read with it."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import structlog
from examples import register_profiles
from hypothesis import strategies as st
from postgres_server import run_postgres
from server_here import ServerHere, serve_here
from spacy.language import Language

from dateline import Client
from dateline.v1.article_pb2 import Article
from dateline_server.intake.document import Publication, ReadyDocument
from dateline_server.language.pipeline import load_model, read_documents
from dateline_server.language.reading import Reading
from dateline_server.samples import sample_documents

# A shell starts what runs in its background with interrupts ignored, and processes hand that on to their own.
signal.signal(signal.SIGINT, signal.default_int_handler)
register_profiles()
# Tests start processes while other threads call servers; what gRPC does around a fork is not safe then.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")


def pytest_collection_finish() -> None:
    # In a new checkout Hypothesis first writes down the kinds of all characters, and would take that for a slow test.
    st.characters().validate()


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="session")
def read(nlp: Language) -> Callable[..., Reading]:
    def read_text(text: str, title: str = "", published: str = "2025-04-09") -> Reading:
        publication = Publication(date.fromisoformat(published), Article.REQUEST) if published else None
        return next(read_documents(nlp, [ReadyDocument(body=text, title=title, publication=publication)]))

    return read_text


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def sample_server() -> Iterator[ServerHere]:
    """A server with the sample articles, for the pages of docs/ whose commands ask for them."""
    with serve_here() as server:
        with Client(server.address) as client:
            assert all(client.ingest_many(sample_documents()))
        yield server


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What a test does to the logging of this process ends with it; a server of several tests has set it up before."""
    before = structlog.get_config() if structlog.is_configured() else None
    yield
    structlog.reset_defaults()
    if before is not None:
        structlog.configure(**before)
