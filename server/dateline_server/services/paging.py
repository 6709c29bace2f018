"""List responses made of serialised messages, which are copied and not parsed."""

from collections.abc import Iterable

from google.protobuf.message import Message

from dateline_server.storage.store import Page

_LENGTH_DELIMITED = 2


def pack_page(response: type[Message], field: str, page: Page) -> bytes:
    """The serialised `response` whose repeated message `field` holds the items, with `next_page_token`."""
    items = pack_repeated(response, field, page.items)
    if not page.next_page_token:
        return items
    number = response.DESCRIPTOR.fields_by_name["next_page_token"].number
    return items + _pack_field(number, page.next_page_token.encode())


def pack_repeated(response: type[Message], field: str, items: Iterable[bytes]) -> bytes:
    """The serialised `response` whose repeated message `field` holds the serialised items, and nothing else."""
    number = response.DESCRIPTOR.fields_by_name[field].number
    return b"".join(_pack_field(number, item) for item in items)


def _pack_field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
