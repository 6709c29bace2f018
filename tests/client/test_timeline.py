"""Events along time."""

import itertools
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from samples import sample_article

from dateline.render.pictures.picture import Picture, as_element
from dateline.render.pictures.timeline import draw_article_timeline, draw_timeline
from dateline.render.records import event_records
from dateline.v1.event_pb2 import Event, EventRecord, EventTime

ALWAYS = (date.min, date.max)


def event(name: str, first: str, last: str = "", **fields: object) -> EventRecord:
    time = EventTime(value=first, earliest=first, latest=last or first)
    return EventRecord(event=Event(id=name, type="X_OTHER", time=time, **fields))  # type: ignore[arg-type]


def drawn(records: list[EventRecord], published: str = "2025-04-09", width: float = 960) -> str:
    picture = draw_article_timeline(records, published, width)
    return picture.drawing.elements if picture.drawing else ""


def rows(elements: str) -> list[str]:
    return re.findall(r'data-claims="(\w+)"', elements)


def marks(elements: str) -> list[float]:
    return [float(x) for x in re.findall(r'cx="([\d.]+)"', elements.partition('class="row"')[2])]


def labels(elements: str) -> list[tuple[float, float, str]]:
    """Middle, base line and words of the labels of the axis."""
    found = re.findall(r'<text x="([\d.-]+)" y="([\d.]+)" class="soft small" text-anchor="middle">([^<]*)<', elements)
    return [(float(x), float(y), words) for x, y, words in found]


def test_it_is_well_formed_and_described_in_words() -> None:
    picture = draw_article_timeline(event_records(sample_article()), "2025-04-09", 960)
    root = ET.fromstring(as_element(picture, "timeline"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "timeline-title timeline-text"
    assert root[0].text == "Timeline of events"
    assert "2 events from 2025-04-08 to 2025-04-14" in str(root[1].text)


def test_what_is_of_one_day_is_told_so() -> None:
    picture = draw_article_timeline([event("e1", "2025-04-08")], "2025-04-09", 960)
    assert "1 event on 2025-04-08, by" in picture.description


def test_rows_are_ordered_by_time_and_events_without_a_day_are_left_out_and_counted() -> None:
    records = [event("e1", "2025-04-20"), event("e2", "2025-04-01"), EventRecord(event=Event(id="e3"))]
    picture = draw_article_timeline(records, "2025-04-09", 960)
    assert picture.drawing is not None
    assert rows(picture.drawing.elements) == ["e2", "e1"]
    assert list(picture.notes) == ["Without days of their own, and not drawn: 1 event."]


@pytest.mark.parametrize(
    "time",
    [
        EventTime(),
        EventTime(latest="2025-04-09", basis=EventTime.PUBLICATION),
        EventTime(earliest="2025-05-01", latest="2025-04-01"),
        EventTime(earliest="XXXX-04"),
    ],
    ids=["no day", "the day of publication alone", "bounds in the wrong order", "no date"],
)
def test_without_any_day_there_is_no_drawing(time: EventTime) -> None:
    assert drawn([EventRecord(event=Event(id="e1", time=time))]) == ""


def test_far_and_near_days_of_an_article_both_have_room() -> None:
    days = ["1945-05-08", "2024-04-09", "2025-04-08", "2025-04-09", "2025-04-10"]
    x = marks(drawn([event(f"e{n}", day, status=Event.OCCURRED) for n, day in enumerate(days)]))
    assert x == sorted(x)
    assert min(right - left for left, right in itertools.pairwise(x)) > 20


def test_in_a_report_far_days_stand_at_the_edge_in_words() -> None:
    records = [event(f"e{n}", day) for n, day in enumerate(["1945-05-08", "2025-04-08", "2025-04-12", "2031"])]
    records[3].event.time.CopyFrom(EventTime(value="2031", earliest="2031-01-01", latest="2031-12-31"))
    picture = draw_timeline(records, (date(2024, 4, 1), date(2026, 4, 1)), 960)
    assert picture.drawing is not None
    assert "← 1945-05-08" in picture.drawing.elements
    assert "2031 →" in picture.drawing.elements
    assert {words for _, _, words in labels(picture.drawing.elements)} >= {"8 Apr", "12 Apr", "2025"}


@pytest.mark.parametrize("width", [340, 400, 960])
@pytest.mark.parametrize("last", ["2025-04-10", "2025-04-20", "2025-06-02", "2026-01-01", "2041-01-01", "9999-12-31"])
def test_the_days_on_the_axis_never_run_into_each_other(width: int, last: str) -> None:
    for picture in (
        draw_article_timeline([event("e1", "2025-04-01"), event("e2", last)], "2025-04-09", width),
        draw_timeline([event("e1", "2025-04-01"), event("e2", last)], ALWAYS, width),
    ):
        assert picture.drawing is not None
        found = labels(picture.drawing.elements)
        assert found
        for (x, y, one), (other_x, other_y, other) in itertools.combinations(found, 2):
            if y == other_y:
                # At six pixels a letter at least.
                assert abs(x - other_x) > 3 * (len(one) + len(other))


def test_a_period_is_a_line_and_a_single_day_is_none() -> None:
    elements = drawn([event("e1", "2025-04-01", "2025-04-30"), event("e2", "2025-04-05")])
    assert elements.count(" range") == 1


def test_one_event_and_no_publication_day() -> None:
    assert rows(drawn([event("e1", "2025-04-01")], "")) == ["e1"]
    assert rows(drawn([event("e1", "2025-04-01T09:30", "2025-04-01T10:00")], "nonsense")) == ["e1"]


def test_every_status_has_a_shape_of_its_own_and_only_what_happened_is_solid() -> None:
    shapes = {}
    for status in Event.Status.values():
        elements = drawn([event("e1", "2025-04-01", status=status)]).partition('class="row"')[2]
        shape = re.sub(r"\b[A-Z_]+ (?=dot|full)", "", re.sub(r".*</text>", "", elements))
        shapes[status] = re.sub(r'"[\d.-]+"', "", shape)
    assert len(set(shapes.values())) == len(shapes)
    solid = [status for status, shape in shapes.items() if "full" in shape]
    assert solid == [Event.OCCURRED, Event.ONGOING]


def test_the_table_says_the_same_in_words() -> None:
    picture: Picture = draw_timeline(event_records(sample_article()), ALWAYS, 960)
    assert [row[0] for row in picture.table.rows] == ["2025-04-08", "2025-04-14"]
    assert {row[-1] for row in picture.table.rows} == {"occurred", "planned"}
