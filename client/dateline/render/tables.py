"""Records as rows: a table in the terminal, CSV, Markdown. All of them stream."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.render.columns import Column
from dateline.render.plain import visible

Record = TypeVar("Record")

_ROWS_A_TABLE = 500


def write_csv(records: Iterable[Record], columns: Sequence[Column[Record]], stream: IO[str]) -> None:
    """All columns, a header first, quoted after RFC 4180 where needed; a line feed ends each row."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for record in records:
        writer.writerow([column.value(record) for column in columns])


def write_markdown(records: Iterable[Record], columns: Sequence[Column[Record]], stream: IO[str]) -> None:
    """The brief columns as a table of GitHub's Markdown."""
    shown = [column for column in columns if column.brief]
    stream.write(_markdown_row([column.brief for column in shown]))
    stream.write(_markdown_row(["---"] * len(shown)))
    for record in records:
        stream.write(_markdown_row([escape_markdown(column.value(record)) for column in shown]))


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def escape_markdown(text: str) -> str:
    """The text on one line, so that no character of it formats anything."""
    escaped = "".join(f"\\{character}" if character in r"\`*_{}[]<>#|~" else character for character in text)
    return " ".join(visible(escaped).split())


def write_table(records: Iterable[Record], columns: Sequence[Column[Record]], console: Console) -> None:
    """The brief columns as a table that fits the width; a long listing gets a heading every 500 rows."""
    shown = [column for column in columns if column.brief]
    for chunk in _chunks(records, _ROWS_A_TABLE):
        # A column that is empty throughout only takes room.
        rows = [[visible(column.value(record)) for column in shown] for record in chunk]
        used = [index for index, _ in enumerate(shown) if any(row[index] for row in rows)]
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for index in used:
            number = all(row[index].isdecimal() for row in rows if row[index])
            table.add_column(shown[index].brief, overflow="fold", justify="right" if number else "left")
        for row in rows:
            table.add_row(*(Text(row[index]) for index in used))
        console.print(table)


def _chunks(records: Iterable[Record], size: int) -> Iterator[Iterable[Record]]:
    iterator = iter(records)
    for first in iterator:
        yield chain([first], islice(iterator, size - 1))
