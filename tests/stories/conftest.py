"""The engine, loaded once, and the records of a story as a store would hand them out."""

from collections.abc import Callable, Sequence

import pytest

from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import EventRecord
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="session")
def records_of(parser: Parser) -> Callable[..., list[EventRecord]]:
    """The records of texts, each of a publisher of its own; `days` are those of their publication."""

    def read(texts: Sequence[str], days: Sequence[str] = ()) -> list[EventRecord]:
        documents = [
            Document(text=text, source=f"Paper {number}", published=day)
            for number, (text, day) in enumerate(zip(texts, days or ["2025-04-09"] * len(texts), strict=True), 1)
        ]
        records = []
        for number, article in enumerate(parser.parse_many(documents), 1):
            assert not isinstance(article, DatelineError)
            actors, places = ({one.id: one for one in every} for every in (article.actors, article.places))
            for event in article.events:
                record = EventRecord(
                    article=f"articles/{number}",
                    source=article.source,
                    published_date=article.published_date,
                    event=event,
                )
                named = [part.actor for part in event.participants] + [said.source for said in event.attributions]
                record.actors.extend(actors[id_] for id_ in dict.fromkeys(named) if id_)
                if event.place:
                    record.place.CopyFrom(places[event.place])
                records.append(record)
        return records

    return read
