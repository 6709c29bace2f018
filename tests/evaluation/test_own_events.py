"""The project's own sentences with their events: consistent, broad, and scored as they say."""

import re
from collections import Counter
from collections.abc import Callable

from evaluation.own.events import describe_event_faults, score_events
from evaluation.own.items import load_items

from dateline_server.knowledge.ontology import load_ontology
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def test_every_word_that_an_item_names_stands_in_its_text() -> None:
    known = load_ontology()
    for item in load_items("events"):
        for event in item["events"]:
            assert all((type_, "") in known for type_ in event["types"])
            whole = f"{item['text']} {item.get('title', '')}"
            assert all(words in whole for words in event["triggers"]), item["id"]
            for head in (*event.get("sides", ()), *event.get("agent", ()), *event.get("recipient", ())):
                assert re.search(rf"\b{re.escape(head)}\b", item["text"]), (item["id"], head)


def test_every_type_of_the_ontology_stands_in_ten_items_and_a_third_is_held_out() -> None:
    items = load_items("events")
    counts = Counter(type_ for item in items for type_ in {event["types"][0] for event in item["events"]})
    assert all(counts[type_] >= 10 for type_, mode in load_ontology() if not mode)
    assert sum(item["held"] for item in items) > len(items) * 0.3
    assert sum(not item["events"] for item in items) >= 40


def test_an_event_read_as_the_item_says_counts_as_right(read: Read) -> None:
    item = {
        "text": "Chile expelled the Danish envoy.",
        "events": [{"types": ["SANCTION"], "triggers": ["expelled"], "agent": ["Chile"], "status": "OCCURRED"}],
    }
    figures = score_events([item], [read(item["text"])])
    assert (figures["type_recall"], figures["trigger"], figures["agent"], figures["status"]) == (1, 1, 1, 1)
    assert not describe_event_faults(item, read(item["text"]))


def test_an_event_read_as_something_else_is_told(read: Read) -> None:
    item = {"text": "Chile expelled the Danish envoy.", "events": [{"types": ["AID"], "triggers": ["expelled"]}]}
    faults = describe_event_faults(item, read(item["text"]))
    assert any(fault.startswith("type of") for fault in faults)
    assert score_events([item], [read(item["text"])])["type_recall"] == 0


def test_an_event_in_an_item_without_one_is_a_false_alarm(read: Read) -> None:
    items = [
        {"text": "Chile expelled the Danish envoy.", "events": [{"types": ["SANCTION"], "triggers": ["expelled"]}]}
    ]
    items.append({"text": "Peru expelled the Danish envoy.", "events": []})
    figures = score_events(items, [read(item["text"]) for item in items])
    assert figures["false_alarms"] == 1
