"""Many events along time: a lane for each type, with bars above its line for what happened and below for what is only told."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from dateline.render.pictures.bars import EDGE, Lane, Stack, draw_lanes
from dateline.render.pictures.days import Scale, Unit, between, unit_for
from dateline.render.pictures.findings import Counts, Findings
from dateline.render.pictures.marks import COUNTED, bar_legend, count_cells, counts_in_words, happened
from dateline.render.pictures.picture import Drawing, Picture, Table
from dateline.render.pictures.svg import counted, element

_BAR_ROOM = 5
_LANES = 40


def draw_type_lanes(findings: Findings, width: float) -> Picture:
    """Bars of the number of events of each type in each day, week, month or year in which they took place."""
    title = "Timeline of events"
    low, high = findings.near()
    near = {key: counts for key, counts in findings.days.items() if low <= key[1] and key[2] <= high}
    far = _total(findings.days) - _total(near)
    notes = [f"Without days of their own, and not drawn: {findings.undated:,}."] if findings.undated else []
    if far:
        notes.append(f"More than a year before the first article or after the last, and not drawn: {far:,}.")
    if not near:
        return Picture(title, "No event has days of its own near those of publication.", None, notes, Table((), ()))
    first, last = min(first for _, first, _ in near), max(last for _, _, last in near)
    unit = unit_for(first, last, max(8, int((width - 2 * EDGE) / _BAR_ROOM)))
    cells, loose = _cells(near, unit)
    if loose:
        notes.append(f"Known less exactly than to the {unit.name.lower()}, and not drawn: {loose:,}.")
    totals: Counter[str] = Counter()
    for (kind, _), counts in cells.items():
        totals[kind] += counts.total()
    kinds = sorted(totals, key=lambda kind: (-totals[kind], kind))
    if len(kinds) > _LANES:
        left = sum(totals[kind] for kind in kinds[_LANES:])
        notes.append(f"Types with fewer events, and not drawn: {len(kinds) - _LANES}, with {counted(left, 'event')}.")
    lanes = [_lane(kind, cells) for kind in kinds[:_LANES]]
    scale = Scale(unit.start(first), last, EDGE, width - EDGE)
    drawn = f"{counted(sum(totals.values()), 'event')} of {counted(len(kinds), 'type')}"
    description = (
        f"{drawn} {between(first, last)}, counted by {unit.name.lower()}. "
        "Bars above a line stand for what the articles report as fact, hollow bars below for what is claimed, planned, "
        "possible or denied. A table has the numbers."
    )
    heads = (unit.name.lower(), "type", *(word for word, _ in COUNTED))
    rows = [
        [unit.period(day), kind, *count_cells(cells[kind, day])]
        for kind, day in sorted(cells, key=lambda key: key[::-1])
    ]
    key = bar_legend(width)
    bars = draw_lanes(lanes, scale, unit, width)
    inside = key.elements + element("g", bars.elements, transform=f"translate(0 {key.height + 6})")
    return Picture(title, description, Drawing(inside, width, key.height + 6 + bars.height), notes, Table(heads, rows))


def _cells(days: Mapping[tuple[str, date, date], Counts], unit: Unit) -> tuple[dict[tuple[str, date], Counts], int]:
    """Counts by type and first day of the unit; and how many events lie in more than one unit."""
    cells: dict[tuple[str, date], Counts] = {}
    loose = 0
    for (kind, first, last), counts in days.items():
        start = unit.start(first)
        if start == unit.start(last):
            cells.setdefault((kind, start), Counter()).update(counts)
        else:
            loose += counts.total()
    return cells, loose


def _lane(kind: str, cells: Mapping[tuple[str, date], Counts]) -> Lane:
    counts: Counts = Counter()
    up: dict[date, Stack] = {}
    down: dict[date, Stack] = {}
    for (other, day), cell in cells.items():
        if other == kind:
            counts.update(cell)
            up[day] = [("fact", happened(cell))]
            down[day] = [("claim", cell.total() - happened(cell))]
    told = {day: counts_in_words(cells[kind, day]) for day in up}
    return Lane(kind, counts_in_words(counts), up, down, told)


def _total(days: Mapping[tuple[str, date, date], Counts]) -> int:
    return sum(counts.total() for counts in days.values())
