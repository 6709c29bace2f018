"""Where the events took place, on a map."""

import math
from collections.abc import Sequence

from dateline.render import wording
from dateline.render.pictures.findings import Findings, Spot
from dateline.render.pictures.marks import COUNTED, count_cells, counts_in_words, happened, legend
from dateline.render.pictures.picture import Drawing, Picture, Table
from dateline.render.pictures.svg import counted, element, shorten, text_width, told, words
from dateline.render.pictures.world import window_around
from dateline.v1.place_pb2 import Place

_MOST_SPOTS, _LABEL_SIZE, _LABEL_ROOM = 400, 12, 150
_WHOLE_AREAS = (Place.COUNTRY, Place.REGION, Place.SEA)

Area = tuple[float, float, float, float]


def draw_map(findings: Findings, width: float) -> Picture:
    """A mark for each place, as large as its events are many: a disc for a point, a square for the middle of an area."""
    title = "Map of places"
    notes = _unplaced(findings)
    ranked = sorted(findings.spots.items(), key=lambda item: (-item[1].counts.total(), item[0]))
    if not ranked:
        return Picture(title, "No event has a place that is on the map.", None, notes, Table((), ()))
    spots = [spot for _, spot in ranked[:_MOST_SPOTS]]
    if len(ranked) > len(spots):
        notes.append(
            f"The {_MOST_SPOTS:,} places with the most events are drawn; {len(ranked) - _MOST_SPOTS:,} others are not."
        )
    drawing, unnamed = _draw(spots, width)
    if unnamed:
        notes.append(f"Drawn, but without room for their names: {unnamed:,}.")
    total = sum(spot.counts.total() for _, spot in ranked)
    description = (
        f"{counted(len(ranked), 'place')} of {counted(total, 'event')}. Solid marks are as large as the events are many that "
        "the articles report as fact; with what is only claimed, planned, possible or denied they grow to hollow ones. A dashed "
        "ring and a question mark tell places that were inferred from the context. A table has them all."
    )
    heads = ("place", "kind", "known", *(word for word, _ in COUNTED))
    rows = [
        [
            wording.place_name(spot.place),
            wording.enum_word(Place.Kind.Name(spot.place.kind)),
            "inferred" if spot.inferred else "stated",
            *count_cells(spot.counts),
        ]
        for _, spot in ranked
    ]
    return Picture(title, description, drawing, notes, Table(heads, rows))


def _unplaced(findings: Findings) -> list[str]:
    notes = []
    if findings.without_place:
        notes.append(f"Events without a place, and not drawn: {findings.without_place:,}.")
    if findings.without_point:
        notes.append(f"Events whose place has no known point, and not drawn: {findings.without_point:,}.")
    return notes


def _draw(spots: Sequence[Spot], width: float) -> tuple[Drawing, int]:
    """The map, and how many of its places have no name on it."""
    points = [(spot.place.location.longitude, spot.place.location.latitude) for spot in spots]
    window = window_around(points, width)
    most = max(spot.counts.total() for spot in spots)
    placed = []
    for spot, (longitude, latitude) in zip(spots, points, strict=True):
        x, y = window.point(longitude, latitude)
        placed.append((spot, x, y, 4.5 + 12 * math.sqrt(spot.counts.total() / most) * (width >= 640 or 0.7)))
    taken: list[Area] = [(x - r, y - r, x + r, y + r) for _, x, y, r in placed]
    labels, unnamed = [], 0
    for spot, x, y, radius in placed:
        text = shorten(wording.place_name(spot.place), _LABEL_ROOM, _LABEL_SIZE) + (" ?" if spot.inferred else "")
        spot_at = _label_place(text, x, y, radius, taken, (width, window.height))
        if spot_at is None:
            unnamed += 1
        else:
            labels.append(words(text, *spot_at, "small onmap"))
    # The small ones last, so that none is hidden.
    marks = [_mark(*each) for each in sorted(placed, key=lambda each: -each[3])]
    key = _key(width)
    inside = window.draw() + "".join(marks) + "".join(labels)
    drawn = key.elements + element("g", inside, transform=f"translate(0 {key.height + 4})")
    return Drawing(drawn, width, key.height + 4 + window.height), unnamed


def _mark(spot: Spot, x: float, y: float, radius: float) -> str:
    fact, total = happened(spot.counts), spot.counts.total()
    shape = _shape(spot, x, y, radius, "hollow") if fact < total else ""
    if fact:
        shape += _shape(spot, x, y, max(radius * math.sqrt(fact / total), 2.5), "fact see")
    known = ", inferred from the context" if spot.inferred else ""
    ring = element("circle", cx=x, cy=y, r=radius + 3.5, class_="ring inferred claimring") if spot.inferred else ""
    return element("g", told(f"{wording.place_name(spot.place)}{known}: {counts_in_words(spot.counts)}") + shape + ring)


def _shape(spot: Spot, x: float, y: float, radius: float, style: str) -> str:
    if spot.place.kind in _WHOLE_AREAS:
        side = radius * 0.9
        return element("rect", x=x - side, y=y - side, width=2 * side, height=2 * side, class_=style)
    return element("circle", cx=x, cy=y, r=radius, class_=style)


def _key(width: float) -> Drawing:
    circle = element("circle", cx=10, cy=0, r=6, class_="fact see")
    hollow = element("circle", cx=10, cy=0, r=6, class_="hollow")
    inferred = element("circle", cx=10, cy=0, r=4, class_="fact see") + element(
        "circle", cx=10, cy=0, r=7.5, class_="ring inferred claimring"
    )
    square = element("rect", x=4, y=-6, width=12, height=12, class_="fact see")
    return legend(
        [
            (circle, "happened"),
            (hollow, "only claimed, planned, possible or denied"),
            (square, "middle of a country, region or sea"),
            (inferred, "? place inferred from the context"),
        ],
        width,
    )


def _label_place(
    text: str, x: float, y: float, radius: float, taken: list[Area], size: tuple[float, float]
) -> tuple[float, float] | None:
    """Where the words have room beside their mark; the room is taken then. None where there is none."""
    wide = text_width(text, _LABEL_SIZE)
    gap = radius + 6
    for left, base in (
        (x + gap, y + 4),
        (x - gap - wide, y + 4),
        (x - wide / 2, y - gap),
        (x - wide / 2, y + gap + 9),
        (x + gap * 0.7, y - gap * 0.7),
        (x + gap * 0.7, y + gap * 0.7 + 9),
    ):
        area = (left, base - 11, left + wide, base + 3)
        inside = area[0] >= 2 and area[1] >= 2 and area[2] <= size[0] - 2 and area[3] <= size[1] - 16
        if inside and not any(_overlaps(area, other) for other in taken):
            taken.append(area)
            return left, base
    return None


def _overlaps(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
