"""Records as rows: a table in the terminal, CSV, Markdown. All of them stream."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Literal, Protocol, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.render.columns import Column, values
from dateline.render.plain import visible

Record = TypeVar("Record")


class Output(Protocol):
    """Takes what is written, row by row."""

    def write(self, text: str, /) -> object:
        """One row, with the end of its line."""
        ...


_ROWS_A_TABLE = 500
_LONGEST_CELL = 240
_WORD = 14
_GAP = 2


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
        rows = [[_cell(column.text(record), console.width) for column in shown] for record in chunk]
        # A column that is empty throughout only takes room.
        used = [index for index, _ in enumerate(shown) if any(row[index] for row in rows)]
        cells = [[row[index] for row in rows] for index in used]
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
        headed = [[_heading(shown[index]), *column] for index, column in zip(used, cells, strict=True)]
        for index, column, width in zip(used, cells, _widths(headed, console.width), strict=True):
            justify: Literal["left", "right"] = "right" if all(cell.isdecimal() for cell in column if cell) else "left"
            table.add_column(_heading(shown[index]), overflow="fold", justify=justify, width=width)
        for row in rows:
            table.add_row(*(Text(row[index]) for index in used))
        console.print(table)


def _is_shown(column: Column[Any], width: int) -> bool:
    return bool(column.brief or column.width_needed) and column.width_needed <= width


def _heading(column: Column[Any]) -> str:
    return column.brief or column.name


def _widths(columns: Sequence[Sequence[str]], width: int) -> list[int]:
    """A width for each column, all of which fit into `width` with the gaps between them, if anything can.

    The widest ones are squeezed first, down to where their words and names are whole, and below that only where all are.
    """
    widths = [max(cell_len(cell) for cell in column) for column in columns]
    room = width - _GAP * (len(columns) - 1)
    for least in (_least_widths(columns), [1] * len(columns)):
        while sum(widths) > room:
            wide = [index for index, now in enumerate(widths) if now > least[index]]
            if not wide:
                break
            widths[max(wide, key=lambda index: widths[index])] -= 1
    return widths


def _least_widths(columns: Sequence[Sequence[str]]) -> list[int]:
    """Widths below which columns are squeezed last: names stay whole, and in sentences a word has room."""
    least = []
    for column in columns:
        longest = max((cell_len(word) for cell in column for word in cell.split()), default=0)
        least.append(min(longest, _WORD) if any(" " in cell for cell in column[1:]) else longest)
    return least


def _cell(text: str, width: int) -> str:
    """The text of a cell: a long one is cut to what leaves the other columns room, for a table is there to be seen."""
    longest = min(_LONGEST_CELL, width)
    text = " ".join(visible(text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _chunks(records: Iterable[Record], size: int) -> Iterator[Iterable[Record]]:
    iterator = iter(records)
    for first in iterator:
        yield chain([first], islice(iterator, size - 1))
