"""Pages and pictures in a real browser: in light and dark, wide and narrow, by mouse and by keyboard, under hostile names.

Screenshots of all of them are kept in build/screenshots/.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import HOW_TO_INSTALL, BrowserPage, find_chromium
from samples import sample_article
from test_pictures import found, many, record

from dateline.render.html import article_page
from dateline.render.pictures.findings import Findings
from dateline.render.pictures.picture import as_file
from dateline.render.records import event_records
from dateline.render.report import PICTURES
from dateline.render.report_page import Report, report_page
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event

pytestmark = pytest.mark.skipif(not find_chromium(), reason=HOW_TO_INSTALL)

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
WINDOWS = [(width, dark) for width in (1280, 400) for dark in (False, True)]
MADE = "2025-04-10 12:00 UTC"

Show = Callable[..., BrowserPage]


def report(findings: Findings, *articles: Article) -> str:
    return report_page(Report("Report: quotas", MADE, findings, articles))


def _pages() -> dict[str, str]:
    article = sample_article()
    return {
        "article": article_page(article),
        "report": report(found(*event_records(article), record(Event.CLAIMED), record(inferred=True)), article),
        "report-many": report(found(*many(700))),
        "report-empty": report(found()),
    }


PAGES = _pages()


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize(("width", "dark"), WINDOWS)
def test_a_page_fits_the_window_fetches_nothing_and_can_be_read(show: Show, name: str, width: int, dark: bool) -> None:
    page = show(PAGES[name], width, dark)
    page.screenshot(SCREENSHOTS / f"{name}-{width}-{'dark' if dark else 'light'}.png")
    assert page.problems == []
    assert all(request.startswith("file:") and request.endswith("page.html") for request in page.requests)
    assert page.run("document.documentElement.scrollWidth") == width
    assert page.run(FAINT) == []
    assert page.run(OUTSIDE) == []


def test_a_long_word_pushes_no_column_out_of_a_wide_window(show: Show) -> None:
    told = record()
    told.place.name = "Upper" + "long" * 30
    told.article_title = "Lower" + "wide" * 30
    page = show(report(found(told)), 1280, False)
    columns = "document.querySelector('#events .scroll')"
    assert page.run(f"{columns}.scrollWidth <= {columns}.clientWidth")


@pytest.mark.parametrize("name", list(PICTURES))
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_alone_obeys_light_and_dark_and_fits_its_frame(show: Show, name: str, dark: bool) -> None:
    page = show(as_file(PICTURES[name](found(*many(40), record(inferred=True)), 500)), 600, dark)
    page.screenshot(SCREENSHOTS / f"{name}-{'dark' if dark else 'light'}.png", "svg")
    assert page.run("getComputedStyle(document.querySelector('.ground')).fill") == (
        "rgb(29, 32, 38)" if dark else "rgb(255, 255, 255)"
    )
    assert page.run(OUTSIDE) == []


def test_what_is_pointed_at_is_told(show: Show) -> None:
    page = show(PAGES["article"])
    page.run("document.querySelector('[data-claims~=e1]').dispatchEvent(new MouseEvent('mouseenter'))")
    assert page.run("document.getElementById('panel').innerText").startswith("CONSULT visit")
    assert page.run("document.querySelectorAll('.lit').length") >= 3


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(show: Show) -> None:
    page = show(PAGES["report"])
    reached = []
    for _ in range(60):
        page.press("Tab")
        at = page.run(
            "(e => e.id || e.getAttribute('aria-label') || e.textContent.slice(0, 30))(document.activeElement)"
        )
        if page.run("document.activeElement === document.body"):
            break
        reached.append(at)
        assert page.run("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), f"{at} shows no focus"
    assert reached[0] == "Skip to the pictures"
    assert reached[1:7] == [
        "Timeline of events",
        "Who does what to whom, over time",
        "Actors and what they do to each ",
        "Map of places",
        "Events",
        "Articles",
    ] or reached[1:3] == ["Timeline of events", "Who does what to whom, over ti"]
    assert reached.count("The same as a table") == 4
    assert page.run(IN_ORDER)


def test_a_table_opens_and_marks_are_walked_by_keys(show: Show) -> None:
    page = show(PAGES["report"])
    page.run("document.querySelector('summary').focus()")
    page.press("Enter")
    assert page.run("document.querySelector('details').open")
    page.run("document.querySelector('.m[tabindex=\"0\"]').focus()")
    place = "[...document.querySelectorAll('.m[tabindex]')].indexOf(document.activeElement)"
    assert page.run(place) == 0
    for key, expected in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        page.press(key)
        assert page.run(place) == expected
        claim = page.run("document.activeElement.dataset.claims.split(' ')[0]")
        heading = page.run(f"document.getElementById('card-{claim}').content.querySelector('h3').textContent")
        assert page.run("document.querySelector('#panel h3').textContent") == heading
    assert page.run("document.querySelectorAll('.m[tabindex=\"0\"]').length") == 1


@pytest.mark.parametrize("width", [1280, 400])
def test_a_screen_reader_finds_landmarks_headings_and_pictures_with_names(show: Show, width: int) -> None:
    page = show(PAGES["report"], width)
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    named = [
        (node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")
    ]
    roles = [role for role, _ in named]
    for landmark in ("banner", "navigation", "main", "contentinfo", "complementary"):
        assert roles.count(landmark) == 1, landmark
    assert roles.count("heading") >= 8
    pictures = [name for role, name in named if role in ("img", "image")]
    assert len(pictures) == len(set(pictures)) == 4
    assert all(". A table" in name or name.endswith("numbers.") for name in pictures)
    assert all(name for role, name in named if role in ("link", "heading", "region", "checkbox", "table"))


def test_no_name_of_strangers_becomes_markup_or_script(show: Show) -> None:
    evil = "\"'></title></style></svg><img src=x onerror=hit=1><script>hit=1</script><svg onload=hit=1>"
    actors = tuple(Actor(id=f"a{n}", actor=f"actors/{n}{evil}", name=f"{evil}{n}", country_code=evil) for n in (1, 2))
    article = sample_article()
    article.title, article.source, article.url = evil, evil, f"javascript:hit=1//{evil}"
    article.actors[0].name = article.events[0].gist = article.events[0].type = evil
    findings = found(*event_records(article), record(type=evil, actors=actors, article=evil))
    for source in (report(findings, article), article_page(article)):
        page = show(source)
        assert page.problems == []
        assert page.run("typeof hit") == "undefined"
        assert page.run("document.scripts.length") == 1
        assert page.run("document.images.length") == 0
        # Also without the policy, which is the second line of defence.
        page = show(source.replace("Content-Security-Policy", "X-None"))
        assert page.run("typeof hit") == "undefined"


# Texts whose contrast to what lies behind them is below 4.5 (3 for large ones), after WCAG 2.2.
FAINT = """
(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    if (element.closest("script, style, template, title, desc")) continue;
    const [low, high] = [light(channels(element.closest("svg") ? style.fill : style.color)), light(ground(element))]
      .sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(element.outerHTML);
  }
  return faint;
})()
"""
# Words of pictures that reach over the edge of their picture.
OUTSIDE = """
[...document.querySelectorAll("svg text")].filter((text) => {
  const box = text.getBoundingClientRect(), svg = text.ownerSVGElement, all = svg.farthestViewportElement || svg;
  const frame = all.getBoundingClientRect();
  return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
    || box.bottom > frame.bottom + 1);
}).map((text) => text.textContent)
"""
# Whether the elements that the tab key reaches lie below each other in the order in which it reaches them.
IN_ORDER = """
(() => {
  const reached = [...document.querySelectorAll("main a[href], main summary, main [tabindex='0']")]
    .filter((element) => element.getClientRects().length && !element.closest("aside"))
    .map((element) => element.getBoundingClientRect().top);
  return reached.length > 5 && reached.every((top, index) => !index || top >= reached[index - 1]);
})()
"""
