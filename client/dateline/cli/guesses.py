"""Which commands somebody may have meant by a word that names none."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from dateline.errors import DatelineError

_OTHER_WORDS = Path(__file__).with_name("other_words.tsv")
_MOST = 3
# How alike two words are (0 to 1, by the letters they share in order): typing errors stay above, other words below.
_ALIKE = 0.75
# In short words one error is a larger part.
_SHORT, _ALIKE_WHEN_SHORT = 3, 0.6
# Words that are this much less alike than the nearest one were not meant.
_FARTHER = 0.1


class Group(click.Group):
    """A group of commands that answers a word that names none of them with those that may be meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name. Raises UsageError for an unknown one."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            meant = [f"`{command}`" for command in guess_commands(ctx, args[0], names)]
            hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint} `{ctx.command_path} --help` lists them.")
        return super().resolve_command(ctx, args)


def guess_commands(ctx: click.Context, word: str, names: Sequence[str]) -> list[str]:
    """Up to three whole commands, likeliest first: as others call it, as the group spells it, as other groups have it."""
    root = ctx.find_root()
    path, word = ctx.command_path, word.lower()
    other = _by_other_words(word)
    found = [f"{path} {name}" for name in other if ctx is root or name in names]
    found += [f"{path} {name}" for name in _spelled_alike(word, names)]
    inner = dict(_inner_commands(root))
    found += [f"{root.command_path} {group} {word}" for group, known in inner.items() if word in known]
    if not found:
        found = [
            f"{root.command_path} {group} {name}"
            for group, known in inner.items()
            for name in _spelled_alike(word, known)
        ]
    return list(dict.fromkeys(found))[:_MOST]


def _by_other_words(word: str) -> list[str]:
    rows = (line.split("\t") for line in _OTHER_WORDS.read_text(encoding="utf-8").splitlines())
    return [row[1] for row in rows if row[0] in (word, word.removesuffix("s"))]


def _spelled_alike(word: str, names: Sequence[str]) -> list[str]:
    """The names that begin so, else those that a typing error or two make of the word."""
    from difflib import SequenceMatcher  # only here: help starts sooner without

    begun = [name for name in names if len(word) >= _SHORT and name.startswith(word)]
    if begun:
        return begun
    alike = {name: SequenceMatcher(None, word, name).ratio() for name in names}
    least = _ALIKE_WHEN_SHORT if len(word) <= _SHORT else _ALIKE
    least = max(least, max(alike.values(), default=0) - _FARTHER)
    return [name for name in sorted(alike, key=lambda name: -alike[name]) if alike[name] >= least]


def _inner_commands(root: click.Context) -> Iterator[tuple[str, list[str]]]:
    """The commands of each group of the whole; those of a half that is not installed are not known."""
    assert isinstance(root.command, click.Group)
    for name in root.command.list_commands(root):
        try:
            command = root.command.get_command(root, name)
        except DatelineError:
            continue
        if isinstance(command, click.Group):
            yield name, command.list_commands(root)
