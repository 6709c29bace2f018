"""The synchronous client against a real server."""

import itertools
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pool
from small_server import SmallServer

from dateline import errors
from dateline.batching import MAX_BATCH, MAX_UNDER_WAY
from dateline.client import Client
from dateline.errors import DatelineError
from dateline.retry import idempotent_methods
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document

PROTOS = Path(__file__).resolve().parents[2] / "protos"


def stored(answer: IngestResult | DatelineError) -> IngestResult:
    assert isinstance(answer, IngestResult), answer
    return answer


def test_parse_gives_the_article_of_a_text(client: Client) -> None:
    article = client.parse("A ship left.", id="d1", published="2025-04-09")
    assert (article.body, article.document_id, article.published_date) == ("A ship left.", "d1", "2025-04-09")


def test_parse_leaves_the_document_of_the_caller_alone(client: Client) -> None:
    document = Document(text="A ship left.")
    client.parse(document, title="Ships")
    assert document.title == ""


def test_a_refusal_has_reason_and_field(client: Client) -> None:
    with pytest.raises(errors.InvalidArgument) as caught:
        client.parse("bad")
    assert (caught.value.reason, caught.value.field) == ("EMPTY_TEXT", "document.text")


def test_a_call_that_takes_too_long_raises_deadline_exceeded(client: Client) -> None:
    with pytest.raises(errors.DeadlineExceeded, match="timeout"):
        client.parse("slow", timeout=0.2)


def test_an_absent_server_raises_unavailable_that_says_what_to_do() -> None:
    with Client("127.0.0.1:1") as client, pytest.raises(errors.Unavailable, match="dateline serve"):
        client.articles.get("articles/x")


def test_the_address_comes_from_the_environment(server: SmallServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server.address)
    with Client() as client:
        assert client.parse("A ship left.").body == "A ship left."


@pytest.mark.parametrize("address", ["localhost", "http://localhost:50051", "localhost:", "localhost:50051x", " "])
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(errors.InvalidArgument, match="HOST:PORT"):
        Client(address)


@pytest.mark.parametrize("address", ["localhost:50051", "[::1]:50051", "unix:/run/dateline.sock", "dns:///news:50051"])
def test_every_form_of_address_is_taken(address: str) -> None:
    Client(address).close()


def test_an_idempotent_call_is_tried_again_while_the_server_is_unavailable(client: Client, server: SmallServer) -> None:
    server.unavailable = 2
    assert client.parse("A ship left.").body == "A ship left."
    assert server.calls["Parse"] == 3


def test_every_call_with_one_answer_is_tried_again() -> None:
    """But for those that act on one server at once, and say so in their docstrings."""
    once = {("dateline.v1.AdminService", "Drain"), ("dateline.v1.AdminService", "DeleteSetAside")}
    pool = descriptor_pool.Default()
    services = [pool.FindServiceByName(name) for name in dict(idempotent_methods()) if name.startswith("dateline.")]
    every = {
        (service.full_name, method.name)
        for service in services
        for method in service.methods
        if not (method.client_streaming or method.server_streaming)
    }
    assert every - once == {
        (service, method) for service, method in idempotent_methods() if service.startswith("dateline.")
    }
    files = [path.read_text() for path in (PROTOS / "dateline" / "v1").glob("*_service.proto")]
    assert len(services) == sum(
        bool(re.search(r"rpc \w+\((?!stream)\w+\) returns \((?!stream)", text)) for text in files
    )


def test_a_request_above_the_limit_of_grpc_is_too_large(client: Client) -> None:
    with pytest.raises(errors.TooLarge, match="larger than max"):
        client.articles.search("x" * 5_000_000).take(1)


def test_a_deletion_is_tried_again_under_the_same_request_id(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="d")
    server.request_ids.clear()
    server.unavailable = 1
    client.articles.delete("articles/d")
    assert server.calls["DeleteArticle"] == 2
    assert len(set(server.request_ids)) == 1
    assert server.request_ids[0]


def test_parse_many_answers_in_order_with_errors_at_their_place(client: Client) -> None:
    known = errors.InvalidArgument("Line 3: not JSON.", reason="MALFORMED_JSON")
    answers = list(client.parse_many(["one", "bad", known, "two", b"<p>three</p>"]))
    bodies = [answer.body if isinstance(answer, Article) else answer.reason for answer in answers]
    assert bodies == ["one", "EMPTY_TEXT", "MALFORMED_JSON", "two", ""]


def test_parse_many_of_nothing_but_errors_sends_nothing_that_fails(client: Client) -> None:
    error = errors.InvalidArgument("No.")
    assert list(client.parse_many([error, error])) == [error, error]


def test_an_error_of_parse_many_names_its_document(client: Client) -> None:
    [error] = client.parse_many([Document(id="d7", text="bad")])
    assert isinstance(error, DatelineError)
    assert error.document_id == "d7"


