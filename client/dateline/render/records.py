"""The claims of one article as records that can be read alone, as a server's lists give them."""

from collections.abc import Iterable

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.quote_pb2 import QuoteRecord


def event_records(article: Article) -> list[EventRecord]:
    """The events of the article, each with the actors, the place and the time that it refers to."""
    actors = {actor.id: actor for actor in article.actors}
    places = {place.id: place for place in article.places}
    times = {time.id: time for time in article.times}
    records = []
    for event in article.events:
        ids = [participant.actor for participant in event.participants]
        for attribution in event.attributions:
            ids += [attribution.source, *attribution.via]
        records.append(
            EventRecord(
                article=article.name,
                article_title=article.title,
                source=article.source,
                published_date=article.published_date,
                article_url=article.url,
                event=event,
                actors=_named(ids, actors),
                place=places.get(event.place),
                time=times.get(event.time.expression),
            )
        )
    return records


def quote_records(article: Article) -> list[QuoteRecord]:
    """The quotes of the article, each with the actors that it refers to."""
    actors = {actor.id: actor for actor in article.actors}
    return [
        QuoteRecord(
            article=article.name,
            article_title=article.title,
            source=article.source,
            published_date=article.published_date,
            article_url=article.url,
            quote=quote,
            actors=_named([quote.speaker, quote.addressee, *quote.via], actors),
        )
        for quote in article.quotes
    ]


def _named(ids: Iterable[str], actors: dict[str, Actor]) -> list[Actor]:
    return [actors[name] for name in dict.fromkeys(ids) if name in actors]
