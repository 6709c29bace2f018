"""How `--help` lays options, commands and examples out, on terminals that are narrow too."""

import re
from collections.abc import Iterable

import click

_EXAMPLE = re.compile(r"( +)(.*\bdateline .*)")
# A word of the shell, with what is quoted in it, and the spaces before it; more than one of them are before a remark.
_WORD = re.compile(r"( *)((?:'[^']*'|\"[^\"]*\"|\\.|[^ '\"])+)")
# What click adds to an explanation: `[env var: DATELINE_TLS]`, `[default: 0; x>=0]`.
_ADDED = re.compile(r"  (\[[^][]+\])$")
_NO_BREAK = "\xa0"
_LINKS = ("|", "||", "&&", ">")
# From this width on the layout of click has room.
_ROOMY = 60


class HelpLayout(click.HelpFormatter):
    """The layout of click, but with room for explanations on a narrow terminal, and with long lines broken.

    Choices are broken behind a bar, an example between two words, with a backslash: it can still be copied as it stands.
    """

    def write_text(self, text: str) -> None:
        """Paragraphs, and examples."""
        begun = len(self.buffer)
        super().write_text(text)
        written = "".join(self.buffer[begun:])
        self.buffer[begun:] = [
            line if len(line) <= self.width + 1 else _broken_example(line, self.width)
            for line in written.splitlines(keepends=True)
        ]

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names, and what each means beside or below it."""
        if self.width < _ROOMY:
            col_max = self.width // 3
        begun = len(self.buffer)
        super().write_dl(
            [(self._broken(name), self._kept_whole(meaning)) for name, meaning in rows], col_max, col_spacing
        )
        self.buffer[begun:] = [part.replace(_NO_BREAK, " ") for part in self.buffer[begun:]]

    def _kept_whole(self, meaning: str) -> str:
        """The explanation with what click adds to it on one line; where that has no room, broken between two parts."""
        added = _ADDED.search(meaning)
        if added is None:
            return meaning
        room = self.width // 2
        parts = [added[1]] if len(added[1]) <= room else added[1].split("; ")
        kept = [part.replace(" ", _NO_BREAK) if len(part) <= room else part for part in parts]
        return meaning[: added.start(1)] + "; ".join(kept)

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


def _broken_example(line: str, width: int) -> str:
    """The command on as many lines as it takes, in front of what is said of it; any other line as it is."""
    found = _EXAMPLE.fullmatch(line.rstrip("\n"))
    if found is None:
        return line
    indent, words = found[1], _WORD.findall(found[2])
    remark = next((at for at, (spaces, _) in enumerate(words) if len(spaces) > 1), len(words))
    lines = [indent]
    for unit in _units([word for _, word in words[:remark]]):
        if lines[-1].strip() and len(lines[-1]) + len(unit) + len(" \\") > width:
            lines[-1] += "\\"
            lines.append(f"{indent}    ")
        lines[-1] += f"{unit} "
    if remark < len(words):
        lines.append(f"{indent}    # {' '.join(word for _, word in words[remark:]).removeprefix('# ')}")
    return "".join(f"{one.rstrip()}\n" for one in lines)


def _units(words: list[str]) -> list[str]:
    """What stays on one line: `| jq`, `dateline list`, an option with its value, else a word."""
    units: list[str] = []
    open_end = False
    for word in words:
        leads = word in _LINKS
        if open_end and not leads and not (units[-1].startswith("-") and word.startswith("-")):
            units[-1] += f" {word}"
        else:
            units.append(word)
        open_end = leads or word == "dateline" or word.startswith("-")
    return units
