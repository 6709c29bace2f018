"""Requests that come packed by gzip, unpacked here.

gRPC unpacks a message before it looks at its size, so that one of a megabyte would take a gigabyte of memory, whoever
sends it. The server therefore has gRPC leave messages as they come, and unpacks them once it knows who is calling.
"""

import zlib

from dateline_server.errors import MalformedRequest, MessageTooLarge

# What gRPC takes in at all. Above the limit of a message, so that a document too long is refused by name.
MOST_BYTES_IN = 16 * 1024 * 1024

_GZIP = b"\x1f\x8b"  # no message begins like this: it would be a field of a type that there is not
_GZIP_ALONE = 16 + zlib.MAX_WBITS


def is_packed(raw: bytes) -> bool:
    """Whether these are bytes of gzip."""
    return raw.startswith(_GZIP)


def unpack(raw: bytes) -> bytes:
    """The message as it was packed. Raises MessageTooLarge beyond MOST_BYTES_IN, and MalformedRequest."""
    unpacking = zlib.decompressobj(_GZIP_ALONE)
    try:
        message = unpacking.decompress(raw, MOST_BYTES_IN + 1)
    except zlib.error:
        message, sound = b"", False
    else:
        sound = unpacking.eof and not unpacking.unused_data
    if len(message) > MOST_BYTES_IN:
        raise MessageTooLarge(
            f"The message has more than {MOST_BYTES_IN:,} bytes once it is unpacked. Send several messages."
        )
    if not sound:
        raise MalformedRequest("The bytes of the message are packed by gzip, and broken. Send them again.")
    return message
