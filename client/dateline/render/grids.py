"""Rows and columns that fit a terminal: squeezed to its width, and where that would cut words to pieces, a fact a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

_GAP = 2
# In sentences a word has this much room, before any column is squeezed further, and this much at the least.
_WORD, _PIECE = 14, 8


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without lines. A column that is empty throughout is left out: it only takes room."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Text]]
    head_style: str = "dim"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or one fact a line and an empty line between rows."""
        used = [at for at, _ in enumerate(self.heads) if any(row[at].plain for row in self.rows)]
        columns = [[self.heads[at], *(row[at].plain for row in self.rows)] for at in used]
        room = options.max_width - _GAP * (len(columns) - 1)
        if sum(_least_widths(columns, _PIECE)) > room:
            yield from self._stacked(used)
        else:
            yield self._table(used, columns, room)

    def _table(self, used: Sequence[int], columns: Sequence[Sequence[str]], room: int) -> RenderableType:
        table = Table(box=None, pad_edge=False, header_style=self.head_style, padding=(0, _GAP, 0, 0))
        for at, column, width in zip(used, columns, _widths(columns, room), strict=True):
            number = all(cell.isdecimal() for cell in column[1:] if cell)
            justify: Literal["left", "right"] = "right" if number else "left"
            table.add_column(self.heads[at], overflow="fold", justify=justify, width=width)
        for row in self.rows:
            table.add_row(*(row[at] for at in used))
        return table

    def _stacked(self, used: Sequence[int]) -> RenderResult:
        longest = max(cell_len(self.heads[at]) for at in used)
        for number, row in enumerate(self.rows):
            if number:
                yield Text()
            facts = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
            facts.add_column(style=self.head_style, width=longest, no_wrap=True)
            facts.add_column(overflow="fold")
            for at in used:
                if row[at].plain.strip():
                    facts.add_row(self.heads[at], row[at])
            yield facts


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column, all of which fit into the room, if anything can.

    The widest ones are squeezed first, down to where their words and names are whole, and below that only where all are.
    """
    widths = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    for least in (_least_widths(columns, _WORD), _least_widths(columns, _PIECE)):
        while sum(widths) > room:
            wide = [index for index, now in enumerate(widths) if now > least[index]]
            if not wide:
                break
            widths[max(wide, key=lambda index: widths[index])] -= 1
    return widths


def _least_widths(columns: Sequence[Sequence[str]], word: int) -> list[int]:
    """Widths below which columns are not squeezed: names stay whole, and in sentences a word has room."""
    least = []
    for column in columns:
        longest = max((cell_len(part) for cell in column for part in cell.split()), default=0)
        least.append(min(longest, word) if any(" " in cell for cell in column[1:]) else longest)
    return least
