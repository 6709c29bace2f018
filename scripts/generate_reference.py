"""Writes docs/reference/: the command line, the schema, the errors and the event types, from the code that is run.

Run by `make reference`. A test writes the pages again elsewhere and fails when they differ from the committed ones.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet
from grpc_tools import protoc

from dateline import errors as client_errors
from dateline.cli import failures
from dateline.cli.main import cli
from dateline_server import errors
from dateline_server.knowledge.ontology import load_ontology
from dateline_server.services.errors import status_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
PROTOS = ROOT / "protos"
WRITTEN = "<!-- Written by scripts/generate_reference.py; `make reference` writes it again. -->\n"
WIDTH = 100

# In a descriptor with source locations: the numbers of the fields that hold messages, enums, services and what is in them.
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
_FIELD, _NESTED, _ENUM_IN_MESSAGE, _VALUE, _METHOD = 2, 3, 4, 2, 2


def generate(target: Path) -> None:
    """Write the pages into the folder `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for name, page in (
        ("cli", command_line()),
        ("schema", schema()),
        ("errors", error_table()),
        ("event-types", event_types()),
    ):
        (target / f"{name}.md").write_text(WRITTEN + "\n".join(page).rstrip() + "\n", encoding="utf-8")


def command_line() -> Iterator[str]:
    """Every command with its help, as it prints it."""
    yield "# The command line\n"
    yield "What `--help` prints of each command. Options that many commands share are told once, at the end; what all have "
    yield "in common is on [another page](../command-line.md).\n"
    shared: dict[str, str] = {}
    for typed, command in _commands(cli, "dateline"):
        context = click.Context(command, info_name=typed, terminal_width=WIDTH, max_content_width=WIDTH)
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## {typed}\n"
        yield f"```text\n{typed} {usage}\n\n{_help_text(command, context)}\n"
        rows = []
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is None:
                continue
            if record[0].startswith(
                (
                    "--server",
                    "--timeout",
                    "--tls",
                    "--client",
                    "--token",
                    "--profile",
                    "--curl",
                    "--python",
                    "--no-pager",
                )
            ):
                shared.setdefault(record[0], record[1])
            else:
                rows.append(record)
        yield _definitions(rows) + "```\n"
    yield "## Options that many commands share\n"
    yield f"```text\n{_definitions(list(shared.items()))}```\n"


def _commands(command: click.Command, typed: str) -> Iterator[tuple[str, click.Command]]:
    if typed != "dateline":
        yield typed, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=typed)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _commands(found, f"{typed} {name}")


def _help_text(command: click.Command, context: click.Context) -> str:
    formatter = context.make_formatter()
    command.format_help_text(context, formatter)
    return formatter.getvalue().strip("\n")


