"""Web Annotations lead back to the words, by what the words are and by where they stand."""

import json
import re
from typing import Any

from export.files import file_of

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import EXPORT_FORMAT_WEB_ANNOTATION, EXPORT_RESOURCE_ARTICLES
from dateline.v1.span_pb2 import Span
from dateline_server.export.web_annotation import make_annotations


def anchor_by_position(text: str, selector: dict[str, Any]) -> tuple[int, int]:
    assert selector["type"] == "TextPositionSelector"
    return selector["start"], selector["end"]


def anchor_by_quote(text: str, selector: dict[str, Any]) -> list[tuple[int, int]]:
    """All places where the words stand between what stands before and behind them."""
    assert selector["type"] == "TextQuoteSelector"
    before, exact, behind = (re.escape(selector[name]) for name in ("prefix", "exact", "suffix"))
    return [match.span() for match in re.finditer(f"(?<={before}){exact}(?={behind})", text)]


def test_each_claim_is_anchored_again_both_ways(articles: list[Article]) -> None:
    anchored = 0
    for article in articles:
        made = list(make_annotations(article))
        assert len(made) == len(article.events) + len(article.quotes)
        for annotation in made:
            assert annotation["target"]
            for target in annotation["target"]:  # type: ignore[attr-defined]
                part = target["source"]["id"].rpartition("/")[2]
                text = {"body": article.body, "title": article.title}[part]
                quote, position = target["selector"]
                start, end = anchor_by_position(text, position)
                assert text[start:end] == quote["exact"]
                assert anchor_by_quote(text, quote) == [(start, end)]
                anchored += 1
    assert anchored > 100


def test_words_of_the_title_count_in_the_title() -> None:
    title = Span(start=0, end=5, text="Ferry", part=Span.TITLE)
    article = Article(
        name="articles/x", revision=2, title="Ferry hit", body="It sank.", events=[Event(id="e1", evidence=[title])]
    )
    [annotation] = make_annotations(article)
    assert annotation["target"][0]["source"]["id"] == "urn:dateline:articles/x/revisions/2/title"  # type: ignore[index]


def test_an_event_tells_its_status_beside_what_it_is(articles: list[Article]) -> None:
    for article in articles:
        for event, annotation in zip(article.events, make_annotations(article), strict=False):
            told = [body["value"] for body in annotation["body"] if body["purpose"] == "assessing"]  # type: ignore[attr-defined]
            assert told == [Event.Status.Name(event.status)]
            says = [body["value"] for body in annotation["body"] if body["purpose"] == "commenting"]  # type: ignore[attr-defined]
            assert bool(says) == bool(event.attributions)


def test_each_line_is_an_annotation_with_the_context_of_the_standard(articles: list[Article]) -> None:
    lines = file_of(EXPORT_FORMAT_WEB_ANNOTATION, EXPORT_RESOURCE_ARTICLES, articles).splitlines()
    made = [json.loads(line) for line in lines]
    assert len({annotation["id"] for annotation in made}) == len(made)
    assert {(annotation["@context"], annotation["type"]) for annotation in made} == {
        ("http://www.w3.org/ns/anno.jsonld", "Annotation")
    }