def test_a_document_too_large_for_a_message_fails_alone(client: Client) -> None:
    answers = list(client.parse_many(["one", b"x" * 5_000_000, "two"]))
    assert [isinstance(answer, DatelineError) for answer in answers] == [False, True, False]


def test_parse_refuses_a_document_too_large_for_a_message(client: Client) -> None:
    with pytest.raises(errors.InvalidArgument, match="bytes"):
        client.parse(b"x" * 5_000_000)


def test_a_fast_source_fills_its_batches(client: Client, server: SmallServer) -> None:
    assert len(list(client.parse_many(str(number) for number in range(1000)))) == 1000
    assert max(server.batches) == MAX_BATCH
    assert len(server.batches) < 200


def test_a_slow_source_is_answered_at_once(client: Client) -> None:
    go_on = threading.Event()

    def source() -> Iterator[str]:
        yield "one"
        assert go_on.wait(10)
        yield "two"

    answers = client.parse_many(source())
    first = next(answers)
    assert isinstance(first, Article)
    assert first.body == "one"
    go_on.set()
    assert len(list(answers)) == 1


def test_an_endless_source_is_taken_only_as_far_as_answers_are_read(client: Client) -> None:
    taken = 0

    def source() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"text {taken}"

    answers = client.parse_many(source())
    for _ in range(10):
        next(answers)
    time.sleep(0.3)
    assert taken <= (MAX_UNDER_WAY + 3) * MAX_BATCH
    answers.close()  # type: ignore[attr-defined]


def test_an_error_is_told_before_the_next_document_is_there(client: Client) -> None:
    go_on = threading.Event()
    known = errors.InvalidArgument("Line 2: not JSON.", reason="MALFORMED_JSON")

    def source() -> Iterator[str | DatelineError]:
        yield known
        yield "one"
        yield known
        assert go_on.wait(10)
        yield "two"

    answers = client.parse_many(source())
    assert next(answers) is known
    assert isinstance(next(answers), Article)
    assert next(answers) is known
    go_on.set()
    assert len(list(answers)) == 1


@pytest.mark.parametrize("documents_first", [0, 1])
def test_endless_errors_are_told_and_taken_only_as_far_as_they_are_read(client: Client, documents_first: int) -> None:
    taken = 0

    def source() -> Iterator[str | DatelineError]:
        nonlocal taken
        yield from ["one"] * documents_first
        while True:
            taken += 1
            yield errors.InvalidArgument("Not JSON.", reason="MALFORMED_JSON")

    answers = client.parse_many(source())
    assert len([isinstance(next(answers), DatelineError) for _ in range(3_000)]) == 3_000
    assert taken <= 5_000
    answers.close()  # type: ignore[attr-defined]


def test_any_mixture_of_documents_and_errors_is_answered_in_order(client: Client, server: SmallServer) -> None:
    given = [
        errors.InvalidArgument(str(number), reason="MALFORMED_JSON") if number % 7 < 3 else str(number)
        for number in range(500)
    ]
    answers = client.parse_many(given)
    assert [a.message if isinstance(a, DatelineError) else a.body for a in answers] == [str(n) for n in range(500)]


def test_the_timeout_is_that_of_all_calls_together(client: Client) -> None:
    known = errors.InvalidArgument("Not JSON.", reason="MALFORMED_JSON")

    def source() -> Iterator[str | DatelineError]:
        while True:
            yield "one"
            time.sleep(0.1)  # by now it is answered, so the error is told by itself and another call begins
            yield known

    with pytest.raises(errors.DeadlineExceeded):
        for _ in client.parse_many(source(), timeout=1):
            pass


