"""What many events come to: bars by type, pairs of countries, a graph of actors, a map; each with its numbers."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.render.pictures.days import Unit, unit_for
from dateline.render.pictures.findings import KEPT, Findings, read_day
from dateline.render.pictures.graph_layout import Box, lay_out
from dateline.render.pictures.picture import Picture, as_file
from dateline.render.pictures.svg import shorten, text_width, wrap
from dateline.render.pictures.world import window_around
from dateline.render.report import PICTURES
from dateline.render.theme import colours, fixed, read_part
from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Event, EventRecord, EventTime, Participant
from dateline.v1.place_pb2 import Location, Place

KENYA = Actor(id="a1", actor="actors/country-ken", name="Kenya", kind=Actor.COUNTRY, country_code="KEN")
NORWAY = Actor(id="a2", actor="actors/country-nor", name="Norway", kind=Actor.COUNTRY, country_code="NOR")
NAIROBI = Place(
    id="p1", name="Nairobi", kind=Place.CITY, country_code="KEN", location=Location(latitude=-1.28, longitude=36.82)
)
ACT, SUFFER, EQUAL = Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT


def record(
    status: "Event.Status.ValueType" = Event.OCCURRED,
    *,
    day: str = "2025-04-08",
    type: str = "ACCUSE",
    quad: "Event.QuadClass.ValueType" = Event.VERBAL_CONFLICT,
    roles: tuple["Participant.Role.ValueType", ...] = (ACT, SUFFER),
    actors: tuple[Actor, ...] = (KENYA, NORWAY),
    place: Place | None = NAIROBI,
    inferred: bool = False,
    article: str = "articles/1",
) -> EventRecord:
    participants = [
        Participant(role=role, actor=actor.id, text=actor.name) for role, actor in zip(roles, actors, strict=False)
    ]
    event = Event(
        id="e1",
        type=type,
        status=status,
        quad_class=quad,
        participants=participants,
        time=EventTime(value=day, earliest=day, latest=day, basis=EventTime.STATED) if day else None,
        place_basis=Event.INFERRED if inferred else Event.STATED,
    )
    made = EventRecord(article=article, published_date="2025-04-09", event=event, actors=actors)
    if place is not None:
        event.place = place.id
        made.event.place = place.id
        made.place.CopyFrom(place)
    return made


def found(*records: EventRecord) -> Findings:
    findings = Findings()
    for each in records:
        findings.add(each)
    return findings


def draw(name: str, *records: EventRecord, width: float = 960) -> Picture:
    return PICTURES[name](found(*records), width)


def elements(picture: Picture) -> str:
    assert picture.drawing is not None
    return picture.drawing.elements.rpartition('transform="translate(0')[2]


def numbers(picture: Picture) -> list[dict[str, str]]:
    return [
        {head: cell for head, cell in zip(picture.table.heads, row, strict=True) if cell} for row in picture.table.rows
    ]


def many(number: int) -> Iterator[EventRecord]:
    days = [f"2025-0{month}-{day:02}" for month in (1, 2, 3) for day in range(1, 28)]
    statuses = list(itertools.islice(itertools.cycle(Event.Status.values()), number))
    for index, (day, status) in enumerate(zip(itertools.cycle(days), statuses, strict=False)):
        yield record(status, day=day, type=f"TYPE{index % 3}", article=f"articles/{index // 5}")


@pytest.mark.parametrize("name", list(PICTURES))
@pytest.mark.parametrize("records", [[], [record()], list(many(200))], ids=["none", "one", "many"])
@pytest.mark.parametrize("width", [340, 960])
def test_every_picture_is_well_formed_described_and_as_wide_as_wanted(
    name: str, records: list[EventRecord], width: int
) -> None:
    picture = draw(name, *records, width=width)
    root = ET.fromstring(as_file(picture))
    assert root[0].text == picture.title
    assert root[1].text == picture.description
    if records:
        assert picture.drawing is not None
        assert picture.drawing.width == width
        assert picture.table.rows
    else:
        assert picture.drawing is None


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_name_is_never_markup(name: str) -> None:
    evil = '<script>alert(1)</script>"&\x1b[31m'
    actors = [Actor(id=f"a{n}", actor=f"actors/{n}", name=f"{evil}{n}", country_code=f"<{n}>") for n in (1, 2)]
    place = Place(id="p1", name=evil, country_code=evil, location=Location(latitude=1, longitude=2))
    drawn = as_file(draw(name, record(type=evil, actors=tuple(actors), place=place)))
    ET.fromstring(drawn)
    assert "<script" not in drawn
    assert "\x1b" not in drawn


@pytest.mark.parametrize("name", ["graph", "series", "map"])
@pytest.mark.parametrize("status", [Event.CLAIMED, Event.PLANNED, Event.HYPOTHETICAL, Event.NEGATED, 0])
def test_what_no_article_reports_as_fact_is_drawn_hollow(name: str, status: "Event.Status.ValueType") -> None:
    told = elements(draw(name, record(status)))
    assert "claim" in told or "hollow" in told
    assert not re.search(r'class="fact', told)
    fact = elements(draw(name, record(Event.ONGOING)))
    assert re.search(r'class="(fact|tie")', fact)
    assert "claim" not in fact.replace("claimring", "")


def test_the_numbers_tell_each_status_apart() -> None:
    picture = draw("graph", record(), record(Event.ONGOING), record(Event.CLAIMED), record(Event.NEGATED))
    assert numbers(picture) == [{"who → whom": "Kenya → Norway", "happened": "2", "claimed": "1", "denied": "1"}]


def test_talks_are_a_tie_of_equals() -> None:
    picture = draw("graph", record(roles=(EQUAL, EQUAL), actors=(NORWAY, KENYA)))
    assert numbers(picture) == [{"who → whom": "Kenya ↔ Norway", "happened": "1"}]
    assert " head" not in elements(picture)


def test_cooperation_and_conflict_of_two_countries_are_counted_apart() -> None:
    help_ = record(quad=Event.MATERIAL_COOPERATION)
    picture = draw("series", help_, record(), record(Event.CLAIMED), record(quad=Event.QUAD_CLASS_UNSPECIFIED))
    assert numbers(picture) == [
        {"who → whom": "Kenya → Norway", "day": "2025-04-09", "sort": "cooperation", "happened": "1"},
        {"who → whom": "Kenya → Norway", "day": "2025-04-09", "sort": "neither", "happened": "1"},
        {"who → whom": "Kenya → Norway", "day": "2025-04-09", "sort": "conflict", "happened": "1", "claimed": "1"},
    ]
    assert "1 neither, not drawn" in elements(picture)


def test_a_country_is_named_also_where_no_event_names_it_and_not_by_one_of_its_parts() -> None:
    navy = Actor(id="a1", name="Kenya Navy", kind=Actor.AGENCY, country_code="KEN", named=True)
    scotland = Actor(id="a2", name="Scotland", kind=Actor.COUNTRY, country_code="GBR", named=True)
    picture = draw("series", record(actors=(navy, scotland)))
    assert [row["who → whom"] for row in numbers(picture)] == ["Kenya → United Kingdom"]


def test_an_inferred_place_is_apart_from_the_stated_one_by_ring_and_question_mark() -> None:
    picture = draw("map", record(), record(inferred=True))
    assert [row["known"] for row in numbers(picture)] == ["stated", "inferred"]
    drawn = elements(picture)
    assert drawn.count("claimring") == 1
    assert "Nairobi, KEN ?<" in drawn
    assert ">Nairobi, KEN<" in drawn


def test_a_country_is_a_square_and_a_town_a_disc() -> None:
    country = Place(
        id="p1", name="Kenya", kind=Place.COUNTRY, country_code="KEN", location=Location(latitude=1, longitude=38)
    )
    assert "<rect" in elements(draw("map", record(place=country))).rpartition("</svg>")[2]
    assert "<circle" in elements(draw("map", record())).rpartition("</svg>")[2]


def test_what_is_not_drawn_is_counted() -> None:
    nowhere = Place(id="p1", name="Somewhere")
    alone = record(actors=(KENYA,), roles=(ACT,), place=None, day="")
    findings = found(record(), alone, record(place=nowhere))
    assert "Events without a place, and not drawn: 1." in PICTURES["map"](findings, 960).notes
    assert "Events whose place has no known point, and not drawn: 1." in PICTURES["map"](findings, 960).notes
    assert any("not drawn: 1." in note for note in PICTURES["series"](findings, 960).notes)
    assert "Without days of their own, and not drawn: 1 event." in PICTURES["timeline"](findings, 960).notes


def test_many_events_become_bars_by_type_of_which_the_table_holds_every_one() -> None:
    number = KEPT + 100
    picture = draw("timeline", *many(number))
    assert "counted by day" in picture.description
    cells = (int(cell) for row in picture.table.rows for cell in row[2:] if cell)
    assert sum(cells) == number
    assert f"{number:,} events of 3 types" in picture.description


def test_a_large_graph_says_what_it_leaves_out() -> None:
    actors = [Actor(id=f"b{n}", actor=f"actors/{n}", name=f"Company {n}") for n in range(120)]
    records = [record(actors=pair) for pair in itertools.pairwise(actors)]
    picture = draw("graph", *records)
    [note] = picture.notes
    left = int(re.search(r"drawn; (\d+) others", note)[1])  # type: ignore[index]
    assert elements(picture).count('class="tie') + left == len(records)
    assert len(picture.table.rows) == len(records)


def test_lines_left_out_between_actors_that_are_drawn_leave_out_no_actor() -> None:
    actors = [Actor(id=f"b{n}", actor=f"actors/{n}", name=f"Company {n}") for n in range(9)]
    picture = draw("graph", *(record(actors=pair) for pair in itertools.permutations(actors, 2)))
    [note] = picture.notes
    assert re.fullmatch(r"The 60 lines with the most events are drawn; 12 others, with 12 events, are not\.", note)


def test_the_title_of_a_narrow_picture_takes_two_lines() -> None:
    for width, lines in ((340, 2), (960, 1)):
        assert as_file(draw("graph", record(), width=width)).count('class="heading"') == lines


def test_the_same_events_give_the_same_bytes() -> None:
    for name in PICTURES:
        assert as_file(draw(name, *many(150))) == as_file(draw(name, *many(150)))


def test_a_file_obeys_the_reader_and_a_fixed_theme_needs_no_properties() -> None:
    picture = draw("map", record())
    assert "prefers-color-scheme:dark" in as_file(picture)
    for theme in ("light", "dark"):
        assert "var(" not in as_file(picture, theme)  # type: ignore[arg-type]
    assert as_file(picture, "light") != as_file(picture, "dark")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_stands_out_as_its_row_says(theme: str) -> None:
    assert sum(len(colour.on) for colour in colours().values()) > 30
    for name, colour in colours().items():
        for ground, least in colour.on.items():
            low, high = sorted(luminance(getattr(each, theme)) for each in (colour, colours()[ground]))
            assert (high + 0.05) / (low + 0.05) >= least, f"{name} on {ground}"


def test_every_colour_that_a_style_sheet_names_is_in_the_table() -> None:
    for part in ("page.css", "picture.css"):
        assert "var(" not in fixed(read_part(part), "dark")


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)


@given(texts, st.floats(20, 400))
def test_words_are_cut_and_wrapped_to_their_room(text: str, room: float) -> None:
    assert text_width(shorten(text, room)) <= room
    assert all(text_width(line) <= room for line in wrap(text, room))


places = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@given(st.lists(places, min_size=1, max_size=8), st.sampled_from([340, 960]))
def test_every_point_lies_on_the_map(points: list[tuple[float, float]], width: int) -> None:
    window = window_around(points, width)
    assert 0 < window.wide <= 360
    for point in points:
        x, y = window.point(*point)
        assert -0.01 <= x <= width + 0.01
        assert -0.01 <= y <= window.height + 0.01


def laid_out(count: int, links: list[tuple[int, int, float]], width: float) -> list[Box]:
    boxes = [Box(14, 45, 17, 34) for _ in range(count)]
    lay_out(boxes, links, width)
    return boxes


def test_many_lines_among_few_actors_have_room() -> None:
    all_pairs = [(i, j, 1.0) for i, j in itertools.combinations(range(11), 2)]
    boxes = laid_out(11, all_pairs, 960)
    assert min(math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(boxes, 2)) > 120


def test_two_actors_stay_near_each_other() -> None:
    one, other = laid_out(2, [(0, 1, 1.0)], 960)
    assert math.dist((one.x, one.y), (other.x, other.y)) < 300


@examples(30)
@given(
    st.lists(st.tuples(st.floats(4, 14), st.floats(10, 60)), min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=40),
)
def test_no_name_in_the_graph_lies_on_another(sizes: list[tuple[float, float]], pairs: list[tuple[int, int]]) -> None:
    boxes = [Box(radius, max(half, radius), radius + 3, radius + 34) for radius, half in sizes]
    links = [(i, j, 1.0) for i, j in pairs if i != j and max(i, j) < len(boxes)]
    height = lay_out(boxes, links, 340)
    for box in boxes:
        assert box.x - box.half >= -0.01
        assert box.x + box.half <= 340.01
        assert box.y - box.above >= 0
        assert box.y + box.below <= height
    for one, other in itertools.combinations(boxes, 2):
        apart_x = abs(one.x - other.x) >= one.half + other.half - 0.1
        apart_y = one.y - one.above >= other.y + other.below - 0.1 or other.y - other.above >= one.y + one.below - 0.1
        assert apart_x or apart_y


days = st.dates()


@given(days, days, st.integers(2, 300))
def test_periods_are_the_smallest_that_fit(one: object, other: object, most: int) -> None:
    first, last = sorted((one, other))  # type: ignore[type-var]
    unit = unit_for(first, last, most)  # type: ignore[arg-type]
    start = unit.start(first)  # type: ignore[arg-type]
    assert start <= first  # type: ignore[operator]
    assert unit.period(start) == unit.period(first)  # type: ignore[arg-type]
    if unit is not Unit.YEAR:
        assert ((last - first).days + 1) / {0: 1, 1: 7, 2: 30.4}[unit] <= most  # type: ignore[operator]


def test_a_day_is_read_of_dates_and_instants_alone() -> None:
    assert str(read_day("2025-04-09T15:00+01:00")) == "2025-04-09"
    assert read_day("PRESENT_REF") is None


@pytest.mark.parametrize("name", ["graph", "map"])
def test_one_fact_among_claims_makes_no_fact_of_them(name: str) -> None:
    def solid(picture: Picture) -> float:
        [*_, last] = re.findall(r'r="([\d.]+)" class="fact', elements(picture))
        return float(last)

    mixed = draw(name, record(), *[record(Event.CLAIMED) for _ in range(8)])
    assert solid(mixed) < solid(draw(name, *[record() for _ in range(9)])) / 2
    assert "claim" in elements(mixed) or "hollow" in elements(mixed)
