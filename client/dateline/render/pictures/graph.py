"""Actors and what they do to each other, as a graph."""

import math
from collections.abc import Mapping, Sequence

from dateline.render import wording
from dateline.render.pictures.findings import Counts, Figure, Findings, Pair
from dateline.render.pictures.graph_layout import Box, lay_out
from dateline.render.pictures.marks import COUNTED, count_cells, counts_in_words, happened, legend
from dateline.render.pictures.picture import Drawing, Picture, Table
from dateline.render.pictures.svg import counted, element, line, number, path, text_width, told, words, wrap
from dateline.v1.actor_pb2 import Actor

# About so many square pixels an actor and its name need.
_ROOM_FOR_ONE, _MOST, _LEAST, _TIES_FOR_ONE = 16_000, 40, 12, 1.5
_LABEL_ROOM, _LABEL_SIZE = 118, 12


def draw_graph(findings: Findings, width: float) -> Picture:
    """A disc for each actor, as large as its events are many; a line for the events between two, with a head to whom."""
    title = "Actors and what they do to each other"
    alone = findings.events and not findings.ties
    if not findings.ties:
        said = "No event has actors on both sides." if alone else "There are no events."
        return Picture(title, said, None, [], Table((), ()))
    tied = len({key for one, other, _ in findings.ties for key in (one, other)})
    most = max(_LEAST, min(_MOST, int(width * width / _ROOM_FOR_ONE)))
    ties = _strongest(findings, most)
    drawn = dict.fromkeys(key for one, other, _ in ties for key in (one, other))
    shown = sorted(drawn, key=lambda key: (-findings.figures[key].counts.total(), key))
    notes = _notes(findings, tied, len(shown), ties)
    lines, events = counted(len(ties), "line"), counted(_total(ties), "event")
    description = (
        f"{counted(len(shown), 'actor')}, and {lines} between them for {events}. A solid line, and the solid "
        "part of a disc, stand for events that the articles report as fact; a dashed line for events that are all only claimed, "
        "planned, possible or denied, as is what is hollow. A table has the numbers."
    )
    ordered = sorted(findings.ties.items(), key=lambda item: (-item[1].total(), item[0]))
    rows = [[_name(findings, pair), *count_cells(counts)] for pair, counts in ordered]
    table = Table(("who → whom", *(word for word, _ in COUNTED)), rows)
    return Picture(title, description, _draw(findings, shown, ties, width), notes, table)


def _strongest(findings: Findings, most: int) -> dict[Pair, Counts]:
    """The ties of the most events between at most so many actors, and not more than can be told apart."""

    def rank(pair: Pair) -> tuple[int, int, Pair]:
        sides = sum(findings.figures[key].counts.total() for key in pair[:2])
        return -findings.ties[pair].total(), -sides, pair

    actors: set[str] = set()
    ties: dict[Pair, Counts] = {}
    for pair in sorted(findings.ties, key=rank):
        if len(actors.union(pair[:2])) <= most and len(ties) < most * _TIES_FOR_ONE:
            actors.update(pair[:2])
            ties[pair] = findings.ties[pair]
    return ties


def _notes(findings: Findings, tied: int, shown: int, ties: Mapping[Pair, Counts]) -> list[str]:
    notes = []
    left = len(findings.ties) - len(ties)
    if left:
        events = _total(findings.ties) - _total(ties)
        others = f" and {counted(tied - shown, 'actor')}" if tied > shown else ""
        notes.append(
            f"The {len(ties)} lines with the most events are drawn; {counted(left, 'other')}, with {counted(events, 'event')},"
            f"{others} {'is' if left == 1 and not others else 'are'} not."
        )
    single = len(findings.figures) - tied
    if single:
        notes.append(f"Actors of events that have nobody on the other side, and not drawn: {single:,}.")
    return notes


