"""Every command that README or a page names, in an example or within a sentence, is one that the command line takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dateline.cli.main import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def lines(page: Path) -> Iterator[str]:
    """Lines of a shell in the fenced blocks, and what stands between backticks in the text."""
    text = page.read_text(encoding="utf-8")
    fenced = r"^```(\w+)\n(.*?)^```"
    for language, block in re.findall(fenced, text, re.DOTALL | re.MULTILINE):
        if language in ("sh", "bash", "text"):
            yield from re.sub(r"\\\n +", "", block).splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(fenced, "", text, flags=re.DOTALL | re.MULTILINE))


def calls(line: str) -> Iterator[list[str]]:
    """What `dateline` is called with in such a line."""
    if not re.match(r"(\$ )?(\w+=\S* )*(\.venv/bin/)?dateline ", line):
        return
    for part in re.split(r" [|&>]+ | < ", re.split(r" +# ", line)[0]):
        words = shlex.split(part)
        at = [number for number, word in enumerate(words) if word.removeprefix(".venv/bin/") == "dateline"]
        if at:
            yield words[at[0] + 1 :]


# What stands for several forms, or for words of one's own, is no command as it stands.
_FORM = re.compile(r"[|\[]|^…$|^COMMAND$")
NAMED = sorted({tuple(call) for page in PAGES for line in lines(page) for call in calls(line)})


@pytest.mark.parametrize("call", [call for call in NAMED if not any(map(_FORM.search, call))], ids=" ".join)
def test_it_is_taken(call: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    called: click.Command | None = cli
    context = cli.make_context("dateline", list(call), resilient_parsing=call == ("--help",))
    while isinstance(called, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, called, rest = called.resolve_command(context, rest)
        assert called is not None, f"there is no {name}"
        asks_for_help = rest == ["--help"]
        try:
            context = called.make_context(name, list(rest), parent=context, resilient_parsing=asks_for_help)
        except (click.MissingParameter, click.exceptions.NoArgsIsHelpError):
            # Within a sentence a command goes by its name, or by its name and an option.
            assert not rest or rest[0].startswith("-")
            return


def test_there_are_many() -> None:
    assert len(NAMED) > 100
