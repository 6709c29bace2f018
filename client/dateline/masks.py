"""Field masks: which parts of a message to ask for."""

from collections.abc import Iterable

from google.protobuf.field_mask_pb2 import FieldMask


def field_mask(fields: Iterable[str]) -> FieldMask | None:
    """The mask of the paths; None, which asks for everything, without any."""
    paths = list(fields)
    return FieldMask(paths=paths) if paths else None
