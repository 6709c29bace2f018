"""How well events are read: whether they are found, as what, by which words, with which sides and which status.

An item's `events` name the `types` that fit and the words that may be the trigger, and where the item says so the heads
of the agent and the recipient (an empty list where there is none), the `sides` of a reciprocal event, and the status. An
item without events has none to find.
"""

import re
from collections import Counter
from collections.abc import Iterable

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import read_claims
from dateline_server.language.reading import Reading
from evaluation.cases import Case

_AGENTS = (Participant.AGENT, Participant.PARTICIPANT)
_RECIPIENTS = (Participant.RECIPIENT, Participant.PARTICIPANT)


def score_events(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Shares of the events wanted, but `precision` of those found in items with events and `false_alarms` an item without."""
    counts: Counter[str] = Counter()
    for item, reading in zip(items, readings, strict=True):
        article = read_events(reading)
        if not item["events"]:
            counts["silent"] += 1
            counts["false alarms"] += len(article.events)
            continue
        counts["items"] += 1
        counts["found"] += len(article.events)
        counts["fitting"] += sum(_fits_any(item, event) for event in article.events)
        counts["first"] += _first_type(article) in item["events"][0]["types"]
        for wanted in item["events"]:
            _count(item, wanted, article, counts)
    return {
        "type_recall": counts["typed"] / counts["wanted"],
        "precision": counts["fitting"] / max(1, counts["found"]),
        "first_type": counts["first"] / counts["items"],
        "trigger": counts["triggered"] / counts["wanted"],
        "type_at_trigger": counts["typed there"] / max(1, counts["triggered"]),
        **{
            name: counts[f"{name} right"] / max(1, counts[f"{name} of"])
            for name in ("mode", "agent", "recipient", "status")
        },
        "false_alarms": counts["false alarms"] / max(1, counts["silent"]),
    }


def describe_event_faults(item: Case, reading: Reading) -> list[str]:
    """What went wrong in an item, a line a fault; empty when all is right."""
    article = read_events(reading)
    lines = []
    for wanted in item["events"]:
        event = _choose(item, wanted, article)
        if event is None:
            lines.append(f"missed: {wanted['types'][0]} {wanted['triggers'][0]!r}")
            continue
        if event.type not in wanted["types"]:
            lines.append(f"type of {event.trigger.text!r}: {event.type}, not {'/'.join(wanted['types'])}")
        lines += [
            f"{name} of {event.trigger.text!r}: {said!r}, not {want!r}"
            for name, want, said, right in _judge(wanted, event, article)
            if not right
        ]
    return lines + [
        f"spurious: {event.type} {event.trigger.text!r}" for event in article.events if not _fits_any(item, event)
    ]


def read_events(reading: Reading) -> Article:
    """All that is read from an item: events need the other steps."""
    draft = Draft(reading, Article(title=reading.title, body=reading.body))
    read_claims(draft)
    return draft.article


def _count(item: Case, wanted: Case, article: Article, counts: Counter[str]) -> None:
    counts["wanted"] += 1
    counts["typed"] += any(event.type in wanted["types"] for event in article.events)
    event = _choose(item, wanted, article)
    counts["triggered"] += event is not None
    counts["typed there"] += event is not None and event.type in wanted["types"]
    for name, _, _, right in _judge(wanted, event, article) if event is not None else ():
        counts[f"{name} of"] += 1
        counts[f"{name} right"] += right


def _judge(wanted: Case, event: Event, article: Article) -> Iterable[tuple[str, str, str, bool]]:
    """Of each part that the item asks for: its name, what is wanted, what was read, whether it is right."""
    if "modes" in wanted and event.type in wanted["types"]:
        yield "mode", "/".join(wanted["modes"]), event.mode, event.mode in wanted["modes"]
    if "status" in wanted:
        status = Event.Status.Name(event.status)
        yield "status", wanted["status"], status, status == wanted["status"]
    agents, recipients = _texts(event, _AGENTS, article), _texts(event, _RECIPIENTS, article)
    if "sides" in wanted:
        both = agents + recipients
        yield "agent", wanted["sides"][0], "; ".join(both), _names(both, wanted["sides"][:1])
        yield "recipient", wanted["sides"][1], "; ".join(both), _names(both, wanted["sides"][1:])
    if "agent" in wanted:
        yield "agent", wanted["agent"][0], "; ".join(agents), _names(agents, wanted["agent"])
    if "recipient" in wanted:
        heads = wanted["recipient"]
        right = _names(recipients, heads) if heads else not recipients
        yield "recipient", heads[0] if heads else "", "; ".join(recipients), right


def _choose(item: Case, wanted: Case, article: Article) -> Event | None:
    """The event at the words wanted, one of a fitting type before others."""
    places = [_locate(item, words) for words in wanted["triggers"]]
    there = [
        event
        for event in article.events
        if any(_touch(span, place) for span in (event.trigger, *event.coreferent) for place in places)
    ]
    return min(there, key=lambda event: event.type not in wanted["types"], default=None)


def _fits_any(item: Case, event: Event) -> bool:
    return any(event.type in wanted["types"] for wanted in item["events"])


def _first_type(article: Article) -> str:
    """The type of the event that the article puts first: the headline's, else the first in the text."""
    chosen = [event for event in article.events if event.id == article.headline_event] or list(article.events)
    return chosen[0].type if chosen else ""


def _texts(event: Event, roles: tuple[Participant.Role.ValueType, ...], article: Article) -> list[str]:
    names = {actor.id: actor.name for actor in article.actors}
    return [f"{part.text} ({names.get(part.actor, '')})" for part in event.participants if part.role in roles]


def _names(texts: list[str], heads: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(head)}\b", text) for head in heads for text in texts)


def _locate(item: Case, words: str) -> Span:
    """Where the words first stand: in the body, whose spans leave the part unset, or else in the title."""
    part = Span.PART_UNSPECIFIED if words in item["text"] else Span.TITLE
    text = item["title"] if part == Span.TITLE else item["text"]
    start = text.index(words)
    return Span(start=start, end=start + len(words), part=part)


def _touch(one: Span, other: Span) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end
