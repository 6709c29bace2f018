"""`--curl` and `--python`: the call that a command would make, in the words of another tool; nothing is sent."""

import inspect
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NoReturn

import click
import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

_INDENT = "    "


class Shower(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Instead of the first call of a client, prints it as a line for `buf curl`, and ends the command.

    `flags` are what the connection needs. Of a stream of requests the first is shown.
    """

    def __init__(self, address: str, encrypted: bool, flags: list[str]) -> None:
        self._address, self._encrypted, self._flags = address, encrypted, flags

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> NoReturn:
        """The call of a method with one request; that of one with one request and many answers likewise."""
        self._show(client_call_details.method, request)

    intercept_unary_stream = intercept_unary_unary

    def intercept_stream_unary(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> NoReturn:
        """The call of a method with a stream of requests."""
        self._show(client_call_details.method, next(iter(request_iterator)))

    intercept_stream_stream = intercept_stream_unary

    def _show(self, method: str | bytes, request: Message) -> NoReturn:
        path = method.decode() if isinstance(method, bytes) else method
        data = shlex.quote(json.dumps(MessageToDict(request), ensure_ascii=False))
        scheme = "https" if self._encrypted else "http"
        plain = [] if self._encrypted else ["--http2-prior-knowledge"]
        words = ["buf curl --protocol grpc", *plain, *self._flags, f"--data {data}"]
        address = self._address.partition(",")[0]
        raise _printed(" \\\n  ".join([*words, f"{scheme}://{address}{path}"]) + "\n")


class Spoken:
    """Stands for a client: the first method that is called is printed as Python, and ends the command."""

    def __init__(self, opening: Mapping[str, Any], path: str = "client") -> None:
        self._opening, self._path = opening, path

    def __getattr__(self, name: str) -> "Spoken":
        return Spoken(self._opening, f"{self._path}.{name}")

    def __call__(self, *arguments: Any, **named: Any) -> NoReturn:
        signature = inspect.signature(self._method())
        usual = {name: parameter.default for name, parameter in signature.parameters.items()}
        bound = signature.bind(None, *arguments, **named).arguments
        imports, before = {"from dateline import Client"}, list[str]()
        given = []
        for name, value in list(bound.items())[1:]:
            # What a command has done on the side, such as telling of a break, is no part of the call.
            if value != usual[name] and (value or usual[name]) and not callable(value):
                word = _enum_values(name, value, imports) or _literal(value, imports, before)
                given.append(word if usual[name] is inspect.Parameter.empty else f"{name}={word}")
        opening = ", ".join(
            [
                repr(self._opening["server"]),
                *(f"{name}={value}" for name, value in self._opening.items() if name != "server"),
            ]
        )
        if "tls_credentials" in opening:
            imports = {"from dateline import Client, tls_credentials", *imports} - {"from dateline import Client"}
        if "os.environ" in opening:
            imports.add("import os")
        using = _using(f"{self._path}({', '.join(given)})", str(signature.return_annotation), imports)
        lines = [
            *sorted(imports, key=lambda line: (line.startswith("from"), line)),
            "",
            *before,
            f"with Client({opening}) as client:",
            *(_INDENT + line for line in using),
        ]
        raise _printed("\n".join(lines) + "\n")

    def _method(self) -> Callable[..., Any]:
        """The method of the real client that has this path."""
        from dateline.client import Client

        _, *resource, name = self._path.split(".")
        owner: Any = Client
        if resource:
            owner = getattr(import_module(f"dateline.client.{resource[0]}"), resource[0].capitalize())
        method: Callable[..., Any] = getattr(owner, name)
        return method


def _using(call: str, returned: str, imports: set[str]) -> list[str]:
    """Lines that do with the answer what the command does, as far as one line can."""
    if "ExportResponse" in returned:
        imports.add("import sys")
        return [f"for piece in {call}:", f"{_INDENT}sys.stdout.buffer.write(piece.data)"]
    if "Pager" in returned and (most := _limit()):
        call += f".take({most})"
    if re.search(r"\b(Pager|Follower|Generator|Iterator|Iterable)\b", returned):
        return [f"for found in {call}:", f"{_INDENT}print(found)"]
    return [f"print({call})"]


def _limit() -> int | None:
    """How many the command at hand prints; None for all."""
    from dateline.cli.listing import most_printed

    given = click.get_current_context().params
    return most_printed(given["limit"], given["everything"]) if {"limit", "everything"} <= given.keys() else None


def _enum_values(argument: str, value: Any, imports: set[str]) -> str:
    """Values of the enum that the argument takes, one or several, by their names; empty for anything else."""
    from dateline.v1 import actor_pb2, event_pb2, event_service_pb2, parser_service_pb2, span_pb2

    enums: dict[str, Any] = {
        "kind": actor_pb2.Actor.Kind,
        "statuses": event_pb2.Event.Status,
        "by": event_service_pb2.EventDimension,
        "unsupported_language": parser_service_pb2.ParseOptions.UnsupportedLanguage,
        "offset_unit": span_pb2.OffsetUnit,
    }
    several = isinstance(value, list | tuple)
    values = list(value) if several else [value]
    if argument not in enums or not all(isinstance(one, int) for one in values):
        return ""
    described = enums[argument].DESCRIPTOR
    holder = f"{described.containing_type.name}." if described.containing_type else ""
    names = [described.values_by_number[one].name for one in values]
    module = described.file.name.removesuffix(".proto").replace("/", ".") + "_pb2"
    imports.update(f"from {module} import {holder.rstrip('.') or name}" for name in names)
    words = ", ".join(holder + name for name in names)
    return f"[{words}]" if several else words


def _literal(value: Any, imports: set[str], before: list[str]) -> str:
    """The value as Python writes it: a message from its JSON, documents that come one by one by the first of them."""
    if isinstance(value, Message):
        kind = type(value)
        imports.add("from google.protobuf.json_format import ParseDict")
        imports.add(f"from {kind.__module__} import {kind.__name__}")
        return f"ParseDict({MessageToDict(value)!r}, {kind.__name__}())"
    if isinstance(value, Iterator):
        first = next(value, None)
        documents = [_literal(first, imports, before)] if isinstance(first, Message) else []
        before.append(f"documents = [{', '.join(documents)}]  # and so on: any iterable of documents")
        return "documents"
    return repr(value)


def _printed(text: str) -> click.exceptions.Exit:
    from dateline.cli.output import write

    write(text)
    return click.exceptions.Exit(0)