def _draw(findings: Findings, shown: Sequence[str], ties: Mapping[Pair, Counts], width: float) -> Drawing:
    figures = [findings.figures[key] for key in shown]
    largest = max(figure.counts.total() for figure in figures)
    labels = [wrap(figure.name, _LABEL_ROOM, _LABEL_SIZE)[:2] for figure in figures]
    boxes = [
        _box(label, 5 + 9 * math.sqrt(figure.counts.total() / largest))
        for figure, label in zip(figures, labels, strict=True)
    ]
    index = {key: place for place, key in enumerate(shown)}
    links = [(index[one], index[other], float(counts.total())) for (one, other, _), counts in ties.items()]
    height = lay_out(boxes, links, width)
    key = legend(
        [
            (line(0, 0, 20, 0, "tie") + _head(20, 0, 0, "fact"), "acts upon"),
            (line(0, 0, 20, 0, "tie weak") + _head(20, 0, 0, "claim"), "only claimed, planned, possible or denied"),
            (line(0, 0, 20, 0, "tie"), "with each other"),
        ],
        width,
    )
    drawn = []
    for pair, counts in sorted(ties.items(), key=lambda item: (item[1].total(), item[0])):
        drawn.append(_tie(findings, pair, counts, boxes[index[pair[0]]], boxes[index[pair[1]]]))
    for figure, box, label in zip(figures, boxes, labels, strict=True):
        drawn.append(_disc(figure, box, label))
    inside = key.elements + element("g", "".join(drawn), transform=f"translate(0 {key.height + 4})")
    return Drawing(inside, width, key.height + 4 + height)


def _box(label: Sequence[str], radius: float) -> Box:
    wide = max((text_width(part, _LABEL_SIZE) for part in label), default=0)
    return Box(radius, max(wide, 2 * radius) / 2 + 5, radius + 3, radius + 6 + 14 * len(label))


def _disc(figure: Figure, box: Box, label: Sequence[str]) -> str:
    kind = wording.enum_word(Actor.Kind.Name(figure.kind))
    facts = ", ".join(fact for fact in (kind, figure.country) if fact)
    fact = happened(figure.counts)
    told_of = told(f"{figure.name}{f' ({facts})' if facts else ''}: {counts_in_words(figure.counts)}")
    total = figure.counts.total()
    disc = element("circle", cx=box.x, cy=box.y, r=box.radius, class_="claim") if fact < total else ""
    if fact:
        disc += element("circle", cx=box.x, cy=box.y, r=max(box.radius * math.sqrt(fact / total), 2.5), class_="fact")
    base = box.y - box.radius - 6 - 14 * (len(label) - 1) if box.turned else box.y + box.radius + 14
    lines = [words(part, box.x, base + 14 * row, "small halo", "middle") for row, part in enumerate(label)]
    return element("g", told_of + disc + "".join(lines))


def _tie(findings: Findings, pair: Pair, counts: Counts, one: Box, other: Box) -> str:
    """A slightly bent line, so that the lines of both directions lie side by side."""
    equal, fact = pair[2], happened(counts)
    length = math.hypot(other.x - one.x, other.y - one.y) or 1
    bend = 0 if equal else min(18, length * 0.12)
    across = (-(other.y - one.y) / length * bend, (other.x - one.x) / length * bend)
    via = ((one.x + other.x) / 2 + across[0], (one.y + other.y) / 2 + across[1])
    begin, _ = _leave(one, via)
    end, angle = _leave(other, via, 0 if equal else 7)
    # A solid line is as thick as what happened: one fact among many claims makes no fact of them.
    thick = min(1.3 + math.log2(fact or counts.total()) * 0.7, 5)
    curve = element(
        "path",
        d=f"M{number(begin[0])} {number(begin[1])}Q{number(via[0])} {number(via[1])} {number(end[0])} {number(end[1])}",
        class_="tie" if fact else "tie weak",
        stroke_width=thick,
    )
    head = (
        ""
        if equal
        else _head(end[0] + 7 * math.cos(angle), end[1] + 7 * math.sin(angle), angle, "fact" if fact else "claim")
    )
    return element("g", told(f"{_name(findings, pair)}: {counts_in_words(counts)}") + curve + head)


def _leave(box: Box, toward: tuple[float, float], gap: float = 0) -> tuple[tuple[float, float], float]:
    """Where a line toward a point leaves the disc, `gap` pixels outside it; and the direction into the disc."""
    angle = math.atan2(box.y - toward[1], box.x - toward[0])
    reach = box.radius + 2 + gap
    return (box.x - reach * math.cos(angle), box.y - reach * math.sin(angle)), angle


def _head(x: float, y: float, angle: float, style: str) -> str:
    back, side = 9, 4.5
    cos, sin = math.cos(angle), math.sin(angle)
    base = (x - back * cos, y - back * sin)
    points = ((x, y), (base[0] - side * sin, base[1] + side * cos), (base[0] + side * sin, base[1] - side * cos))
    return path(points, f"{style} head")


def _name(findings: Findings, pair: Pair) -> str:
    one, other, equal = pair
    return f"{findings.figures[one].name} {'↔' if equal else '→'} {findings.figures[other].name}"


def _total(ties: Mapping[Pair, Counts]) -> int:
    return sum(counts.total() for counts in ties.values())
