"""A whole article as a reader of it would ask: its one event of a type, the sides of that event, and where it was."""

from collections.abc import Callable

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant

Parse = Callable[..., Article]
"""A text, and fields of its document by name, to its article; the fixture `parse` is one."""


def only(article: Article, type_: str) -> Event:
    """The event of that type, of which there must be one alone."""
    found = [event for event in article.events if event.type == type_]
    assert len(found) == 1, [(event.type, event.trigger.text) for event in article.events]
    return found[0]


def told_by(article: Article, trigger: str) -> Event:
    """The event whose trigger begins so, of which there must be one alone."""
    [event] = [event for event in article.events if event.trigger.text.startswith(trigger)]
    return event


def sides(event: Event, role: str) -> list[str]:
    """Who takes part in that role, in the words of the text."""
    return [side.text for side in event.participants if Participant.Role.Name(side.role) == role]


def place_of(article: Article, event: Event) -> str:
    """The name of the event's place; empty where it has none."""
    return next((place.name for place in article.places if place.id == event.place), "")