def _definitions(rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    formatter = click.HelpFormatter(width=WIDTH, max_width=WIDTH)
    formatter.write_dl(rows)
    return "\n" + formatter.getvalue()


def schema() -> Iterator[str]:
    """Every service, message and enum with the comments of the .proto files."""
    yield "# The schema `dateline.v1`\n"
    yield "Everything a server says and is told, from `protos/dateline/v1/`. Offsets are half-open and count code points "
    yield "unless `offset_unit` says otherwise; in JSON names are in camel case.\n"
    found = _descriptors()
    for file in found.file:
        if file.package != "dateline.v1":
            continue
        comments = {tuple(where.path): where.leading_comments.strip() for where in file.source_code_info.location}
        yield f"## {file.name.rpartition('/')[2]}\n"
        for number, service in enumerate(file.service):
            yield f"### {service.name}\n"
            yield f"{comments.get((_SERVICE, number), '')}\n"
            yield "| method | takes | gives | |\n|---|---|---|---|"
            for index, method in enumerate(service.method):
                taken = ("stream of " if method.client_streaming else "") + _linked(method.input_type)
                given = ("stream of " if method.server_streaming else "") + _linked(method.output_type)
                yield f"| {method.name} | {taken} | {given} | {_cell(comments, (_SERVICE, number, _METHOD, index))} |"
            yield ""
        for number, message in enumerate(file.message_type):
            yield from _message(message, (_MESSAGE, number), comments, message.name)
        for number, enum in enumerate(file.enum_type):
            yield from _enum(enum, (_ENUM, number), comments, enum.name)


def _message(message, path, comments, name) -> Iterator[str]:  # type: ignore[no-untyped-def]
    yield f"### {name}\n"
    yield f"{comments.get(path, '')}\n"
    if message.field:
        yield "| field | type | |\n|---|---|---|"
    for index, field in enumerate(message.field):
        yield f"| {field.name} | {_type(message, field)} | {_cell(comments, (*path, _FIELD, index))} |"
    yield ""
    for index, enum in enumerate(message.enum_type):
        yield from _enum(enum, (*path, _ENUM_IN_MESSAGE, index), comments, f"{name}.{enum.name}")
    for index, nested in enumerate(message.nested_type):
        if not nested.options.map_entry:
            yield from _message(nested, (*path, _NESTED, index), comments, f"{name}.{nested.name}")


def _enum(enum, path, comments, name) -> Iterator[str]:  # type: ignore[no-untyped-def]
    yield f"### {name}\n"
    yield f"{comments.get(path, '')}\n"
    yield "| value | number | |\n|---|---|---|"
    for index, value in enumerate(enum.value):
        yield f"| {value.name} | {value.number} | {_cell(comments, (*path, _VALUE, index))} |"
    yield ""


def _type(message, field) -> str:  # type: ignore[no-untyped-def]
    if field.type_name:
        entry = next((one for one in message.nested_type if field.type_name.endswith(f".{one.name}")), None)
        if entry is not None and entry.options.map_entry:
            return f"map of {_type(entry, entry.field[0])} to {_type(entry, entry.field[1])}"
        kind = _linked(field.type_name)
    else:
        kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    if field.label == FieldDescriptorProto.LABEL_REPEATED:
        return f"repeated {kind}"
    return f"optional {kind}" if field.proto3_optional else kind


def _linked(full_name: str) -> str:
    name = full_name.lstrip(".")
    if not name.startswith("dateline.v1."):
        return name
    short = name.removeprefix("dateline.v1.")
    return f"[{short}](#{short.lower().replace('.', '')})"


def _cell(comments: dict[tuple[int, ...], str], path: tuple[int, ...]) -> str:
    return " ".join(comments.get(path, "").split()).replace("|", "\\|")


def _descriptors() -> FileDescriptorSet:
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "schema")
        status = protoc.main(
            [
                "protoc",
                f"--proto_path={PROTOS}",
                f"--proto_path={ROOT / 'third_party' / 'googleapis'}",
                f"--proto_path={files('grpc_tools') / '_proto'}",
                "--include_source_info",
                f"--descriptor_set_out={target}",
                *sorted(str(path) for path in PROTOS.rglob("*.proto")),
            ]
        )
        if status != 0:
            raise RuntimeError("protoc refused the schema")
        return FileDescriptorSet.FromString(Path(target).read_bytes())


def error_table() -> Iterator[str]:
    """Every reason for which a server refuses, with what a client and the command line make of it."""
    yield "# Errors\n"
    yield "A refusal is a gRPC status with `google.rpc.ErrorInfo` (domain `dateline`; go by its `reason`, which stays), with "
    yield "`BadRequest` where a field is at fault, and with `RetryInfo` where trying again helps. The clients raise a class of "
    yield "`dateline.errors`, the command line ends with an exit code.\n"
    yield "| reason | status | raised by the clients | exit code | try again | what it means |\n|---|---|---|---|---|---|"
    for kind in sorted(_subclasses(errors.DatelineError), key=lambda kind: kind.reason):
        error = kind.__new__(kind)
        errors.DatelineError.__init__(error, "…")
        raised = client_errors.from_status(status_of(error))
        after = f"after {error.retry_after:g} s" if error.retry_after else "no"
        meaning = " ".join((kind.__doc__ or "").split()).replace("|", "\\|")
        code = failures.exit_code(raised)
        yield f"| `{kind.reason}` | {raised.code} | `{type(raised).__name__}` | {code} | {after} | {meaning} |"
    yield "\nOther exit codes: 0 all well, 1 some items failed, 2 wrong usage, 70 a fault of Dateline itself, 130 interrupted, "
    yield "141 the reader of the output went away."


def _subclasses(kind: type[errors.DatelineError]) -> Iterator[type[errors.DatelineError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _subclasses(below)


def event_types() -> Iterator[str]:
    """The ontology, type by type with its modes."""
    yield "# Event types\n"
    yield "The sixteen types of PLOVER with their modes, and general-news types that begin with `X_`. Intensity runs from "
    yield "-10 (worst conflict) to 10 (closest cooperation). The definitions are Dateline's own.\n"
    yield "| type | mode | CAMEO | corner | intensity | what it is |\n|---|---|---|---|---|---|"
    for row in load_ontology().values():
        intensity = "" if row.intensity is None else f"{row.intensity:g}"
        corner = row.quad_class.replace("_", " ").lower()
        name = f"**{row.type}**" if not row.mode else row.type
        yield f"| {name} | {row.mode} | {row.cameo_code} | {corner} | {intensity} | {row.definition} |"


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
