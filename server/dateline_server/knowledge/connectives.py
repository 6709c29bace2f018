"""The words that say what one event is to another: `data/connectives.tsv`, which explains its columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dateline_server.knowledge.ontology import load_ontology
from dateline_server.knowledge.tables import read_rows, split_list


class Kind(StrEnum):
    """Between which parts of the sentence a connective stands."""

    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    VERB = "verb"
    PASSIVE = "passive"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Connective:
    """A row: its words, the name of the link, whether the former event has it (else the latter), and the types of both.

    Empty types mean all.
    """

    words: tuple[str, ...]
    kind: Kind
    link: str
    forward: bool
    former: frozenset[str]
    latter: frozenset[str]

    def joins(self, former: str, latter: str) -> bool:
        """True when it can stand between events of these types."""
        return (not self.former or former in self.former) and (not self.latter or latter in self.latter)


@lru_cache(maxsize=1)
def load_connectives() -> dict[tuple[str, Kind], tuple[Connective, ...]]:
    """The rows by their first word and kind, the longest phrases first.

    Raises ValueError for a row of an unknown kind or with an arrow that is none.
    """
    found: dict[tuple[str, Kind], list[Connective]] = {}
    for phrase, kind, link, arrow, former, latter, _why in read_rows("connectives.tsv", 7):
        if arrow not in ("<", ">"):
            raise ValueError(f"connectives.tsv: {phrase!r} has the arrow {arrow!r}")
        words = tuple(phrase.split())
        row = Connective(words, Kind(kind), link, arrow == ">", _types(former), _types(latter))
        found.setdefault((words[0], row.kind), []).append(row)
    return {key: _longest_first(rows) for key, rows in found.items()}


def _types(field: str) -> frozenset[str]:
    if field.startswith("!"):
        return frozenset(row.type for row in load_ontology().values() if row.type != field[1:])
    return frozenset() if field == "-" else frozenset(split_list(field))


def _longest_first(rows: Iterable[Connective]) -> tuple[Connective, ...]:
    return tuple(sorted(rows, key=lambda row: -len(row.words)))
