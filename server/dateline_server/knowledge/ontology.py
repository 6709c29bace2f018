"""The event ontology: what types and modes of event there are, with codes, corner of conflict and intensity.

The types are those of PLOVER 0.8 (its codes are facts, the definitions are our own) with CAMEO codes, plus
general-news types with the prefix `X_`. The table is `data/ontology.tsv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows

ONTOLOGY_VERSION = "dateline-1 (PLOVER 0.8)"


@dataclass(frozen=True, slots=True)
class EventType:
    """One type (`mode` empty) or one mode of a type.

    `quad_class` is the name of an `Event.QuadClass` value or empty; `intensity` runs from -10 (worst conflict) to 10
    and is None where the type has none; `counterpart` is the type to use when no side of the event is political.
    """

    type: str
    mode: str
    cameo_code: str
    quad_class: str
    intensity: float | None
    counterpart: str
    label: str
    definition: str

    @property
    def general(self) -> bool:
        """True for the general-news types, which PLOVER does not know."""
        return self.type.startswith("X_")

    @property
    def hostile(self) -> bool:
        """True for conflict, in words or deeds."""
        return self.quad_class.endswith("CONFLICT")


@lru_cache(maxsize=1)
def load_ontology() -> dict[tuple[str, str], EventType]:
    """Every type and mode by (type, mode), types first among their modes, in the order of the table."""
    return {(row.type, row.mode): row for row in _read_rows()}


def event_type(type_: str, mode: str = "") -> EventType:
    """The row for a type and mode, or the type's own row when it has no such mode. KeyError for an unknown type."""
    table = load_ontology()
    return table.get((type_, mode)) or table[(type_, "")]


def _read_rows() -> Iterator[EventType]:
    for name, mode, cameo, quad, intensity, counterpart, label, definition in read_rows("ontology.tsv", 8):
        yield EventType(
            type=name,
            mode=mode,
            cameo_code=cameo,
            quad_class=quad,
            intensity=float(intensity) if intensity else None,
            counterpart=counterpart,
            label=label,
            definition=definition,
        )
