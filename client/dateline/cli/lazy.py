"""A click group that loads a command only when it is called: the help of the whole stays quick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from dateline.cli.guesses import Group


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command lives (`module:attribute`), its line in the list of commands, and the section it stands in."""

    target: str
    summary: str
    section: str = "Commands"


class LazyGroup(Group):
    """A group whose commands are named by a table and imported on demand."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; None when there is none of that name."""
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].target.partition(":")
        command = getattr(import_module(module), attribute)
        # A command that needs the server half is made when called, so that only the caller of it needs that half.
        return command if isinstance(command, click.Command) else command()

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names from the table alone, so that nothing is imported while somebody types."""
        found = [
            CompletionItem(name, help=command.summary)
            for name, command in self._lazy.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section, from the table alone."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in self._lazy.items():
            sections.setdefault(command.section, []).append((name, command.summary))
        width = max(len(name) for name in self._lazy)
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(_padded(rows, width))


def _padded(rows: Sequence[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    return [(name.ljust(width), summary) for name, summary in rows]
