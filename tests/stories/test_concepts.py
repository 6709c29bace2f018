"""The story that docs/concepts.md tells comes together, and its papers disagree as the page says."""

import re
from collections.abc import Callable
from pathlib import Path

from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import EventRecord
from dateline_server.extraction.parser import Parser
from dateline_server.stories.clusters import Neighbour, choose
from dateline_server.stories.disagreements import find_disagreements
from dateline_server.stories.features import describe

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "concepts.md"
_SECTION = _PAGE.read_text(encoding="utf-8").partition("## Stories and disagreements")[2].partition("\n## ")[0]
_TEXTS = re.findall(r"```text\n(.*?)\n```", _SECTION, re.DOTALL)
_DAYS = ("2025-04-08", "2025-04-08", "2025-04-09")


def test_the_reports_are_one_story(parser: Parser) -> None:
    articles = [parser.parse(Document(text=text, published=day)) for text, day in zip(_TEXTS, _DAYS, strict=True)]
    first, second, third = (describe(article) for article in articles)
    choices = [
        choose(second, [Neighbour(1, None, first)], {}, 2),
        choose(third, [Neighbour(1, 1, first), Neighbour(2, 1, second)], {}, 3),
    ]
    assert all(choice is not None and not choice.reprint for choice in choices)


def test_the_positions_are_those_of_the_page(records_of: Callable[..., list[EventRecord]]) -> None:
    [found] = find_disagreements("stories/1", records_of(_TEXTS, _DAYS))
    told = {position.value: ", ".join(claim.voice for claim in position.claims) for position in found.positions}
    assert f"| {found.subject} |" in _SECTION
    assert told == dict(re.findall(r"^\| (\d+) \| (.+) \|$", _SECTION, re.MULTILINE))
