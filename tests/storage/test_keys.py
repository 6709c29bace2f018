"""Which documents are the same article."""

from datetime import UTC, date, datetime

import pytest
from contract.articles import build_article

from dateline.v1.article_pb2 import Article
from dateline_server.storage.keys import canonical_url, identify, identify_article


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://Gazette.Example/World/Talks", "https://gazette.example/World/Talks"),
        ("HTTP://gazette.example:80/a", "http://gazette.example/a"),
        ("https://gazette.example:443/a", "https://gazette.example/a"),
        ("https://gazette.example:8443/a", "https://gazette.example:8443/a"),
        ("https://gazette.example", "https://gazette.example"),
        ("https://gazette.example/", "https://gazette.example"),
        ("https://gazette.example/a/", "https://gazette.example/a"),
        ("https://gazette.example/a#part-2", "https://gazette.example/a"),
        ("https://gazette.example/a?utm_source=x&utm_medium=y", "https://gazette.example/a"),
        ("https://gazette.example/a?fbclid=1&id=7&UTM_Campaign=z", "https://gazette.example/a?id=7"),
        ("https://gazette.example/a?page=2&id=7", "https://gazette.example/a?id=7&page=2"),
        ("https://gazette.example/a?q=", "https://gazette.example/a?q="),
        ("https://reader:secret@gazette.example./a", "https://gazette.example/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        ("  https://gazette.example/a  ", "https://gazette.example/a"),
    ],
)
def test_links_to_one_page_have_one_canonical_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "talks.html", "file:///tmp/a", "https://", "https://h:x/", "https://[::1/", "mailto:a@b"]
)
def test_what_is_no_web_address_has_no_canonical_one(url: str) -> None:
    assert canonical_url(url) == ""


def test_the_url_counts_before_the_document_id_and_that_before_the_body() -> None:
    by_url = identify(body="A", document_id="7", url="https://gazette.example/a")
    assert identify(body="B", document_id="8", url="https://gazette.example/a").name == by_url.name
    by_id = identify(body="A", document_id="7", source="Gazette")
    assert identify(body="B", document_id="7", source="Gazette").name == by_id.name
    assert identify(body="A", document_id="7", source="Courier").name != by_id.name
    by_body = identify(body="A")
    assert identify(body="A", title="Other", source="Other").name == by_body.name
    assert len({by_url.name, by_id.name, by_body.name}) == 3


def test_source_and_id_do_not_run_into_each_other() -> None:
    assert (
        identify(body="A", source="ab", document_id="c").name != identify(body="A", source="a", document_id="bc").name
    )


def test_the_content_is_text_and_metadata() -> None:
    same = {"body": "A", "title": "T", "source": "S", "section": "W", "authors": ["X"], "day": date(2025, 4, 9)}
    content = identify(**same).content
    changes = [
        {"body": "B"},
        {"title": "U"},
        {"source": "R"},
        {"section": ""},
        {"authors": ["X", "Y"]},
        {"day": date(2025, 4, 10)},
        {"day": None},
        {"publish_tz": "Europe/Oslo"},
        {"instant": datetime(2025, 4, 9, 8, tzinfo=UTC)},
    ]
    assert len({content, *(identify(**(same | change)).content for change in changes)}) == len(changes) + 1
    assert identify(**same, url="https://gazette.example/a?utm_source=x").content == content


def test_an_article_has_the_identity_of_its_document() -> None:
    article = build_article(url="https://gazette.example/a").article
    article.authors.append("Ada Moreno")
    article.publish_tz = "Europe/Oslo"
    article.published_time.FromJsonString("2025-04-09T06:30:00.250Z")
    assert identify_article(article) == identify(
        body=article.body,
        title=article.title,
        url="https://gazette.example/a",
        source=article.source,
        authors=["Ada Moreno"],
        section=article.section,
        day=date(2025, 4, 9),
        instant=datetime.fromisoformat("2025-04-09T08:30:00.250+02:00"),
        publish_tz="Europe/Oslo",
    )


def test_a_day_of_receipt_is_no_content() -> None:
    first, second = (build_article(document_id="1", published=day).article for day in ("2025-04-09", "2025-04-10"))
    first.date_basis = second.date_basis = Article.RECEIVED
    assert identify_article(first) == identify_article(second)
