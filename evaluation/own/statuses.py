"""How often the status of the event that a trigger names is the one of the item."""

from spacy.tokens import Span as Tokens

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.status import decide_status
from dateline_server.language.reading import Reading
from evaluation.cases import Case


def score_statuses(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """`accuracy` over all items, and `false_occurred`: the share of events not done that are said to have occurred."""
    right = not_done = false = 0
    for item, reading in zip(items, readings, strict=True):
        status = Event.Status.Name(decide_status(*_find(item, reading)))
        right += status == item["status"]
        not_done += item["status"] in ("CLAIMED", "NEGATED", "PLANNED", "HYPOTHETICAL")
        false += status == "OCCURRED" and item["status"] in ("CLAIMED", "NEGATED", "PLANNED", "HYPOTHETICAL")
    return {"accuracy": right / len(items), "false_occurred": false / max(1, not_done)}


def _find(item: Case, reading: Reading) -> tuple[Draft, Tokens]:
    """The item as a draft that knows its time, and the trigger where it first stands, in the title or the text."""
    doc, article = reading.doc, Article()
    time = item.get("time")
    if time:
        start = doc.text.index(time["text"])
        span = reading.span(start, start + len(time["text"]))
        article.times.add(id="t1", span=span, earliest=time["earliest"])
    start = doc.text.index(item["trigger"])
    trigger = doc.char_span(start, start + len(item["trigger"]), alignment_mode="expand")
    assert trigger is not None
    return Draft(reading, article), trigger
