"""A document as sent becomes a document that can be read; the request wins over the page."""

from datetime import UTC, date, datetime

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.errors import BinaryText, EmptyText, LanguageUnsupported, NoArticleInHtml
from dateline_server.intake.prepare import prepare_document

NOW = datetime(2025, 4, 9, 12, 0, tzinfo=UTC)
PARAGRAPH = (
    "The harbour authority of Mombasa said on Monday that it would close two piers for repairs, after divers found "
    "cracks in the concrete below the water line. Ships will be sent to other berths until the work is done."
)
PAGE = f"""<!doctype html><html><head><title>Piers to close - Coast Courier</title>
<meta property="og:site_name" content="Coast Courier"><meta name="author" content="Amina Barasa">
<meta property="article:published_time" content="2025-04-08T06:00:00+03:00">
<link rel="canonical" href="https://example.org/harbour/piers"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Piers to close</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("two", "three")}</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""

FOREIGN = (
    "Der Außenminister reiste am Dienstag nach Nairobi, um dort über ein neues Abkommen zu sprechen, das beide Länder "
    "seit Jahren vorbereiten."
)


def test_a_page_gives_text_title_day_author_site_and_address() -> None:
    ready = prepare_document(Document(id="d1", html=PAGE.encode()), NOW)
    assert ready.body.count("harbour authority of Mombasa") == 2
    assert "Subscribe" not in ready.body
    assert "Sport" not in ready.body
    assert ready.title.startswith("Piers to close")
    assert ready.authors == ("Amina Barasa",)
    assert ready.source == "Coast Courier"
    assert ready.url == "https://example.org/harbour/piers"
    assert ready.publication is not None
    assert (ready.publication.day, ready.publication.basis) == (date(2025, 4, 8), Article.META)


def test_the_heading_of_a_page_is_not_said_twice() -> None:
    ready = prepare_document(Document(html=PAGE.replace(" - Coast Courier", "").encode()), NOW)
    assert ready.body.startswith("The harbour authority")


def test_the_request_wins_over_the_page() -> None:
    document = Document(
        html=PAGE.encode(), title="Other", source="Wire", url="https://example.org/b", published="2025-04-01"
    )
    ready = prepare_document(document, NOW)
    assert (ready.title, ready.source, ready.url) == ("Other", "Wire", "https://example.org/b")
    assert ready.publication is not None
    assert ready.publication.basis == Article.REQUEST


def test_the_charset_of_a_page_is_found_in_its_bytes() -> None:
    page = PAGE.replace("Mombasa", "São Tomé").replace("<head>", '<head><meta charset="iso-8859-1">')
    ready = prepare_document(Document(html=page.encode("iso-8859-1")), NOW)
    assert "São Tomé" in ready.body


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(NoArticleInHtml) as refusal:
        prepare_document(Document(html=b"<html><body><nav><a href='/'>Home</a></nav></body></html>"), NOW)
    assert refusal.value.field == "html"


def test_bytes_that_are_no_page_are_refused() -> None:
    with pytest.raises(BinaryText):
        prepare_document(Document(html=bytes(range(128, 256)) * 8), NOW)


def test_a_document_without_content_is_refused() -> None:
    with pytest.raises(EmptyText):
        prepare_document(Document(id="d1"), NOW)


def test_text_in_another_language_is_refused_with_its_name() -> None:
    with pytest.raises(LanguageUnsupported) as refusal:
        prepare_document(Document(text=FOREIGN), NOW)
    assert refusal.value.metadata["language"] == "de"


@pytest.mark.parametrize(
    "text",
    [
        "Президент заявил во вторник, что переговоры будут продолжены в четверг.",
        "日本の首相は火曜日に東京で記者会見を開き、新しい政策について説明した。",
        "日本の首相",
        "El presidente dijo el martes que no habrá negociaciones con los rebeldes del norte.",
    ],
)
def test_every_other_language_is_refused(text: str) -> None:
    with pytest.raises(LanguageUnsupported):
        prepare_document(Document(text=text), NOW)


def test_a_foreign_page_can_be_kept_without_claims() -> None:
    page = f"<html><body><article><h1>Reise</h1><p>{FOREIGN}</p><p>{FOREIGN}</p></article></body></html>".encode()
    with pytest.raises(LanguageUnsupported):
        prepare_document(Document(html=page), NOW)
    assert prepare_document(Document(html=page), NOW, keep_foreign_page=True).language == "de"


def test_a_short_english_text_full_of_names_is_read() -> None:
    assert prepare_document(Document(text="Otieno met Solberg in Nairobi."), NOW).language == "en"
