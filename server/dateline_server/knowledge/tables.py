"""Rows of the knowledge tables: tab-separated files in `data/`, comments behind "#", and beside them rows of one's own.

The folder that `DATELINE_KNOWLEDGE` names may hold files of the same names and columns, for the tables in `EXTENDABLE`.
Their rows come after those of the package; where a table has one row for a thing, the later one stands.
"""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

VARIABLE = "DATELINE_KNOWLEDGE"
EXTENDABLE = (
    *("ontology.tsv", "event_triggers.tsv", "status_cues.tsv", "speech_cues.tsv", "connectives.tsv"),
    *("organizations.tsv", "companies.tsv", "parties.tsv", "armed_groups.tsv", "media.tsv", "leaders.tsv"),
    *("places.tsv", "known_days.tsv"),
)


def read_rows(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of the table `name`, each padded with empty fields to `columns` fields.

    Raises ValueError, with file and line, for a row of more fields, and for one without tabs among one's own.
    """
    packed = (files("dateline_server.knowledge") / "data" / name).read_text(encoding="utf-8")
    yield from _rows(packed, name, columns)
    folder = os.environ.get(VARIABLE, "")
    if folder and name in EXTENDABLE and (own := Path(folder) / name).is_file():
        yield from _rows(own.read_text(encoding="utf-8"), str(own), columns, fewest=2)


def own_tables() -> dict[str, Path]:
    """The tables of one's own by name; none where `DATELINE_KNOWLEDGE` names no folder.

    Raises ValueError for a folder that is not there, and for a table in it that takes no rows.
    """
    folder = os.environ.get(VARIABLE, "")
    if not folder:
        return {}
    if not Path(folder).is_dir():
        raise ValueError(f"There is no folder {folder}.")
    found = {path.name: path for path in sorted(Path(folder).glob("*.tsv"))}
    for name, path in found.items():
        if name not in EXTENDABLE:
            raise ValueError(f"{path}: there is no such table to add rows to; there are {', '.join(EXTENDABLE)}.")
    return found


def split_list(field: str) -> tuple[str, ...]:
    """The parts of a field that holds a list, in order; empty for an empty field."""
    return tuple(part for part in field.split("|") if part)


def _rows(text: str, name: str, columns: int, fewest: int = 1) -> Iterator[tuple[str, ...]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if not fewest <= len(row) <= columns:
            raise ValueError(f"{name}, line {number}: {len(row)} fields between tabs instead of {columns}.")
        yield (*row, *[""] * (columns - len(row)))
