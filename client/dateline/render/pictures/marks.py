"""How a status is drawn: by its shape as well as its colour, and solid only where an article itself reports a fact."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from dateline.render.pictures.picture import Drawing
from dateline.render.pictures.svg import element, path, text_width, words
from dateline.v1.event_pb2 import Event

Status: TypeAlias = Event.Status.ValueType

# In the order in which they are told: what happened first.
STATUSES: Mapping[Status, str] = {
    Event.OCCURRED: "happened",
    Event.ONGOING: "under way",
    Event.CLAIMED: "claimed",
    Event.PLANNED: "planned",
    Event.HYPOTHETICAL: "possible",
    Event.NEGATED: "denied",
    Event.STATUS_UNSPECIFIED: "unknown",
}
HAPPENED = (Event.OCCURRED, Event.ONGOING)
# The columns of the tables: what goes on counts among what happened.
COUNTED: Sequence[tuple[str, tuple[Status, ...]]] = (
    ("happened", HAPPENED),
    *((STATUSES[status], (status,)) for status in STATUSES if status not in HAPPENED),
)
_ROW = 22


def glyph(status: Status, x: float, y: float) -> str:
    """The shape of a status around a point, 14 pixels wide at most.

    A disc for what happened (with a ring while it goes on), a diamond for claims, a ring for what is to come, a dashed ring
    for what may happen, a cross for what did not happen, a hollow square where the status is not known.
    """
    style = Event.Status.Name(status)
    if status == Event.NEGATED:
        return element(
            "path",
            d=f"M{x - 5:.1f} {y - 5:.1f}l10 10M{x + 5:.1f} {y - 5:.1f}l-10 10",
            class_=f"{style} dot",
        )
    if status == Event.CLAIMED:
        return path(((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)), f"{style} dot")
    if status == Event.STATUS_UNSPECIFIED:
        return element("rect", x=x - 5, y=y - 5, width=10, height=10, class_=f"{style} dot")
    if status == Event.ONGOING:
        inner = element("circle", cx=x, cy=y, r=3, class_=f"{style} full")
        return element("circle", cx=x, cy=y, r=6.5, class_=f"{style} dot") + inner
    kind = {Event.OCCURRED: "full", Event.HYPOTHETICAL: "dot dashes"}.get(status, "dot")
    return element("circle", cx=x, cy=y, r=6, class_=f"{style} {kind}")


def status_legend(shown: Iterable[Status], width: float) -> Drawing:
    """The shapes of these statuses with their words, in as many rows as the width asks for."""
    wanted = set(shown)
    return legend([(_shape(status), word) for status, word in STATUSES.items() if status in wanted], width)


def legend(entries: Sequence[tuple[str, str]], width: float) -> Drawing:
    """Drawings of 20 by 16 pixels around (10, 0), each with its words."""
    drawn, x, row = [], 0.0, 0
    for shape, word in entries:
        room = 26 + text_width(word, 12) + 14
        if x and x + room > width:
            x, row = 0.0, row + 1
        drawn.append(
            element("g", shape + words(word, 24, 4, "soft small"), transform=f"translate({x:.1f} {row * _ROW + 10})")
        )
        x += room
    return Drawing("".join(drawn), width, (row + 1) * _ROW if entries else 0)


def bar_legend(width: float) -> Drawing:
    """The legend of pictures that count: solid what happened, hollow all else."""
    solid = element("rect", x=2, y=-6, width=16, height=12, class_="fact")
    hollow = element("rect", x=2, y=-6, width=16, height=12, class_="claim")
    return legend([(solid, "happened"), (hollow, "only claimed, planned, possible or denied")], width)


def counts_in_words(counts: Mapping[Status, int]) -> str:
    """`3 happened, 1 claimed`."""
    parts = ((sum(counts.get(status, 0) for status in statuses), word) for word, statuses in COUNTED)
    return ", ".join(f"{count:,} {word}" for count, word in parts if count)


def happened(counts: Mapping[Status, int]) -> int:
    """How many of them the articles themselves report as fact."""
    return sum(counts.get(status, 0) for status in HAPPENED)


def count_cells(counts: Mapping[Status, int]) -> list[str]:
    """The counts as cells of a table with the heads of `COUNTED`; empty for none."""
    totals = (sum(counts.get(status, 0) for status in statuses) for _, statuses in COUNTED)
    return [f"{total:,}" if total else "" for total in totals]


def _shape(status: Status) -> str:
    return glyph(status, 10, 0)
