"""What two countries do to each other over time: cooperation above the line, conflict below."""

from collections import Counter
from datetime import date

from dateline.render.countries import country_name
from dateline.render.pictures.bars import EDGE, Lane, Stack, draw_lanes
from dateline.render.pictures.days import Scale, Unit, between, unit_for
from dateline.render.pictures.findings import Counts, Findings, Pair
from dateline.render.pictures.marks import COUNTED, bar_legend, count_cells, happened
from dateline.render.pictures.picture import Drawing, Picture, Table
from dateline.render.pictures.svg import counted, element

_BAR_ROOM = 5
_DYADS = 20
_SIDES = {1: "cooperation", -1: "conflict", 0: "neither"}


def draw_series(findings: Findings, width: float) -> Picture:
    """Bars of the events between two countries in each day, week, month or year in which articles tell them."""
    title = "Who does what to whom, over time"
    notes = []
    if findings.without_dyad:
        notes.append(
            f"Without a known country on both sides, or a day of publication, and not drawn: {findings.without_dyad:,}."
        )
    if not findings.dyads:
        return Picture(title, "No event has a known country on both sides.", None, notes, Table((), ()))
    totals = {pair: sum(counts.total() for counts in cells.values()) for pair, cells in findings.dyads.items()}
    pairs = sorted(totals, key=lambda pair: (-totals[pair], pair))
    if len(pairs) > _DYADS:
        left = sum(totals[pair] for pair in pairs[_DYADS:])
        notes.append(
            f"The {_DYADS} pairs with the most events are drawn; {len(pairs) - _DYADS:,} others, with {left:,}, are not."
        )
    first, last = findings.first_published, findings.last_published
    assert first is not None
    assert last is not None
    unit = unit_for(first, last, max(8, int((width - 2 * EDGE) / _BAR_ROOM)))
    cells = _by_unit(findings, unit)
    lanes = [_lane(pair, cells[pair]) for pair in pairs[:_DYADS]]
    scale = Scale(unit.start(first), last, EDGE, width - EDGE)
    description = (
        f"Events between {counted(len(pairs), 'pair')} of countries in articles {between(first, last)}, counted by the "
        f"{unit.name.lower()} of publication. Bars above a line stand for cooperation, below for conflict; solid ones for "
        "what the articles report as fact, hollow ones for what is claimed, planned, possible or denied. A table has the "
        "numbers."
    )
    heads = ("who → whom", unit.name.lower(), "sort", *(word for word, _ in COUNTED))
    rows = [
        [_name(pair), unit.period(day), _SIDES[side], *count_cells(cells[pair][day, side])]
        for pair in pairs
        for day, side in sorted(cells[pair], key=lambda key: (key[0], -key[1]))
    ]
    key = bar_legend(width)
    drawn = draw_lanes(lanes, scale, unit, width)
    inside = key.elements + element("g", drawn.elements, transform=f"translate(0 {key.height + 6})")
    return Picture(title, description, Drawing(inside, width, key.height + 6 + drawn.height), notes, Table(heads, rows))


def _by_unit(findings: Findings, unit: Unit) -> dict[Pair, dict[tuple[date, int], Counts]]:
    grouped: dict[Pair, dict[tuple[date, int], Counts]] = {}
    for pair, days in findings.dyads.items():
        cells = grouped.setdefault(pair, {})
        for (day, side), counts in days.items():
            cells.setdefault((unit.start(day), side), Counter()).update(counts)
    return grouped


def _lane(pair: Pair, cells: dict[tuple[date, int], Counts]) -> Lane:
    up: dict[date, Stack] = {}
    down: dict[date, Stack] = {}
    words: dict[date, list[str]] = {}
    sums = Counter[int]()
    for (day, side), counts in sorted(cells.items(), key=lambda item: (item[0][0], -item[0][1])):
        fact = happened(counts)
        sums[side] += counts.total()
        if not side:
            continue
        (up if side > 0 else down)[day] = [("fact", fact), ("claim", counts.total() - fact)]
        words.setdefault(day, []).append(
            f"{_SIDES[side]}: {fact:,} happened, {counts.total() - fact:,} not established"
        )
    parts = [f"▲ {sums[1]:,} cooperation", f"▼ {sums[-1]:,} conflict"]
    if sums[0]:
        parts.append(f"{sums[0]:,} neither, not drawn")
    told = {day: "; ".join(lines) for day, lines in words.items()}
    return Lane(_name(pair), " · ".join(parts), up, down, told)


def _name(pair: Pair) -> str:
    one, other, equal = pair
    if one == other:
        return f"within {country_name(one)}"
    return f"{country_name(one)} {'↔' if equal else '→'} {country_name(other)}"
