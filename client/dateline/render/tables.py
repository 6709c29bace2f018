"""Records as rows: a table in the terminal, CSV, Markdown. All of them stream."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from rich.console import Console
from rich.text import Text

from dateline.render.columns import Column, values
from dateline.render.grids import Grid
from dateline.render.plain import visible

Record = TypeVar("Record")


class Output(Protocol):
    """Takes what is written, row by row."""

    def write(self, text: str, /) -> object:
        """One row, with the end of its line."""
        ...


_ROWS_A_TABLE = 500
_LONGEST_CELL = 240


def write_csv(records: Iterable[Record], columns: Sequence[Column[Record]], stream: Output) -> None:
    """All columns, a header first, quoted after RFC 4180 where needed; a line feed ends each row."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for record in records:
        found = zip(columns, values(record, columns), strict=True)
        writer.writerow([column.as_text(value) for column, value in found])


def write_markdown(records: Iterable[Record], columns: Sequence[Column[Record]], stream: Output) -> None:
    """The brief columns as a table of GitHub's Markdown."""
    shown = [column for column in columns if column.brief]
    stream.write(_markdown_row([column.brief for column in shown]))
    stream.write(_markdown_row(["---"] * len(shown)))
    for record in records:
        stream.write(_markdown_row([escape_markdown(column.text(record)) for column in shown]))


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def escape_markdown(text: str) -> str:
    """The text on one line, so that no character of it formats anything."""
    escaped = "".join(f"\\{character}" if character in r"\`*_{}[]<>#|~" else character for character in text)
    return " ".join(visible(escaped).split())


def write_table(records: Iterable[Record], columns: Sequence[Column[Record]], console: Console) -> None:
    """Brief columns, and what else has room, as a table that fits the width; a long listing is headed every 500 rows."""
    shown = [column for column in columns if _is_shown(column, console.width)]
    for chunk in _chunks(records, _ROWS_A_TABLE):
        rows = [[Text(_cell(column.text(record), console.width)) for column in shown] for record in chunk]
        console.print(Grid([_heading(column) for column in shown], rows, "bold"))


def _is_shown(column: Column[Any], width: int) -> bool:
    return bool(column.brief or column.width_needed) and column.width_needed <= width


def _heading(column: Column[Any]) -> str:
    return column.brief or column.name


def _cell(text: str, width: int) -> str:
    """The text of a cell: a long one is cut to what leaves the other columns room, for a table is there to be seen."""
    longest = min(_LONGEST_CELL, width)
    text = " ".join(visible(text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _chunks(records: Iterable[Record], size: int) -> Iterator[Iterable[Record]]:
    iterator = iter(records)
    for first in iterator:
        yield chain([first], islice(iterator, size - 1))
