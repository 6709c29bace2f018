"""schema.org: every term is one of JSON-LD's, and every claim says whether it happened and who says so."""

from collections.abc import Iterator
from typing import Any

import pytest
from pyld import jsonld

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.export.iris import event_iri
from dateline_server.export.schema_org import make_news_article

# Stands for https://schema.org: its terms are those of one vocabulary, and some hold addresses.
CONTEXT = {
    "@context": {
        "@vocab": "http://schema.org/",
        "url": {"@type": "@id"},
        "sameAs": {"@type": "@id"},
        "datePublished": {"@type": "http://schema.org/Date"},
    }
}


def load(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """The one context there is, without a network."""
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def expand(article: Article) -> dict[str, Any]:
    [expanded] = jsonld.expand(make_news_article(article), {"documentLoader": load})
    return dict(expanded)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from nodes(part)


def test_articles_expand_and_no_term_is_lost(articles: list[Article]) -> None:
    for article in articles:
        made, expanded = make_news_article(article), expand(article)
        assert expanded["@type"] == ["http://schema.org/NewsArticle"]
        terms = {name for name in made if not name.startswith("@")}
        assert {f"http://schema.org/{name}" for name in terms} == {name for name in expanded if name[0] != "@"}
        assert expanded["http://schema.org/articleBody"] == [{"@value": article.body}]
        assert expanded["http://schema.org/url"] == [{"@id": article.url}]


@pytest.mark.parametrize("claimed", [Event.CLAIMED, Event.PLANNED, Event.NEGATED, Event.OCCURRED])
def test_claims_keep_their_status_and_their_sources(articles: list[Article], claimed: Event.Status.ValueType) -> None:
    events = {
        event_iri(article.name, event): event
        for article in articles
        for event in article.events
        if event.status == claimed
    }
    found = 0
    for article in articles:
        for node in nodes(expand(article)):
            name = node.get("@id")
            if node.get("@type") == ["http://schema.org/Claim"] and name in events:
                assert node["urn:dateline:v1:status"] == [{"@value": Event.Status.Name(claimed)}]
                sources = [a.source for a in events[name].attributions if a.source]
                assert len(node.get("http://schema.org/author", [])) == len(set(sources))
                found += 1
    assert found == len(events) > 0
