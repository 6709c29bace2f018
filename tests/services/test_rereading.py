"""A stored article is a document again: the same engine reads the same in it, whatever is known of it."""

from datetime import UTC, datetime

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import rebuild_document
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.extraction.parser import Parser
from dateline_server.services.errors import reason_of
from dateline_server.services.reading import Urgency
from dateline_server.services.rereading import read_again
from dateline_server.storage.keys import identify_article
from dateline_server.storage.reparses import StoredText
from dateline_server.storage.rereading import is_same, take_facts

TEXT = "\ufeffFarmers blocked the road to Ghent on Wednesday.\r\n“We will stay,” said their leader, Marc Peeters.\r\n"
PAGE = (
    "<html><head><title>Road blocked</title></head><body><article><h1>Road blocked</h1>"
    + f"<p>{TEXT}</p>" * 3
    + "</article></body></html>"
).encode()

words = st.sampled_from(["", "Coast Wire", "  Road  to\nGhent blocked", "Ada Njeri"])
documents = st.builds(
    Document,
    id=st.sampled_from(["", "a-1"]),
    title=words,
    url=st.sampled_from(["", "https://wire.example/2025/04/09/road", "https://wire.example/road?id=7"]),
    source=words,
    published=st.sampled_from(["", "2025-04-09", "2025-04-09T23:30:00+02:00", "2025-04-09T08:00:00.250Z"]),
    publish_tz=st.sampled_from(["", "Europe/Brussels", "Pacific/Auckland"]),
    authors=st.lists(words.filter(bool), max_size=2),
    section=words,
)


@pytest.fixture(scope="module")
def parser(nlp: object) -> Parser:
    return Parser()


@examples(40)
@given(document=documents, content=st.sampled_from([TEXT, PAGE]))
def test_it_reads_as_before(parser: Parser, document: Document, content: str | bytes) -> None:
    if isinstance(content, str):
        document.text = content
    else:
        document.html = content
    stored = parser.parse(document)
    stored.received_time.FromDatetime(datetime(2025, 4, 10, tzinfo=UTC))
    again = parser.parse(rebuild_document(stored))
    take_facts(again, stored)
    assert is_same(again, stored)
    assert identify_article(again) == identify_article(stored)


def test_a_day_that_is_not_the_articles_is_not_taken_from_its_address() -> None:
    stored = Article(body="Rain fell.", url="https://wire.example/2025/04/09/rain")
    assert rebuild_document(stored).url == ""
    stored.published_date = "2025-04-08"
    assert rebuild_document(stored).url == stored.url


class OtherIntake:
    """A DocumentReader of a version that takes in other text."""

    async def read(
        self, documents: list[Document], options: ParseOptions, *, urgency: Urgency = Urgency.IN_TURN
    ) -> list[bytes]:
        assert urgency == Urgency.BACKGROUND
        return [Article(body=document.text.upper()).SerializeToString() for document in documents]


async def test_offsets_into_another_text_are_refused() -> None:
    texts = [StoredText(1, "", Article(body="Rain fell.")), StoredText(2, "", Article(body="SNOW"))]
    refused, read = await read_again(OtherIntake(), texts)  # type: ignore[arg-type]
    assert not isinstance(refused.outcome, Article)
    assert reason_of(refused.outcome) == "TEXT_CHANGED"
    assert isinstance(read.outcome, Article)
