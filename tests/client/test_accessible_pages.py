"""Every kind of page keeps the rules of axe-core, in light and dark and in a narrow window: articles, lists and reports.

axe-core comes from npm (tests/axe); without the registry, or without a browser, this is skipped.
"""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from browser import HOW_TO_INSTALL, BrowserPage, find_chromium
from npm_packages import install_packages
from samples import sample_article
from test_pictures import found, many, record
from test_stories import ARTICLES, DISAGREEMENT, STORY

from dateline.render import columns
from dateline.render.html import article_page, table_page
from dateline.render.records import event_records, quote_records
from dateline.render.report_page import Report, report_page
from dateline.render.story_page import story_page
from dateline.v1.article_pb2 import Article
from dateline.v1.story_pb2 import Story
from dateline_server.extraction.parser import Parser
from dateline_server.samples import sample_documents

pytestmark = pytest.mark.skipif(not find_chromium(), reason=HOW_TO_INSTALL)

PACKAGE = Path(__file__).resolve().parents[1] / "axe"
SAMPLES = [document.id for document in sample_documents()]
# Wide and narrow, each in light and in dark.
WINDOWS = [(width, dark) for width in (1280, 400) for dark in (False, True)]
MADE = "2025-04-10 12:00 UTC"


@cache
def articles() -> dict[str, Article]:
    """The sample articles as they are read."""
    parser = Parser()
    return {document.id: parser.parse(document) for document in sample_documents()}


def listed() -> dict[str, str]:
    article = sample_article()
    return {
        "events": table_page("Events", event_records(article), columns.EVENTS),
        "quotes": table_page("Quotes", quote_records(article), columns.QUOTES),
        "actors": table_page("Actors", article.actors, columns.ACTORS),
        "places": table_page("Places", article.places, columns.PLACES),
        "times": table_page("Times", article.times, columns.TIMES),
        "articles": table_page("Articles", [article], columns.ARTICLES),
        "none": table_page("Events", [], columns.EVENTS),
        "story": story_page(STORY, ARTICLES, [DISAGREEMENT]),
        "untold story": story_page(Story(), [], []),
    }


def reports() -> dict[str, str]:
    article = sample_article()
    some = found(*event_records(article), record(inferred=True))
    return {
        "some": report_page(Report("Report: quotas", MADE, some, [article])),
        "many": report_page(Report("Report: quotas", MADE, found(*many(100)), [])),
        "none": report_page(Report("Report: quotas", MADE, found(), [])),
    }


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core."""
    folder = tmp_path_factory.mktemp("axe")
    install_packages(PACKAGE, folder)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(
    show: Callable[..., BrowserPage], axe: str, source: str, windows: Iterable[tuple[int, bool]] = WINDOWS
) -> list[str]:
    """What breaks a rule, and in which window."""
    told = []
    for width, dark in windows:
        page = show(source, width, dark)
        page.call("Runtime.evaluate", expression=axe)
        told += [f"{width}, {'dark' if dark else 'light'}: {problem}" for problem in page.run(RUN)]
    return told


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_of_a_sample_article_breaks_no_rule(show: Callable[..., BrowserPage], axe: str, name: str) -> None:
    assert violations(show, axe, article_page(articles()[name]), [(1280, False), (400, True)]) == []


@pytest.mark.parametrize("article", [sample_article(), Article(body="A ship left."), Article(title="Ship leaves")])
def test_a_page_of_any_article_breaks_no_rule(show: Callable[..., BrowserPage], axe: str, article: Article) -> None:
    assert violations(show, axe, article_page(article)) == []


@pytest.mark.parametrize("name", list(listed()))
def test_a_page_of_a_list_breaks_no_rule(show: Callable[..., BrowserPage], axe: str, name: str) -> None:
    assert violations(show, axe, listed()[name]) == []


@pytest.mark.parametrize("name", list(reports()))
def test_a_report_breaks_no_rule(show: Callable[..., BrowserPage], axe: str, name: str) -> None:
    assert violations(show, axe, reports()[name]) == []


def test_what_breaks_a_rule_is_found(show: Callable[..., BrowserPage], axe: str) -> None:
    page = article_page(sample_article()).replace('<html lang="en">', "<html>")
    assert any("html-has-lang" in problem for problem in violations(show, axe, page))


RUN = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)} (${node.failureSummary.slice(0, 300)})`)))
"""
