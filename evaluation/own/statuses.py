"""How often the status of the event that a trigger names is the one of the item.

An item's `status` is what its trigger has whoever says so; `told` is what the event comes out as when only a source tells
it: the clause of "the army said" is OCCURRED and told as CLAIMED.
"""

from spacy.tokens import Span as Tokens

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import read_claims
from dateline_server.extraction.status import decide_status
from dateline_server.language.reading import Reading
from evaluation.cases import Case

_NOT_DONE = frozenset({"CLAIMED", "NEGATED", "PLANNED", "HYPOTHETICAL"})
_DONE = frozenset({"OCCURRED", "ONGOING"})


def score_statuses(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Figures over all items, and, `in_article`, over the events that are read from the whole article.

    `accuracy`, and `false_occurred`: the share of events not done that are said to have occurred.
    """
    decided = [(item, item["status"], _decided(item, reading)) for item, reading in zip(items, readings, strict=True)]
    published = [
        (item, item.get("told", item["status"]), status)
        for item, reading in zip(items, readings, strict=True)
        for status in _published(item, reading)
    ]
    figures = {}
    for suffix, answers in (("", decided), ("_in_article", published)):
        not_done = [status for _, wanted, status in answers if wanted in _NOT_DONE]
        right = sum(status == wanted for _, wanted, status in answers)
        figures[f"accuracy{suffix}"] = right / max(1, len(answers))
        figures[f"false_occurred{suffix}"] = sum(status in _DONE for status in not_done) / max(1, len(not_done))
    return figures


def describe_status_faults(item: Case, reading: Reading) -> list[str]:
    """The wrong status, if it is wrong; empty when it is right."""
    status = _decided(item, reading)
    return [] if status == item["status"] else [f"{item['trigger']}: {status} instead of {item['status']}"]


def _decided(item: Case, reading: Reading) -> str:
    """What the steps of status alone make of the trigger, in an article that knows its time."""
    article = Article()
    time = item.get("time")
    if time:
        start = reading.doc.text.index(time["text"])
        span = reading.span(start, start + len(time["text"]))
        article.times.add(id="t1", span=span, earliest=time["earliest"])
    return Event.Status.Name(decide_status(Draft(reading, article), _trigger(item, reading)))


def _published(item: Case, reading: Reading) -> list[str]:
    """The status of the event that starts with the trigger, when one is read.

    A refusal is a deed of its own, whatever is refused.
    """
    draft = Draft(reading, Article(title=item.get("title", ""), body=item["text"], published_date=item["published"]))
    read_claims(draft)
    wanted = reading.span_of(_trigger(item, reading))
    event = next((event for event in draft.article.events if _starts_in(event.trigger, wanted)), None)
    if event is None or event.type in ("REJECT", "X_STATE"):
        return []
    return [Event.Status.Name(event.status)]


def _starts_in(span: Span, wanted: Span) -> bool:
    return span.part == wanted.part and wanted.start <= span.start < wanted.end


def _trigger(item: Case, reading: Reading) -> Tokens:
    """The trigger where it first stands, in the title or the text."""
    doc = reading.doc
    start = doc.text.index(item["trigger"])
    trigger = doc.char_span(start, start + len(item["trigger"]), alignment_mode="expand")
    assert trigger is not None
    return trigger
