"""Rows of the knowledge tables: tab-separated files in `data/`, comments behind "#"."""

from collections.abc import Iterator
from importlib.resources import files


def read_rows(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of `data/{name}`, each padded with empty fields to `columns` fields.

    Raises ValueError, with the line number, for a row of more fields.
    """
    text = (files("dateline_server.knowledge") / "data" / name).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) > columns:
            raise ValueError(f"{name}, line {number}: {len(row)} fields instead of {columns}")
        yield (*row, *[""] * (columns - len(row)))


def split_list(field: str) -> tuple[str, ...]:
    """The parts of a field that holds a list, in order; empty for an empty field."""
    return tuple(part for part in field.split("|") if part)
