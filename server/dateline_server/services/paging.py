"""List responses made of serialised messages, which are copied, and parsed only where a mask cuts them."""

from collections.abc import Iterable
from typing import cast

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from dateline_server.services.masks import ReadMask, cut_all
from dateline_server.storage.store import Page
from dateline_server.storage.wire import frame, frame_text


def pack_page(response: type[Message], field: str, page: Page, mask: ReadMask | None = None) -> bytes:
    """The serialised `response` whose repeated message `field` holds the items, with `next_page_token`."""
    token = response.DESCRIPTOR.fields_by_name["next_page_token"].number
    return pack_repeated(response, field, page.items, mask) + frame_text(token, page.next_page_token)


def pack_repeated(response: type[Message], field: str, items: Iterable[bytes], mask: ReadMask | None = None) -> bytes:
    """The serialised `response` whose repeated message `field` holds the serialised items, and nothing else."""
    descriptor = response.DESCRIPTOR.fields_by_name[field]
    if mask is not None:
        items = cut_all(items, mask, GetMessageClass(cast(Descriptor, descriptor.message_type)))
    number = descriptor.number
    return b"".join(frame(number, item) for item in items)