def test_an_interceptor_may_look_at_what_is_sent_before_it_calls(server: SmallServer) -> None:
    class Looking(grpc.StreamStreamClientInterceptor):
        def intercept_stream_stream(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
            first = next(request_iterator)
            return continuation(client_call_details, itertools.chain([first], request_iterator))

    with Client(server.address, interceptors=[Looking()]) as client:
        assert len(list(client.parse_many(str(number) for number in range(100)))) == 100


def test_an_id_that_comes_twice_starts_a_new_message(client: Client, server: SmallServer) -> None:
    documents = [Document(id="same", text="one"), Document(id="same", text="two"), Document(text="three")]
    assert len(list(client.parse_many(documents))) == 3
    assert len(server.batches) >= 2


def test_what_the_source_raises_comes_after_the_answers_before_it(client: Client) -> None:
    def source() -> Iterator[str]:
        yield "one"
        raise OSError("disk gone")

    answers = client.parse_many(source())
    assert isinstance(next(answers), Article)
    with pytest.raises(OSError, match="disk gone"):
        next(answers)


def test_ingest_many_gives_results_in_order_and_a_bad_one_sinks_no_other(client: Client, server: SmallServer) -> None:
    documents = [Document(id="a", text="one"), Document(id="b", text="bad"), Document(id="c", text="three")]
    first, refused, last = client.ingest_many(documents)
    assert isinstance(refused, errors.InvalidArgument)
    assert (refused.reason, refused.document_id) == ("EMPTY_TEXT", "b")
    assert [stored(first).name, stored(last).name] == ["articles/a", "articles/c"]
    assert list(server.articles) == ["articles/a", "articles/c"]


def test_ingest_many_gives_a_known_error_back_at_its_place(client: Client) -> None:
    known = errors.InvalidArgument("No.", reason="MALFORMED_ROW", document_id="x")
    assert list(client.ingest_many(["one", known, "two"]))[1] is known


def test_ingest_many_goes_on_after_a_break_with_each_document_stored_and_answered_once(
    client: Client, server: SmallServer
) -> None:
    server.breaks = 3
    documents = [Document(id="same", text=str(number)) for number in range(9)]
    results = [stored(answer) for answer in client.ingest_many(documents)]
    assert [result.outcome for result in results] == [1, *[3] * 8]
    assert len(server.answers) == 9
    assert server.calls["IngestArticles"] == 4
    assert len(server.request_ids) > 9


def test_ingest_many_raises_when_the_connection_stays_broken_and_keeps_what_came_before(
    client: Client, server: SmallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.streaming.PATIENCE", 0.5)
    answered = threading.Event()

    def source() -> Iterator[Document]:
        yield Document(id="a", text="one")
        assert answered.wait(10)
        yield Document(id="b", text="two")

    results = client.ingest_many(source())
    assert stored(next(results)).name == "articles/a"
    server.breaks, server.break_after = 1000, 0
    answered.set()
    with pytest.raises(errors.Unavailable):
        list(results)


def test_a_source_is_taken_once_however_often_the_connection_breaks(client: Client, server: SmallServer) -> None:
    server.breaks = 5
    taken = []

    def source() -> Iterator[Document]:
        for number in range(200):
            taken.append(number)
            yield Document(id=str(number), text="text")

    assert [stored(answer).id for answer in client.ingest_many(source())] == [str(number) for number in range(200)]
    assert taken == list(range(200))


def test_nothing_is_sent_again_after_a_refusal_or_the_timeout(client: Client, server: SmallServer) -> None:
    server.hold.clear()
    with pytest.raises(errors.DeadlineExceeded):
        list(client.parse_many(["one"], timeout=0.3))
    assert server.calls["ParseBatch"] == 1


def test_ingest_raises_what_is_wrong_with_its_document(client: Client) -> None:
    assert client.ingest("one", id="d").name == "articles/d"
    with pytest.raises(errors.InvalidArgument):
        client.ingest("bad")


def test_get_article_and_not_found(client: Client) -> None:
    client.ingest("one", id="d")
    assert client.articles.get("articles/d").body == "one"
    with pytest.raises(errors.NotFound, match="articles/e"):
        client.articles.get("articles/e")


def test_batch_get_keeps_the_order_over_several_calls(client: Client, server: SmallServer) -> None:
    names = [client.ingest("one", id=f"d{number}").name for number in range(3)]
    wanted = (names * 100)[::-1]
    assert [article.name for article in client.articles.batch_get(wanted)] == wanted
    assert server.calls["BatchGetArticles"] == 2


def test_batch_get_leaves_out_the_body_where_it_is_not_wanted(client: Client) -> None:
    name = client.ingest("one", id="d").name
    [basic] = client.articles.batch_get([name], full=False)
    assert (basic.name, basic.body) == (name, "")


def test_delete_removes_the_article(client: Client) -> None:
    client.ingest("one", id="d")
    client.articles.delete("articles/d")
    with pytest.raises(errors.NotFound):
        client.articles.get("articles/d")


def test_lists_fetch_pages_while_one_iterates(client: Client, server: SmallServer) -> None:
    server.events = 120
    events = client.events.list(page_size=50)
    assert "ListEvents" not in server.calls
    assert len(list(events)) == 120
    assert server.calls["ListEvents"] == 3
    assert events.take(3)[2].article == "articles/2"


def test_search_actors_and_quotes(client: Client) -> None:
    client.ingest("A ship left.", id="d")
    assert [hit.article.name for hit in client.articles.search("ship")] == ["articles/d"]
    assert [actor.name for actor in client.actors.list()] == ["actors/country-ken"]
    assert [quote.article for quote in client.quotes.list()] == ["articles/1"]
    assert client.actors.get("actors/country-ken").display_name == "Kenya"


def test_a_filter_that_cannot_be_read_says_where(client: Client) -> None:
    with pytest.raises(errors.InvalidFilter) as caught:
        client.articles.list('nonsense = "x"').take(1)
    assert (caught.value.position, caught.value.field) == (4, "filter")
