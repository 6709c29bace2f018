"""The asynchronous client against a real server; what it shares with `Client` is tested there."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from small_server import SmallServer

from dateline import errors
from dateline.aio import AsyncClient
from dateline.batching import MAX_BATCH, MAX_UNDER_WAY
from dateline.errors import DatelineError
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document


@pytest.fixture
async def client(server: SmallServer) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(server.address, timeout=5) as client:
        yield client


async def test_parse_and_its_refusal(client: AsyncClient) -> None:
    assert (await client.parse("A ship left.", id="d1")).document_id == "d1"
    with pytest.raises(errors.InvalidArgument) as caught:
        await client.parse("bad")
    assert caught.value.reason == "EMPTY_TEXT"


async def test_parse_many_answers_in_order_with_errors_at_their_place(client: AsyncClient) -> None:
    known = errors.InvalidArgument("Line 3: not JSON.", reason="MALFORMED_JSON")
    answers = [answer async for answer in client.parse_many(["one", "bad", known, "two"])]
    assert [a.reason if isinstance(a, DatelineError) else a.body for a in answers] == [
        "one",
        "EMPTY_TEXT",
        "MALFORMED_JSON",
        "two",
    ]


async def test_any_mixture_of_documents_and_errors_is_answered_in_order(client: AsyncClient) -> None:
    given = [
        errors.InvalidArgument(str(number), reason="MALFORMED_JSON") if number % 7 < 3 else str(number)
        for number in range(500)
    ]
    answers = [answer async for answer in client.parse_many(given)]
    assert [a.message if isinstance(a, DatelineError) else a.body for a in answers] == [str(n) for n in range(500)]


async def test_parse_many_takes_an_asynchronous_source_and_answers_a_slow_one_at_once(client: AsyncClient) -> None:
    go_on = asyncio.Event()

    async def source() -> AsyncIterator[str]:
        yield "one"
        await go_on.wait()
        yield "two"

    answers = client.parse_many(source())
    first = await anext(answers)
    assert isinstance(first, Article)
    go_on.set()
    assert len([answer async for answer in answers]) == 1


async def test_an_endless_source_is_taken_only_as_far_as_answers_are_read(client: AsyncClient) -> None:
    taken = 0

    async def source() -> AsyncIterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"text {taken}"

    answers = client.parse_many(source())
    for _ in range(10):
        await anext(answers)
    await asyncio.sleep(0.3)
    assert taken <= (MAX_UNDER_WAY + 3) * MAX_BATCH
    await answers.aclose()  # type: ignore[attr-defined]


async def test_an_error_is_told_before_the_next_document_is_there(client: AsyncClient) -> None:
    go_on = asyncio.Event()
    known = errors.InvalidArgument("Line 2: not JSON.", reason="MALFORMED_JSON")

    async def source() -> AsyncIterator[str | DatelineError]:
        yield known
        yield "one"
        yield known
        await go_on.wait()
        yield "two"

    answers = client.parse_many(source())
    assert await anext(answers) is known
    assert isinstance(await anext(answers), Article)
    assert await anext(answers) is known
    go_on.set()
    assert len([answer async for answer in answers]) == 1


async def test_endless_errors_are_told_and_taken_only_as_far_as_they_are_read(client: AsyncClient) -> None:
    taken = 0

    async def source() -> AsyncIterator[str | DatelineError]:
        nonlocal taken
        yield "one"
        while True:
            taken += 1
            yield errors.InvalidArgument("Not JSON.", reason="MALFORMED_JSON")

    answers = client.parse_many(source())
    for _ in range(3_000):
        await anext(answers)
    assert taken <= 5_000
    await answers.aclose()  # type: ignore[attr-defined]


async def test_what_the_source_raises_reaches_the_caller(client: AsyncClient) -> None:
    async def source() -> AsyncIterator[str]:
        yield "one"
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        _ = [answer async for answer in client.parse_many(source())]


async def test_ingest_get_delete(client: AsyncClient) -> None:
    assert (await client.ingest("one", id="d")).name == "articles/d"
    results = [r async for r in client.ingest_many([Document(id="e", text="two"), Document(id="f", text="bad")])]
    assert [isinstance(result, DatelineError) for result in results] == [False, True]
    assert (await client.articles.get("articles/e")).body == "two"
    assert [a.name for a in await client.articles.batch_get(["articles/e", "articles/d"])] == [
        "articles/e",
        "articles/d",
    ]
    await client.articles.delete("articles/d")
    with pytest.raises(errors.NotFound):
        await client.articles.get("articles/d")


async def test_lists_page_and_take(client: AsyncClient, server: SmallServer) -> None:
    server.events = 120
    assert len([event async for event in client.events.list(page_size=50)]) == 120
    assert [len(page.items) async for page in client.events.list(page_size=50).pages()] == [50, 50, 20]
    assert len(await client.events.list(page_size=50).take(60)) == 60
    assert [actor.name async for actor in client.actors.list()] == ["actors/country-ken"]
    assert [quote.article async for quote in client.quotes.list()] == ["articles/1"]
    assert (await client.actors.get("actors/country-ken")).display_name == "Kenya"
    assert [story.name async for story in client.stories.list()] == ["stories/3", "stories/2", "stories/1"]
    assert (await client.stories.get("stories/1")).article_count == 3
    assert [one.subject async for one in client.stories.disagreements("stories/1")] == ["toll", "day"]


async def test_a_filter_that_cannot_be_read_says_where(client: AsyncClient) -> None:
    with pytest.raises(errors.InvalidFilter) as caught:
        await client.articles.list('nonsense = "x"').take(1)
    assert caught.value.position == 4


async def test_an_absent_server_raises_unavailable() -> None:
    async with AsyncClient("127.0.0.1:1") as client:
        with pytest.raises(errors.Unavailable, match="dateline serve"):
            await client.health()
