"""`--select`: those parts of what is printed that are wanted, by paths such as `title` or `events.participants.text`."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import click
from google.protobuf.descriptor import Descriptor

from dateline.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.protobuf.message import Message

    from dateline.render.columns import Column

    Function = TypeVar("Function", bound=Callable[..., Any])

Path = tuple[str, ...]
_META = "dateline.select"


def select_option(function: "Function") -> "Function":
    """`--select PATH,…`, which `as_dict` and `selected_columns` obey."""
    return click.option(
        "--select",
        expose_value=False,
        callback=_keep,
        metavar="PATH,…",
        help="Print only these parts, such as name,events.gist: as JSON, or as columns of a table.",
    )(function)


def selection() -> Sequence[str]:
    """The paths as they were typed; none where everything is wanted."""
    context = click.get_current_context(silent=True)
    paths: Sequence[str] = context.meta.get(_META, ()) if context else ()
    return paths


def prune(fields: Mapping[str, Any], descriptor: Any) -> dict[str, Any]:
    """The fields, which are a message's in JSON, without all that is not selected; empty parts are left out."""
    return dict(_pruned(fields, [resolve(descriptor, path) for path in selection()]))


def selected_columns() -> "Sequence[Column[Any]]":
    """A column for each path; several values in one cell are a list."""
    from google.protobuf.json_format import MessageToDict

    from dateline.render.columns import Column, Kind

    def column(typed: str) -> "Column[Any]":
        def value(record: "Message") -> list[str]:
            found = _values(MessageToDict(record), resolve(record.DESCRIPTOR, typed))
            return [str(one) for one in found]

        return Column(typed, typed, value, brief=typed, kind=Kind.TEXTS)

    return [column(typed) for typed in selection()]


@lru_cache(maxsize=256)
def resolve(descriptor: Descriptor, typed: str) -> Path:
    """The path in names of JSON. Raises InvalidArgument (UNKNOWN_PATH) with the names that there are."""
    parts: list[str] = []
    inside: Descriptor | None = descriptor
    for part in typed.split("."):
        if inside is None or inside.full_name.startswith("google.protobuf."):
            parts.append(part)  # what is in there has no names of the schema
            continue
        names = {name: field for field in inside.fields for name in (field.name, field.json_name)}
        field = names.get(part)
        if field is None:
            near = get_close_matches(part, names, 1)
            hint = (
                f" Did you mean {near[0]}?" if near else f" There are {', '.join(f.json_name for f in inside.fields)}."
            )
            raise InvalidArgument(
                f"--select: {inside.full_name.removeprefix('dateline.v1.')} has no {part!r}.{hint}",
                reason="UNKNOWN_PATH",
            )
        parts.append(field.json_name)
        inside = field.message_type
    return tuple(parts)


def _keep(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    context.meta[_META] = tuple(path.strip() for path in (value or "").split(",") if path.strip())


def _pruned(fields: Mapping[str, Any], paths: Sequence[Path]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        below = [path[1:] for path in paths if path[0] == name]
        if any(not path for path in below):
            yield name, value
        elif below and isinstance(value, list):
            yield name, [dict(_pruned(one, below)) for one in value if isinstance(one, dict)]
        elif below and isinstance(value, dict):
            yield name, dict(_pruned(value, below))


def _values(value: Any, path: Path) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _values(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])
