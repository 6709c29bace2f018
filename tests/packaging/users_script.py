"""What a user may write with the client: never run, only checked by mypy as strictly as it can, against the installed package.

`assert_type` fails where a type is lost on the way, which strictness alone would let pass. What is in a message is known only
beside `types-protobuf`, which a plain install does not bring: it is not asserted here.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import assert_type

from dateline import (
    AsyncClient,
    Client,
    DatelineError,
    EtagMismatch,
    InvalidFilter,
    NotFound,
    ResourceExhausted,
    make_document,
    read_documents,
)
from dateline.frames import columns_of, to_arrow, to_pandas, to_polars
from dateline.spans import convert_offset, convert_offsets, read_span, sentence_of, spans_of
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.change_service_pb2 import Change
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event, EventRecord, Participant
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.span_pb2 import OFFSET_UNIT_UTF16, Span
from dateline.v1.story_pb2 import Story


def documents() -> Iterator[Document | str | bytes | DatelineError]:
    yield "The ferry sailed on Friday."
    yield b"<p>The ferry sailed on Friday.</p>"
    yield make_document("The ferry sailed on Friday.", id="7", published="2025-04-09", authors=["Ada Berg"])
    yield from read_documents("archive.jsonl")


def read(client: Client) -> list[str]:
    article = client.parse("The ferry sailed on Friday.", published="2025-04-09", timeout=5)
    assert_type(article, Article)
    words = [read_span(article, span) for span in spans_of(article)]
    for event in article.events:
        assert_type(sentence_of(event), Span)
        agents = [part.text for part in event.participants if part.role == Participant.AGENT]
        if event.status == Event.CLAIMED and event.HasField("intensity"):
            words += [*agents, f"{event.intensity:+.1f}", Event.Status.Name(event.status)]
    assert_type(convert_offset(article.body, 3, OFFSET_UNIT_UTF16, OFFSET_UNIT_UTF16), int)
    assert_type(convert_offsets(article, OFFSET_UNIT_UTF16), Article)
    kinds: dict[str, Actor.Kind.ValueType] = {actor.name: actor.kind for actor in article.actors}
    return [*words, *kinds]


def store(client: Client) -> int:
    for parsed in client.parse_many(documents()):
        assert_type(parsed, Article | DatelineError)
    failed = 0
    for stored in client.ingest_many(documents(), timeout=60):
        assert_type(stored, IngestResult | DatelineError)
        if isinstance(stored, DatelineError):
            failed += 1
            print(stored.document_id, stored.reason, stored.field)
        else:
            print(stored.name, stored.revision)
    return failed


def find(client: Client) -> None:
    events = client.events.list('type = "CONSULT"', order_by="published_date desc")
    for record in events:
        assert_type(record, EventRecord)
    assert_type(client.quotes.list().take(3), list[QuoteRecord])
    assert_type(client.stories.list().take(3), list[Story])
    for page in client.articles.list(fields=["name"]).pages():
        assert_type(page.items, Sequence[Article])
        assert_type(page.next_page_token, str)
    print(to_arrow(client.events.list(), "events"), to_pandas([], "quotes"), to_polars([], "actors"))
    print([column.name for column in columns_of("events")])


def follow(client: Client) -> None:
    for change in client.follow('type = "ASSAULT"', checkpoint="news.cursor", once=True):
        assert_type(change, Change)
        print(change.sequence)


def mend(client: Client) -> None:
    try:
        client.events.list("stauts = CLAIMED").take(1)
    except InvalidFilter as error:
        assert_type(error.position, int | None)
        assert_type(error.hint, str)
    except NotFound as error:
        print(error.reason)
    except EtagMismatch as error:
        assert_type(error.etag, str)
    except ResourceExhausted as error:
        print(error.retry_after)


async def all_at_once(address: str) -> list[EventRecord]:
    async with AsyncClient(address, timeout=5) as client:
        assert_type(await client.parse("The ferry sailed on Friday."), Article)
        async for parsed in client.parse_many(documents()):
            assert_type(parsed, Article | DatelineError)
        async for change in client.follow(once=True):
            assert_type(change, Change)
        assert_type(await client.events.list().take(2), list[EventRecord])
        return [record async for record in client.events.list()]


if __name__ == "__main__":
    with Client(["127.0.0.1:50051", "localhost:50051"], timeout=30) as shared:
        read(shared)
        store(shared)
        find(shared)
        follow(shared)
        mend(shared)
    asyncio.run(all_at_once("127.0.0.1:50051"))
