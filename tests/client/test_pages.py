"""An article as a page: complete, well-formed, and closed to whatever its text holds."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from samples import BODY, TITLE, sample_article

from dateline.render import columns
from dateline.render.html import article_page, table_page
from dateline.render.records import event_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import Mention, Span

_VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """What a browser sees: elements, ids, and the text of the article."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.heading = ""
        self.feed(source)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in _VOID:
            self.open.append((tag, given.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes {self.open[-1][0]}"
        if tag == "p" and ("article", "text") in self.open:
            self.text += "\n\n"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if ("article", "text") in self.open:
            self.text += data
        if any(tag == "h1" for tag, _ in self.open):
            self.heading += data

    def ids(self) -> list[str]:
        return [given["id"] for _, given in self.elements if "id" in given]


def test_the_whole_text_is_there_and_in_order() -> None:
    page = Page(article_page(sample_article()))
    assert page.text.strip() == BODY
    assert page.heading == TITLE


def test_every_id_is_one_of_a_kind_and_every_link_inside_the_page_leads_somewhere() -> None:
    page = Page(article_page(sample_article()))
    ids = page.ids()
    assert len(set(ids)) == len(ids)
    links = [given["href"][1:] for tag, given in page.elements if tag == "a" and given["href"].startswith("#")]
    assert links
    assert set(links) <= set(ids)
    named = [given[name] for _, given in page.elements for name in ("aria-labelledby",) if name in given]
    assert {word for value in named for word in value.split()} <= set(ids)


def test_every_claim_has_a_card_and_exactly_one_mark_is_a_tab_stop() -> None:
    page = Page(article_page(sample_article()))
    claims = {claim for _, given in page.elements for claim in given.get("data-claims", "").split()}
    assert {f"card-{claim}" for claim in claims} <= set(page.ids())
    stops = [given for _, given in page.elements if given.get("class", "").startswith("m ") and "tabindex" in given]
    assert [given["tabindex"] for given in stops].count("0") == 1
    assert len(stops) > 5


def test_nothing_is_fetched() -> None:
    page = article_page(sample_article())
    for tag, given in Page(page).elements:
        assert tag not in ("link", "img", "iframe", "object", "embed")
        assert "src" not in given
        assert "style" not in given
    assert "@import" not in page
    assert "url(" not in page


def test_only_its_own_style_and_script_may_run() -> None:
    page = article_page(sample_article())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    for tag in ("style", "script"):
        [content] = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]


def test_all_text_is_escaped() -> None:
    evil = '<script>alert("1")</script>\'&"'
    body = f"{evil} went."
    article = Article(
        title=evil,
        body=body,
        source=evil,
        url="javascript:alert(1)",
        authors=[evil],
        actors=[Actor(id="a1", name=evil, mentions=[Mention(span=Span(start=0, end=len(evil), text=evil))])],
        events=[Event(id="e1", type=evil, gist=evil, label=evil, trigger=Span(start=len(evil) + 1, end=len(body) - 1))],
    )
    source = article_page(article)
    page = Page(source)
    assert page.text.strip() == body
    assert len(re.findall("<script", source)) == 1
    assert not [given for tag, given in page.elements if tag == "a" and given["href"].startswith("javascript")]


def test_crossing_spans_and_code_points_beyond_the_basic_plane() -> None:
    body = "🌍🌍 alpha beta gamma"
    actors = [
        Actor(id="a1", name="one", mentions=[Mention(span=Span(start=3, end=13, text="alpha beta"))]),
        Actor(id="a2", name="two", mentions=[Mention(span=Span(start=9, end=19, text="beta gamma"))]),
    ]
    source = article_page(Article(body=body, actors=actors))
    assert Page(source).text.strip() == body
    assert [words for _, words in re.findall(r'data-claims="(a2 a1)"[^>]*>([^<]*)<', source)] == ["beta"]


def test_an_article_without_claims_is_a_page_too() -> None:
    page = Page(article_page(Article(body="A ship left.\n\nIt came back.")))
    assert page.text.strip() == "A ship left.\n\nIt came back."


def test_many_claims_take_time_in_proportion() -> None:
    words = 20_000
    mentions = [Mention(span=Span(start=5 * n, end=5 * n + 4, text="ship")) for n in range(words)]
    page = article_page(Article(body="ship " * words, actors=[Actor(id="a1", name="ship", mentions=mentions)]))
    assert page.count('data-claims="a1"') == words + 1


def test_records_as_a_page() -> None:
    page = Page(table_page("Events", event_records(sample_article()), columns.EVENTS))
    assert page.heading == "Events"
    assert sum(tag == "tr" for tag, _ in page.elements) == 4
