"""Checks on the fields of requests; each failure names the field and says what it should hold."""

import re

from google.protobuf.message import Message

from dateline_server.errors import InvalidField
from dateline_server.storage.requests import Request

LONGEST_REASON = 1_000  # code points
LONGEST_AUTHOR = 200
_LONGEST_NAME = 512
_ID = re.compile(r"[A-Za-z0-9._~-]+")


def require_name(name: str, collection: str, field: str = "name") -> None:
    """Raise InvalidField unless `name` is a resource name of the collection, such as `articles/{id}`."""
    prefix, _, identifier = name.partition("/")
    if len(name) > _LONGEST_NAME or prefix != collection or not _ID.fullmatch(identifier):
        raise InvalidField(f"{name[:80]!r} is no resource name. Give one such as {collection}/….", field=field)


def read_revision_name(name: str, field: str = "name") -> tuple[str, int]:
    """The article and the number in `articles/{id}/revisions/{number}`. Raises InvalidField."""
    article, _, number = name.rpartition("/revisions/")
    # No store counts as far as 18 digits.
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise InvalidField(f"{name[:80]!r} names no revision. Give articles/…/revisions/ and a number.", field=field)
    require_name(article, "articles", field)
    return article, int(number)


def identify_request(request: Message, chosen: str) -> Request:
    """What the store needs to recognise a request that is sent again: the id the caller chose, its kind and content."""
    kind = request.DESCRIPTOR.full_name.encode()
    return Request(chosen, kind + request.SerializeToString(deterministic=True) if chosen else b"")


def require_known_enum(message: Message, field: str, within: str = "") -> None:
    """Raise InvalidField when an enum field holds a number that has no name."""
    value: int = getattr(message, field)
    enum = message.DESCRIPTOR.fields_by_name[field].enum_type
    if enum is not None and value not in enum.values_by_number:
        known = ", ".join(name.name for name in enum.values)
        path = f"{within}.{field}" if within else field
        raise InvalidField(f"{value} is no value of `{path}`. Give one of {known}.", field=path)


def require_length(field: str, value: str, limit: int) -> None:
    """Raise InvalidField when a text has more code points than the limit."""
    if len(value) > limit:
        raise InvalidField(f"`{field}` has {len(value):,} characters; the limit is {limit:,}.", field=field)
