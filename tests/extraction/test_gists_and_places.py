"""What an event's one sentence and its place say where the text only tries, or names a town by its country."""

from collections.abc import Callable

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import read_claims
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def _article(read: Read, text: str) -> Article:
    article = Article(body=text, published_date="2025-04-09")
    read_claims(Draft(read(text), article))
    return article


def _event(article: Article, trigger: str) -> Event:
    [event] = [event for event in article.events if event.trigger.text.startswith(trigger)]
    return event


def test_what_is_tried_is_told_as_an_attempt(read: Read) -> None:
    event = _event(_article(read, "Kenya seeks to restore relations with Peru."), "restore")
    assert event.status == Event.HYPOTHETICAL
    assert event.gist.startswith("Kenya seeks to restore relations")


def test_what_may_be_tried_is_no_attempt(read: Read) -> None:
    event = _event(_article(read, "Kenya may try to restore relations with Peru."), "restore")
    assert event.gist.startswith("Kenya may restore relations")


def test_the_city_of_a_country_is_the_one_last_named(read: Read) -> None:
    article = _article(
        read,
        "Envoys of Kenya and Peru met in Bergen on Monday. They left for Oslo on Tuesday."
        " A second meeting in the Norwegian city is planned for Friday.",
    )
    names = {place.id: place.name for place in article.places}
    assert names[_event(article, "meeting").place] == "Oslo"


def test_the_city_of_another_country_is_not_meant(read: Read) -> None:
    article = _article(
        read, "Envoys of Kenya and Peru met in Bergen on Monday. A meeting in the Chilean city is planned."
    )
    assert _event(article, "meeting").place == ""


def test_both_is_no_part_of_the_first_of_two_guests(read: Read) -> None:
    article = _article(read, "Kenya hosted both President Ola Berg and Foreign Minister Ana Ruiz on Monday.")
    texts = [side.text for side in _event(article, "hosted").participants]
    assert "President Ola Berg" in texts
