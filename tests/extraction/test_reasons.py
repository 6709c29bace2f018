"""Why an event was read as it was: each reason names what decided, and explaining changes nothing of what is read."""

from collections.abc import Callable

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from promises import broken_promises

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event, Reason
from dateline_server.extraction.parser import Parser
from dateline_server.knowledge.tables import read_rows

TEXT = (
    "The harbour board said on Monday that Norway had signed a treaty with Kenya in Bergen. Police arrested nine "
    "protesters on Tuesday. The mayor denied that officers had fired tear gas. The union will not accept the offer. "
    "Rebels would attack the port if the talks failed."
)

NEWS_SOUP = st.lists(
    st.sampled_from(
        ["Kenya", "police", "arrested", "said", "that", "“", "”", "denied", "if", "will", "not", "sign", "a treaty", "talks",
         "with", "Norway", "on Tuesday", "in Bergen", ".", ",", "protesters", "plans to", "attack", "allegedly", "and"]
    ),
    min_size=3,
    max_size=40,
).map(" ".join)  # fmt: skip


@pytest.fixture(scope="module")
def explain(parser: Parser) -> Callable[[str], Article]:
    return lambda text: parser.parse(Document(text=text, published="2025-04-09"), explain=True)


def reasons(article: Article, trigger: str, part: Reason.Part.ValueType) -> list[Reason]:
    [event] = [event for event in article.events if trigger in event.trigger.text]
    return [reason for reason in event.reasons if reason.part == part]


def test_the_type_names_the_row_that_knows_the_trigger(explain: Callable[[str], Article]) -> None:
    [reason] = reasons(explain(TEXT), "arrested", Reason.TYPE)
    rows = {pattern: why for pattern, *_, why in read_rows("event_triggers.tsv", 6)}
    table, pattern = reason.rule.split(": ", 1)
    assert table == "event_triggers.tsv"
    assert rows[pattern] in reason.text
    assert [span.text for span in reason.spans] == ["arrested", "protesters"]


def test_a_type_that_was_settled_by_the_sentence_says_so(explain: Callable[[str], Article]) -> None:
    first, settled = reasons(explain(TEXT), "accept", Reason.TYPE)
    assert "names AGREE" in first.text
    assert "Settled as REJECT" in settled.text


def test_a_status_is_led_from_the_top_of_the_sentence_to_the_trigger(explain: Callable[[str], Article]) -> None:
    top, step = reasons(explain(TEXT), "fired", Reason.STATUS)
    assert "“denied” by itself is OCCURRED" in top.text
    assert step.text.endswith("together NEGATED.")
    assert step.rule == "status_cues.tsv: deny (verb, that) deny"
    assert [span.text for span in step.spans] == ["fired", "denied"]


def test_a_conjunction_that_decides_is_named(explain: Callable[[str], Article]) -> None:
    rules = [reason.rule for reason in reasons(explain(TEXT), "talks", Reason.STATUS)]
    assert "status_cues.tsv: if (conjunction, that) suppose" in rules


def test_a_claim_says_whose_it_is(explain: Callable[[str], Article]) -> None:
    article = explain(TEXT)
    said, judged = reasons(article, "signed", Reason.ATTRIBUTION)
    assert said.text.startswith("The harbour board says so by “say”")
    assert [span.text for span in said.spans] == ["The harbour board", "said"]
    assert judged.text.endswith("CLAIMED.")


def test_sides_time_and_place_say_how_they_hang_on_the_trigger(explain: Callable[[str], Article]) -> None:
    article = explain(TEXT)
    assert "“Police” is AGENT: subject of “arrested”." in [
        reason.text for reason in reasons(article, "arrested", Reason.PARTICIPANT)
    ]
    [time] = reasons(article, "arrested", Reason.TIME)
    assert ("2025-04-08" in time.text, [span.text for span in time.spans]) == (True, ["Tuesday"])
    [place] = reasons(article, "signed", Reason.PLACE)
    assert [span.text for span in place.spans] == ["Bergen"]


@given(NEWS_SOUP)
@examples(40)
def test_explaining_changes_nothing_and_its_spans_are_right(parser: Parser, text: str) -> None:
    document = Document(text=text, published="2025-04-09")
    explained = parser.parse(document, explain=True)
    assert not list(broken_promises(explained))
    assert all({reason.part for reason in event.reasons} >= {Reason.TYPE, Reason.STATUS} for event in explained.events)
    for event in explained.events:
        last = [reason for reason in event.reasons if reason.part == Reason.STATUS][-1]
        if not event.attributions and "together" in last.text and event.status != Event.CLAIMED:
            assert f"together {Event.Status.Name(event.status)}" in last.text
        event.ClearField("reasons")
    assert explained == parser.parse(document)
