"""Parse and ParseBatch, from outside."""

import itertools
from collections.abc import Iterator

import grpc
import pytest
from running_server import Refused, RunningServer

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseOptions, ParseRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_UTF8, OFFSET_UNIT_UTF16

TEXT = "The café owner 🙂 thanked Foreign Minister Lena Voss of Austria in Vienna on Monday. “We won,” he said."
PAGE = f"<html><body><article><h1>Voss thanked</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"


def request(**fields: object) -> ParseRequest:
    return ParseRequest(document=Document(**fields))


def test_text_becomes_an_article(server: RunningServer) -> None:
    article = server.parser.Parse(request(id="one", text=TEXT, title="Thanks", published="2025-04-09")).article
    assert (article.body, article.title, article.document_id) == (TEXT, "Thanks", "one")
    assert article.published_date == "2025-04-09"
    assert article.engine.digest


def test_html_becomes_an_article(server: RunningServer) -> None:
    article = server.parser.Parse(request(html=PAGE.encode())).article
    assert "Lena Voss" in article.body
    assert "<p>" not in article.body


def test_the_same_document_gives_the_same_bytes(server: RunningServer) -> None:
    first, second = (server.parser.Parse(request(text=TEXT)).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("unit", "encoding", "width"), [(OFFSET_UNIT_UTF16, "utf-16-le", 2), (OFFSET_UNIT_UTF8, "utf-8", 1)]
)
def test_offsets_count_in_the_unit_that_was_asked_for(
    server: RunningServer, unit: int, encoding: str, width: int
) -> None:
    options = ParseOptions(offset_unit=unit)
    article = server.parser.Parse(ParseRequest(document=Document(text=TEXT), options=options)).article
    assert article.offset_unit == unit
    body = article.body.encode(encoding)
    for event in article.events:
        trigger = event.trigger
        assert body[trigger.start * width : trigger.end * width].decode(encoding) == trigger.text


def test_a_foreign_page_can_be_kept_without_claims(server: RunningServer) -> None:
    german = "Der Bundestag hat am Donnerstag ein neues Gesetz über die Finanzierung der Gemeinden beschlossen. " * 4
    page = f"<html><body><article><h1>Gesetz beschlossen</h1><p>{german}</p></article></body></html>".encode()
    options = ParseOptions(unsupported_language=ParseOptions.KEEP_PAGE)
    article = server.parser.Parse(ParseRequest(document=Document(html=page), options=options)).article
    assert "LANGUAGE_UNSUPPORTED" in [warning.code for warning in article.warnings]
    assert not article.events


def test_a_batch_is_answered_in_order_with_its_ids_and_a_bad_document_fails_alone(server: RunningServer) -> None:
    messages = [
        ParseBatchRequest(documents=[Document(id=f"{message}-{number}", text=TEXT) for number in range(5)])
        for message in range(6)
    ]
    messages[2].documents[3].text = " \n"
    responses = list(server.parser.ParseBatch(iter(messages)))
    assert [[result.id for result in response.results] for response in responses] == [
        [document.id for document in message.documents] for message in messages
    ]
    failed = [result for response in responses for result in response.results if result.HasField("error")]
    assert [result.id for result in failed] == ["2-3"]
    refused = Refused(failed[0].error)
    assert (refused.code, refused.reason, refused.field) == ("INVALID_ARGUMENT", "EMPTY_TEXT", "documents[3].text")


def test_a_result_comes_before_the_next_message_is_sent(server: RunningServer) -> None:
    answers: list[str] = []

    def one_after_the_other() -> Iterator[ParseBatchRequest]:
        for number in itertools.count():
            if number == 3:
                return
            yield ParseBatchRequest(documents=[Document(id=str(number), text=TEXT)])
            while len(answers) <= number:
                pass

    for response in server.parser.ParseBatch(one_after_the_other(), timeout=30):
        answers += [response.results[0].id]
    assert answers == ["0", "1", "2"]


def test_an_empty_message_is_answered_by_an_empty_one(server: RunningServer) -> None:
    [response] = server.parser.ParseBatch(iter([ParseBatchRequest()]))
    assert not response.results


def test_a_caller_who_gives_up_leaves_no_work_behind(server: RunningServer) -> None:
    long = " ".join(f"On Monday the council of town {number} met the mayor." for number in range(200))
    batch = ParseBatchRequest(documents=[Document(text=long)] * 200)  # minutes of work
    with pytest.raises(grpc.RpcError) as failure:
        next(server.parser.ParseBatch(iter([batch]), timeout=0.5))
    assert failure.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    server.parser.ParseBatch(iter([batch])).cancel()
    [response] = server.parser.ParseBatch(iter([ParseBatchRequest(documents=[Document(text=TEXT)])]), timeout=30)
    assert response.results[0].HasField("article")
