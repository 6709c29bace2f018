"""List responses made of serialised messages, which are copied and not parsed."""

from collections.abc import Iterable

from google.protobuf.message import Message

from dateline_server.storage.store import Page
from dateline_server.storage.wire import frame, frame_text


def pack_page(response: type[Message], field: str, page: Page) -> bytes:
    """The serialised `response` whose repeated message `field` holds the items, with `next_page_token`."""
    token = response.DESCRIPTOR.fields_by_name["next_page_token"].number
    return pack_repeated(response, field, page.items) + frame_text(token, page.next_page_token)


def pack_repeated(response: type[Message], field: str, items: Iterable[bytes]) -> bytes:
    """The serialised `response` whose repeated message `field` holds the serialised items, and nothing else."""
    number = response.DESCRIPTOR.fields_by_name[field].number
    return b"".join(frame(number, item) for item in items)
