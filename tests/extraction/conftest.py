"""A text read whole, and one read up to the cast, for tests of single steps."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import Parser
from dateline_server.language.reading import Reading


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Callable[..., Article]:
    """The whole way from a text of 9 April 2025 to its article; keywords are further fields of the document."""
    return lambda text, **fields: parser.parse(Document(text=text, published="2025-04-09", **fields))


@pytest.fixture(scope="session")
def cast_of(read: Callable[..., Reading]) -> Callable[..., dict[str, Actor]]:
    """The actors of a text by name."""

    def find(text: str, title: str = "") -> dict[str, Actor]:
        draft = Draft(read(text, title=title), Article(title=title, body=text))
        return {actor.name: actor for actor in find_actors(draft)}

    return find
