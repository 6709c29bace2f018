"""Events along time."""

import itertools
import re
import xml.etree.ElementTree as ET

from samples import sample_article

from dateline.render.records import event_records
from dateline.render.timeline import timeline
from dateline.v1.event_pb2 import Event, EventRecord, EventTime


def event(name: str, first: str, last: str = "", **fields: object) -> EventRecord:
    time = EventTime(value=first, earliest=first, latest=last or first)
    return EventRecord(event=Event(id=name, type="X_OTHER", time=time, **fields))  # type: ignore[arg-type]


def rows(drawing: str) -> list[str]:
    return re.findall(r'data-claims="(\w+)"', drawing)


def marks(drawing: str) -> list[float]:
    return [float(x) for x in re.findall(r'cx="([\d.]+)"', drawing)]


def test_it_is_well_formed_and_described_in_words() -> None:
    drawing = timeline(event_records(sample_article()), "2025-04-09")
    root = ET.fromstring(drawing)
    assert root.attrib["role"] == "img"
    assert root[0].text == "Timeline of the events"
    assert "2 events from 2025-04-08 to 2025-04-14" in str(root[1].text)


def test_rows_are_ordered_by_time_and_events_without_a_day_are_left_out() -> None:
    records = [event("e1", "2025-04-20"), event("e2", "2025-04-01"), EventRecord(event=Event(id="e3"))]
    assert rows(timeline(records, "2025-04-09")) == ["e2", "e1"]


def test_without_any_day_there_is_no_drawing() -> None:
    assert timeline([EventRecord(event=Event(id="e1"))], "2025-04-09") == ""


def test_the_publication_day_alone_places_no_event() -> None:
    time = EventTime(latest="2025-04-09", basis=EventTime.PUBLICATION)
    assert timeline([EventRecord(event=Event(id="e1", time=time))], "2025-04-09") == ""


def test_far_and_near_days_both_have_room() -> None:
    days = ["1945-05-08", "2024-04-09", "2025-04-08", "2025-04-09", "2025-04-10"]
    x = marks(timeline([event(f"e{n}", day) for n, day in enumerate(days)], "2025-04-09"))
    assert x == sorted(x)
    assert min(right - left for left, right in itertools.pairwise(x)) > 20


def test_a_period_is_a_line_and_a_single_day_is_none() -> None:
    drawing = timeline([event("e1", "2025-04-01", "2025-04-30"), event("e2", "2025-04-05")], "2025-04-09")
    assert drawing.count('class="range"') == 1


def test_one_event_and_no_publication_day() -> None:
    assert rows(timeline([event("e1", "2025-04-01")], "")) == ["e1"]
    assert rows(timeline([event("e1", "2025-04-01T09:30", "2025-04-01T10:00")], "nonsense")) == ["e1"]


def test_bounds_in_the_wrong_order_or_no_dates_are_left_out() -> None:
    assert timeline([event("e1", "2025-05-01", "2025-04-01"), event("e2", "XXXX-04")], "2025-04-09") == ""


def test_status_is_told_by_shape() -> None:
    claimed = timeline([event("e1", "2025-04-01", status=Event.CLAIMED)], "")
    negated = timeline([event("e1", "2025-04-01", status=Event.NEGATED)], "")
    assert claimed.count("<path") == negated.count("<path") == 1
    assert claimed != negated
