"""Read masks (AIP-157): which fields of a message a caller wants.

A path leads through message fields, also repeated ones: `events.trigger.text` keeps it of every event. `*` is everything.
"""

import difflib
from collections.abc import Iterable
from typing import Self, cast

from google.protobuf.descriptor import Descriptor
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from dateline_server.errors import InvalidField

_EVERYTHING = "*"


class ReadMask:
    """The fields of a message type to keep; those below a kept message are kept with it unless paths choose among them."""

    def __init__(self, fields: dict[str, "ReadMask"]) -> None:
        self._fields = fields

    @classmethod
    def read(cls, mask: FieldMask, message: type[Message]) -> Self | None:
        """The mask that a request sends; None where it sends none, or asks for everything.

        Raises InvalidField (`read_mask`) for a path that leads to no field of the message type.
        """
        if not mask.paths or _EVERYTHING in mask.paths:
            return None
        root = cls({})
        for path in mask.paths:
            root._add(_read_path(path, cast(Descriptor, message.DESCRIPTOR)))
        return root

    @property
    def names(self) -> frozenset[str]:
        """The fields of the message itself of which something is kept."""
        return frozenset(self._fields)

    def cut(self, message: Message) -> None:
        """Takes everything out of the message that is not to be kept."""
        for field, value in message.ListFields():
            below = self._fields.get(field.name)
            if below is None:
                message.ClearField(field.name)
            elif below._fields:
                for part in value if field.is_repeated else (value,):
                    below.cut(part)

    def _add(self, steps: list[str]) -> None:
        step, *rest = steps
        known = self._fields.get(step)
        if known is None:
            known = self._fields[step] = ReadMask({})
        elif not known._fields:
            return  # the whole of it is kept already
        if rest:
            known._add(rest)
        else:
            known._fields.clear()


def _read_path(path: str, descriptor: Descriptor) -> list[str]:
    """The steps of a path, each of which is a field of the message that the one before leads to."""
    steps = path.split(".")
    for at, step in enumerate(steps):
        field = descriptor.fields_by_name.get(step)
        if field is None:
            raise _unknown(path, ".".join(steps[:at]), step, descriptor)
        if at == len(steps) - 1:
            break
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            raise InvalidField(
                f"{path[:80]!r}: `{'.'.join(steps[: at + 1])}` has no fields of its own. End the path there.",
                field="read_mask",
            )
        descriptor = field.message_type
    return steps


def cut_all(items: Iterable[bytes], mask: ReadMask, message: type[Message]) -> list[bytes]:
    """The serialised messages with what is to be kept of each."""
    kept = []
    for item in items:
        parsed = message.FromString(item)
        mask.cut(parsed)
        kept.append(parsed.SerializeToString(deterministic=True))
    return kept


def _unknown(path: str, parent: str, step: str, descriptor: Descriptor) -> InvalidField:
    names = [field.name for field in descriptor.fields]
    near = difflib.get_close_matches(_snake(step), names, 1, 0.5)
    full = f"{parent}.{near[0]}" if near and parent else "".join(near)
    hint = f" Did you mean {full}?" if near else ""
    return InvalidField(
        f"{path[:80]!r} leads to no field: {descriptor.name} has no {step[:40]!r}.{hint} Fields: {', '.join(names)}.",
        field="read_mask",
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
