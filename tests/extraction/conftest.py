"""A text read up to the cast, for tests of single steps."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.language.reading import Reading


@pytest.fixture(scope="session")
def cast_of(read: Callable[..., Reading]) -> Callable[..., dict[str, Actor]]:
    """The actors of a text by name."""

    def find(text: str, title: str = "") -> dict[str, Actor]:
        draft = Draft(read(text, title=title), Article(title=title, body=text))
        return {actor.name: actor for actor in find_actors(draft)}

    return find
