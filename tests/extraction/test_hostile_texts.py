"""Texts at the limit that nobody would write: each is read to its end, and every promise of the schema holds."""

import pytest
from promises import broken_promises

from dateline.v1.document_pb2 import Document
from dateline_server.extraction.parser import Parser
from dateline_server.intake.text import MAX_CODE_POINTS

ENGLISH = "The minister said on Tuesday that the talks would go on. "


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "the minister of Kenya said that officials who met in Nairobi on Tuesday and ",
        '"',
        "(“he said '",
        "👩🏽\u200d🚀 e\u0301 ",
        "Kenya, Norway, ",
        "he she it they ",
        "last Tuesday of May 3 ",
        "1",
        "a\n",
    ],
    ids=["one sentence", "marks", "open brackets", "emoji", "names", "pronouns", "times", "digits", "lines"],
)
def test_a_text_at_the_limit_is_read_and_every_span_is_exact(unit: str) -> None:
    opening = ENGLISH * 40
    text = (opening + unit * MAX_CODE_POINTS)[: min(MAX_CODE_POINTS, len(opening) + 50_000 * len(unit))]
    article = Parser().parse(Document(text=text, published="2025-04-09"))
    assert not list(broken_promises(article))
