"""What was exported as JSONL or ninjs is taken in again as the same article."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from examples import examples
from export.files import file_of
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import DatelineError
from dateline.sources import read_documents
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_JSONL,
    EXPORT_FORMAT_NINJS,
    EXPORT_RESOURCE_ARTICLES,
    ExportFormat,
)
from dateline_server.extraction.parser import Parser
from dateline_server.storage.keys import identify_article

STANDARDS = Path(__file__).parent / "standards"
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SENTENCES = [
    "The harbour master of Tromsø, Solveig Lund, met the dockers' union on Thursday.",
    "“No ship leaves before the crane is mended,” she said. 🚢",
    "The port denied that it had dismissed anybody, according to Fjord Radio.",
    "Kenya and Norway will sign a treaty on fisheries next week.",
    "Two pilots were hurt when a tug struck the quay at 9 a.m. yesterday.",
]
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents with all that is known of them, or little."""
    gaps = st.sampled_from([" ", "\n\n", "\r\n", "\t", " \ufeff", "  \n"])
    text = "".join(part + draw(gaps) for part in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)))
    day = draw(st.dates(datetime(2024, 1, 1).date(), datetime(2025, 5, 30).date())).isoformat()
    hour = draw(st.sampled_from(["T07:30:00Z", "T23:59:59+05:30", "T00:00:00.250-08:00"]))
    dated = draw(
        st.sampled_from([(day, ""), (day + hour, ""), ("", f"https://fjord.example/{day.replace('-', '/')}/a")])
    )
    return Document(
        id=draw(words),
        text=draw(st.sampled_from(["", "\n", "\ufeff"])) + text,
        title=draw(words),
        url=dated[1] or draw(st.sampled_from(["", "https://fjord.example/news?id=3&utm_source=x"])),
        source=draw(words),
        published=dated[0],
        publish_tz=draw(st.sampled_from(["", "Europe/Oslo", "America/Los_Angeles"])),
        authors=draw(st.lists(words.filter(bool), max_size=3)),
        section=draw(words),
    )


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(clock=lambda: NOW)


def again(article: Article, format: ExportFormat.ValueType, name: str) -> Document:
    """The document that a file of the article means."""
    file = file_of(format, EXPORT_RESOURCE_ARTICLES, [article])
    [document] = read_documents(io.BytesIO(file), format=name)
    assert isinstance(document, Document), document
    return document


@examples(25)
@given(document=documents())
def test_an_article_in_jsonl_is_read_again_as_the_same(parser: Parser, document: Document) -> None:
    article = parser.parse(document)
    assert parser.parse(again(article, EXPORT_FORMAT_JSONL, "jsonl")) == article


@examples(25)
@given(document=documents())
def test_an_article_in_ninjs_keeps_all_that_is_known_of_it(parser: Parser, document: Document) -> None:
    article = parser.parse(document)
    back = parser.parse(again(article, EXPORT_FORMAT_NINJS, "ninjs"))
    back.date_basis = article.date_basis  # a day in the address is told by the request now
    for field in ("body", "title", "url", "source", "authors", "section", "language", "document_id", "publish_tz"):
        assert getattr(back, field) == getattr(article, field), field
    assert (back.published_date, back.published_time) == (article.published_date, article.published_time)
    assert identify_article(back) == identify_article(article)


def test_what_parse_prints_for_many_is_input_too(parser: Parser) -> None:
    article = parser.parse(Document(text=SENTENCES[0], published="2025-04-09", id="seven"))
    row = json.dumps({"id": "another", "article": MessageToDict(article)})
    [document] = read_documents(io.BytesIO(row.encode()), format="jsonl")
    assert isinstance(document, Document)
    assert parser.parse(document) == article


FOREIGN = {
    "uri": "https://wire.example/items/77",
    "type": "text",
    "versionCreated": "2025-04-09T08:00:00Z",
    "headlines": [{"role": "main", "value": "Crane mended"}, {"value": "Second"}],
    "bodies": [
        {"contentType": "text/html", "value": "<p>It works.</p>"},
        {"contentType": "text/plain", "value": "It."},
    ],
    "by": "By Solveig Lund",
    "infoSources": [{"name": "Wire North", "role": "originator"}],
}


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_of_somebody_else_is_read_however_it_is_laid_out(indent: int | None) -> None:
    for text in (json.dumps(FOREIGN, indent=indent), json.dumps([FOREIGN], indent=indent)):
        [document] = read_documents(io.BytesIO(text.encode()), format="ninjs")
        assert document == Document(
            id="https://wire.example/items/77",
            text="It.",
            title="Crane mended",
            source="Wire North",
            published="2025-04-09T08:00:00Z",
            authors=["By Solveig Lund"],
        )


VERSION_1 = {
    "uri": "https://wire.example/items/78",
    "type": "text",
    "versioncreated": "2025-04-10T08:00:00Z",
    "headline": "Quay swept",
    "byline": "By Solveig Lund",
    "body_html": "<p>It is clean.</p>",
    "body_text": "It is clean.",
    "infosource": [{"name": "Wire North"}],
    "altids": {"wire": "78"},
}
VERSION_2 = {
    "uri": "https://wire.example/items/78",
    "type": "text",
    "contentcreated": "2025-04-10T08:00:00Z",
    "versioncreated": "2025-04-11T08:00:00Z",
    "headlines": [{"value": "Quay swept"}],
    "by": "By Solveig Lund",
    "bodies": [
        {"contenttype": "text/html", "value": "<p>It is clean.</p>"},
        {"contenttype": "text/plain", "value": "It is clean."},
    ],
    "infosources": [{"name": "Wire North"}],
    "altids": [{"role": "wire", "value": "78"}],
}


@pytest.mark.parametrize(("item", "version"), [(VERSION_1, "1.3"), (VERSION_2, "2.0")])
def test_an_object_of_an_earlier_version_is_read(item: dict[str, object], version: str) -> None:
    schema = json.loads((STANDARDS / f"ninjs-schema_{version}.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(item)
    [document] = read_documents(io.BytesIO(json.dumps(item).encode()), format="ninjs")
    assert document == Document(
        id="https://wire.example/items/78",
        text="It is clean.",
        title="Quay swept",
        source="Wire North",
        published="2025-04-10T08:00:00Z",
        authors=["By Solveig Lund"],
    )


@pytest.mark.parametrize(
    "without",
    [
        {**VERSION_1, "body_text": ""},
        {**VERSION_2, "bodies": [{"contenttype": "text/html", "value": "<p>It is clean.</p>"}]},
    ],
)
def test_a_body_in_html_of_an_earlier_version_is_a_page(without: dict[str, object]) -> None:
    [document] = read_documents(io.BytesIO(json.dumps(without).encode()), format="ninjs")
    assert isinstance(document, Document)
    assert document.html == b"<p>It is clean.</p>"


def test_a_body_in_html_is_a_page() -> None:
    item = {**FOREIGN, "bodies": [{"contentType": "text/html", "value": "<p>It works.</p>"}]}
    [document] = read_documents(io.BytesIO(json.dumps(item).encode()), format="ninjs")
    assert isinstance(document, Document)
    assert document.html == b"<p>It works.</p>"


def test_a_line_at_fault_is_told_and_the_others_are_read() -> None:
    lines = b"\n".join(
        [json.dumps(FOREIGN).encode(), b"{not json", b'{"uri": "x"}', b"7", json.dumps(FOREIGN).encode()]
    )
    read = list(read_documents(io.BytesIO(lines), format="ninjs"))
    assert [isinstance(one, DatelineError) for one in read] == [False, True, True, True, False]
    assert "Line 2" in str(read[1])
