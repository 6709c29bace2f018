"""How `--help` lays options and commands out, on terminals that are narrow too."""

import re
from collections.abc import Iterable

import click

# From this width on the layout of click has room.
_ROOMY = 60


class HelpLayout(click.HelpFormatter):
    """The layout of click, but on a narrow terminal the names leave the explanations room, and choices are broken."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names, and what each means beside or below it."""
        if self.width < _ROOMY:
            rows = [(self._broken(name), meaning) for name, meaning in rows]
            col_max = self.width // 3
        super().write_dl(rows, col_max, col_spacing)

    def _broken(self, name: str) -> str:
        """`--from [auto|text|html]` on as many lines as it takes: broken at spaces, and behind the bars of choices."""
        lines = [""]
        for piece in re.findall(r"[^ |]+[ |]*", name):
            indent = self.current_indent if len(lines) == 1 else 0
            if lines[-1].strip() and indent + len(lines[-1]) + len(piece.rstrip()) > self.width:
                lines.append(" " * (self.current_indent + 2))
            lines[-1] += piece
        # Spaces at the end hold the columns of commands together.
        return "\n".join([*(line.rstrip() for line in lines[:-1]), lines[-1]])
