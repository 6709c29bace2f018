"""Results of documents, where the model is: a fault of ours in one costs the others nothing."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from structlog.testing import capture_logs

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.services.errors import reason_of
from dateline_server.services.reading import Prepared, prepared_of
from dateline_server.services.results import prepare_documents, read_documents, read_prepared
from dateline_server.storage.keys import identify_article

TEXT = "Farmers blocked the road to Ghent on Wednesday. “We will stay,” said their leader, Marc Peeters."
PAGE = "<html><body><article><h1>Road blocked</h1>" + f"<p>{TEXT}</p>" * 3 + "</article></body></html>"
ANY = ParseOptions()


class StumblingParser(Parser):
    """A parser with a fault: it breaks off at every text that holds the word "stumble"."""

    def parse_many(
        self, documents: Iterable[Document], *, keep_foreign_page: bool = False, explain: bool = False
    ) -> Iterator[Article | DatelineError]:
        for document in documents:
            if "stumble" in document.text:
                raise ZeroDivisionError("the secret of the house")
            yield from super().parse_many([document], keep_foreign_page=keep_foreign_page, explain=explain)

    def read_many(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            if "stumble" in article.body:
                raise ZeroDivisionError("the secret of the house")
            yield from super().read_many([article])


@pytest.fixture(scope="module")
def parser(nlp: object) -> Parser:
    return Parser()


def test_each_document_has_its_result_in_order(parser: Parser) -> None:
    documents = [Document(id=str(number), text=TEXT if number % 5 else "") for number in range(40)]
    results = list(read_documents(parser, documents, ANY))
    assert [result.id for result in results] == [document.id for document in documents]
    assert [result.HasField("error") for result in results] == [number % 5 == 0 for number in range(40)]


def test_documents_are_taken_only_as_results_are(parser: Parser) -> None:
    taken = []

    def documents() -> Iterator[Document]:
        for number in range(100):
            taken.append(number)
            yield Document(text=TEXT)

    next(read_documents(parser, documents(), ANY))
    assert len(taken) <= 16


def test_a_fault_in_one_document_is_its_own(nlp: object) -> None:
    documents = [Document(id=str(n), text=TEXT + (" They stumble." if n in (2, 5) else "")) for n in range(8)]
    with capture_logs() as logs:
        results = list(read_documents(StumblingParser(), documents, ANY))
    assert [result.id for result in results if result.HasField("error")] == ["2", "5"]
    assert [line["document_id"] for line in logs] == ["2", "5"]
    error = results[2].error
    assert "secret" not in error.message
    assert logs[0]["request_id"] in error.message


PREPARED: list[Callable[[], Document]] = [
    lambda: Document(text=TEXT),
    lambda: Document(id="7", source="Post", text=TEXT, title=" Road  blocked ", published="2025-04-09"),
    lambda: Document(url="https://post.example/a?utm_source=x", text=TEXT, published="2025-04-09T08:00:00+02:00"),
    lambda: Document(url="https://post.example/2025/04/08/road", text=TEXT, publish_tz="Europe/Brussels"),
    lambda: Document(html=PAGE.encode(), authors=["A. B."], section="World"),
]


def prepare(document: Document) -> Prepared:
    [result] = prepare_documents([document])
    prepared = prepared_of(document, result)
    assert isinstance(prepared, Prepared)
    return prepared


@pytest.mark.parametrize("make", PREPARED)
def test_intake_tells_which_article_a_document_is(parser: Parser, make: Callable[[], Document]) -> None:
    assert prepare(make()).identity == identify_article(parser.parse(make()))


@pytest.mark.parametrize("make", PREPARED)
def test_a_prepared_document_is_read_as_the_document(parser: Parser, make: Callable[[], Document]) -> None:
    [result] = read_prepared(parser, [prepare(make()).article])
    assert (result.id, result.article) == (make().id, parser.parse(make()))


def test_prepared_documents_are_read_in_their_order(parser: Parser) -> None:
    prepared = [prepare(Document(id=str(n), text=f"{TEXT} That was number {n}.")).article for n in range(40)]
    assert [result.id for result in read_prepared(parser, prepared)] == [str(n) for n in range(40)]


def test_a_fault_of_ours_in_a_prepared_document_fails_alone() -> None:
    texts = [TEXT + (" They stumble." if n in (2, 5) else "") for n in range(8)]
    prepared = [prepare(Document(id=str(n), text=text)).article for n, text in enumerate(texts)]
    with capture_logs() as logs:
        results = list(read_prepared(StumblingParser(), prepared))
    assert [result.id for result in results] == [str(n) for n in range(8)]
    assert [result.id for result in results if result.HasField("error")] == ["2", "5"]
    assert [line["document_id"] for line in logs] == ["2", "5"]


def test_what_intake_refuses_is_told_with_its_field() -> None:
    [refused] = prepare_documents([Document(text=TEXT, published="soon")])
    assert reason_of(refused.error) == "INVALID_DATE"
