"""Help that teaches, quickly and without the server half."""

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commands import DATELINE, Command

import dateline.cli.count
import dateline.cli.listing
import dateline.cli.operations
from dateline.cli.main import COMMANDS, cli
from dateline.version import __version__

_BLOCKED = "spacy trafilatura structlog lark py3langid lxml grpc_health grpc_channelz"
# As in an environment without the server half: none of its packages, nor the half itself, can be imported.
_WITHOUT_SERVER = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {[*_BLOCKED.split(), "dateline_server"]!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
from dateline.cli.main import run
code = run(sys.argv[1:])
sys.stdout.flush()
print("loaded", [m for m in ("grpc", "rich", "google.protobuf") if m in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def without_server(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", _WITHOUT_SERVER, *arguments], capture_output=True, text=True)


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli, info_name="dateline")
    found = [(name, cli.get_command(context, name)) for name in COMMANDS]
    found += [(f"list {kind}", getattr(dateline.cli.listing, kind)) for kind in ("articles", "events")]
    found += [(f"operations {name}", command) for name, command in dateline.cli.operations.operations.commands.items()]
    found += [("count events", dateline.cli.count.events)]
    return [(name, command) for name, command in found if command is not None]


def all_commands(command: click.Command = cli, path: str = "dateline") -> Iterator[tuple[str, click.Command]]:
    """Every command and group below the root, by what is typed for it."""
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield f"{path} {name}", found
            yield from all_commands(found, f"{path} {name}")


@pytest.mark.parametrize(
    ("typed", "command"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_help_has_three_examples(typed: str, command: click.Command) -> None:
    _, _, examples = (command.help or "").partition("Examples:\n")
    assert len(re.findall(r"^ +.*\bdateline ", examples.partition("\n\n")[0], re.MULTILINE)) >= 3


def invocations(example: str) -> Iterator[list[str]]:
    """What `dateline` is called with in a line for a shell, without the remark behind it."""
    parts: list[list[str]] = [[]]
    for word in shlex.split(re.split(r" {3,}", example.strip())[0]):
        if word in ("|", "||", "&&", ">", ">>"):
            parts.append([])
        else:
            parts[-1].append(word)
    for part in parts:
        if "dateline" in part:
            # xargs adds what it reads.
            yield part[part.index("dateline") + 1 :] + ["operations/5a1f"] * (part[0] == "xargs")


@pytest.mark.parametrize(
    ("typed", "command"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_example_is_taken_by_the_command(
    typed: str, command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "server.toml").touch()
    _, _, examples = (command.help or "").partition("Examples:\n")
    for example in examples.partition("\n\n")[0].splitlines():
        for arguments in invocations(example):
            called: click.Command | None = cli
            context = cli.make_context("dateline", arguments)
            while isinstance(called, click.Group) and (rest := [*context._protected_args, *context.args]):
                name, called, rest = called.resolve_command(context, rest)
                assert called is not None, f"{example}: there is no {name}"
                context = called.make_context(name, list(rest), parent=context)


@pytest.mark.parametrize(
    ("typed", "command"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_at_forty_columns_no_help_reaches_past_them(typed: str, command: click.Command) -> None:
    with click.Context(command, info_name=typed, terminal_width=38) as context:
        before, _, examples = command.get_help(context).partition("Examples:\n")
    # An option of an example stays with its value, and a word cannot be broken.
    lines = [*before.splitlines(), *examples.partition("\n\n")[2].splitlines()]
    assert [line for line in lines if len(line) > 38] == []


@pytest.mark.parametrize(
    ("typed", "command"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_at_eighty_columns_each_example_fits_and_is_the_same_command(typed: str, command: click.Command) -> None:
    def examples(width: int) -> str:
        with click.Context(command, info_name=typed, terminal_width=width) as context:
            _, _, rest = command.get_help(context).partition("Examples:\n")
        return rest.partition("\n\n")[0]

    with click.Context(command, info_name=typed, terminal_width=78) as context:
        assert [line for line in command.get_help(context).splitlines() if len(line) > 80] == []
    wide = [line.split("    ")[0] for line in examples(200).replace("    dateline", "dateline").splitlines()]
    narrow = re.sub(r" \\\n +", " ", examples(78)).replace("    dateline", "dateline").splitlines()
    assert [line.split("    ")[0] for line in narrow if not line.lstrip().startswith("#")] == wide


@pytest.mark.parametrize(
    ("typed", "command"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_at_eighty_columns_what_an_option_goes_by_stays_on_one_line(typed: str, command: click.Command) -> None:
    with click.Context(command, info_name=typed, terminal_width=78) as context:
        _, _, options = command.get_help(context).partition("Options:\n")
    assert [line for line in options.splitlines() if re.search(r"(\[env|env var:|default:)$", line)] == []


def test_how_a_list_is_ordered_is_told_before_how_a_server_is_reached(dateline: Command) -> None:
    for command in ("events", "actors", "quotes", "stories"):
        told = re.findall(r"^  (?:-o, )?(--[a-z-]+)", dateline(command, "--help").out, re.MULTILINE)
        assert told[:7] == ["--filter", "--limit", "--all", "--page-size", "--order-by", "--fields", "--output"]


def test_the_help_names_every_command_with_what_it_does(dateline: Command) -> None:
    done = dateline("--help")
    assert done.code == 0
    for name, command in COMMANDS.items():
        assert f"  {name}" in done.out
        assert command.summary in done.out


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_help_of_each_command_shows_how_it_is_used(name: str, command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=f"dateline {name}"))
    assert f"dateline {name.split()[-1]}" in text or f"dateline {name}" in text
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize(
    "name",
    [
        *("parse", "show", "ingest", "get", "search", "watch", "revisions", "diff", "delete", "undelete", "doctor"),
        *("reparse", "operations", "export"),
    ],
)
def test_the_line_in_the_list_is_the_one_of_the_command(name: str) -> None:
    command = dict(commands())[name]
    assert command.get_short_help_str(100) == COMMANDS[name].summary


def test_the_version(dateline: Command) -> None:
    assert dateline("--version").out == f"dateline {__version__}\n"


def test_an_unknown_command_is_wrong_usage_and_the_nearest_one_is_named(dateline: Command) -> None:
    done = dateline("frobnicate")
    assert done.code == 2
    assert "'frobnicate'" in done.err
    assert done.err == "error: There is no command 'frobnicate'. `dateline --help` lists them.\n"


MEANT = {
    "prase": ["parse"],
    "delet": ["delete"],
    "shwo": ["show"],
    "gte": ["get"],
    "event": ["events"],
    "oper": ["operations"],
    "history": ["revisions"],
    "import": ["ingest"],
    "add": ["ingest", "access add"],
    "help": ["--help"],
    "rm": ["delete"],
    "RM": ["delete"],
    "articles": ["list articles"],
    "merge": ["actors merge"],
    "cancel": ["operations cancel"],
    "topics": ["stories"],
    "storys": ["stories"],
    "disagreements": ["stories disagreements"],
    "backup": ["store backup"],
    "bakcup": ["store backup"],
    "store chekc": ["store check"],
    "operations rm": ["operations delete"],
    "actors find": [],
    "count articles": ["list articles"],
}


@pytest.mark.parametrize(("typed", "meant"), MEANT.items(), ids=MEANT)
def test_a_word_that_is_no_command_is_answered_with_those_that_may_be_meant(
    typed: str, meant: list[str], dateline: Command
) -> None:
    done = dateline(*typed.split())
    told = re.findall("`dateline ([^`]*)`", done.err.partition("Did you mean")[2].partition("?")[0])
    assert (done.code, told) == (2, meant)


def test_each_word_of_other_programs_leads_to_a_command_and_is_none() -> None:
    known = {typed.removeprefix("dateline ") for typed, _ in all_commands()} | {"--help", "--version"}
    _, _, *rows = Path(dateline.cli.count.__file__).with_name("other_words.tsv").read_text().splitlines()
    words = [row.split("\t") for row in rows]
    assert [row for row in words if len(row) != 3 or not row[2]] == []
    assert {command for _, command, _ in words} <= known
    assert {word for word, _, _ in words} & set(COMMANDS) == set()
    assert len({word for word, _, _ in words}) == len(words)


def test_a_group_without_command_shows_its_help(dateline: Command) -> None:
    done = dateline("list")
    assert (done.code, done.out) == (2, "")
    assert "list events" in done.err


def test_the_help_needs_neither_the_server_half_nor_grpc() -> None:
    done = without_server("--help")
    assert done.returncode == 0
    assert "parse" in done.stdout
    assert "loaded []" in done.stderr


@pytest.mark.parametrize("arguments", [("serve", "--help"), ("parse", "a.txt")])
def test_what_needs_the_server_half_says_how_to_install_it(arguments: tuple[str, ...]) -> None:
    done = without_server(*arguments)
    assert done.returncode == 5
    assert "pip install 'dateline[server]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_server_half_the_client_commands_are_there() -> None:
    assert without_server("get", "articles/x", "--server", "127.0.0.1:1").returncode == 5
    assert without_server("doctor").returncode == 0


def test_interrupting_ends_quietly_with_130() -> None:
    process = subprocess.Popen(
        [DATELINE, "parse", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    time.sleep(4)  # well past the start, on a busy machine too
    process.send_signal(2)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
