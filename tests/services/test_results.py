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
from dateline_server.services.reading import identity_of
from dateline_server.services.results import identify_documents, read_documents
from dateline_server.storage.keys import Identity, identify_article

TEXT = "Farmers blocked the road to Ghent on Wednesday. “We will stay,” said their leader, Marc Peeters."
PAGE = "<html><body><article><h1>Road blocked</h1>" + f"<p>{TEXT}</p>" * 3 + "</article></body></html>"
ANY = ParseOptions()


class StumblingParser(Parser):
    """A parser with a fault: it breaks off at every text that holds the word "stumble"."""

    def parse_many(
        self, documents: Iterable[Document], keep_foreign_page: bool = False
    ) -> Iterator[Article | DatelineError]:
        for document in documents:
            if "stumble" in document.text:
                raise ZeroDivisionError("the secret of the house")
            yield from super().parse_many([document], keep_foreign_page)


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


IDENTIFIED: list[Callable[[], Document]] = [
    lambda: Document(text=TEXT),
    lambda: Document(id="7", source="Post", text=TEXT, title=" Road  blocked ", published="2025-04-09"),
    lambda: Document(url="https://post.example/a?utm_source=x", text=TEXT, published="2025-04-09T08:00:00+02:00"),
    lambda: Document(url="https://post.example/2025/04/08/road", text=TEXT, publish_tz="Europe/Brussels"),
    lambda: Document(html=PAGE.encode(), authors=["A. B."], section="World"),
]


@pytest.mark.parametrize("make", IDENTIFIED)
def test_the_identity_of_a_document_is_that_of_its_article(parser: Parser, make: Callable[[], Document]) -> None:
    [identified] = identify_documents([make()])
    identity = identity_of(identified)
    assert isinstance(identity, Identity)
    assert identity == identify_article(parser.parse(make()))


def test_a_document_that_cannot_be_read_has_no_identity() -> None:
    [identified] = identify_documents([Document(text=TEXT, published="soon")])
    assert reason_of(identified.error) == "INVALID_DATE"
